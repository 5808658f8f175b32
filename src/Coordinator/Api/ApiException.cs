namespace Fleet.Coordinator.Api;

/// <summary>A call that the API refuses, with the HTTP status and gRPC code that Argo's clients expect.</summary>
/// <param name="httpStatus">HTTP status.</param>
/// <param name="code">gRPC code.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class ApiException(int httpStatus, int code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int HttpStatus { get; } = httpStatus;

    /// <summary>gRPC code.</summary>
    public int Code { get; } = code;

    /// <summary>When it may be tried again; null: that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>400 / 3: the request is invalid.</summary>
    public static ApiException Invalid(string message) => new(400, 3, message);

    /// <summary>400 / 9: not in this state.</summary>
    public static ApiException Precondition(string message) => new(400, 9, message);

    /// <summary>404 / 5, in Argo's words.</summary>
    public static ApiException NotFound(string name) => new(404, 5, $"workflows.argoproj.io \"{name}\" not found");

    /// <summary>409 / 6, in Argo's words.</summary>
    public static ApiException Exists(string name) => new(409, 6, $"workflows.argoproj.io \"{name}\" already exists");

    /// <summary>503 / 14: not now.</summary>
    public static ApiException Unavailable(string message) => new(503, 14, message);
}
