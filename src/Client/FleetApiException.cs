namespace Fleet.Client;

/// <summary>The API refused a call. The message is the server's own sentence.</summary>
/// <param name="httpStatus">HTTP status (400 invalid, 401 no token, 404 not found, 409 exists ...).</param>
/// <param name="code">gRPC code as Argo's API answers it.</param>
/// <param name="message">The sentence.</param>
/// <param name="inner">What caused it.</param>
public sealed class FleetApiException(int httpStatus, int code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>HTTP status.</summary>
    public int HttpStatus { get; } = httpStatus;

    /// <summary>gRPC code.</summary>
    public int Code { get; } = code;

    /// <summary>The thing does not exist.</summary>
    public bool IsNotFound => HttpStatus == 404;

    /// <summary>400 / 3: invalid request.</summary>
    public static FleetApiException Invalid(string message) => new(400, 3, message);

    /// <summary>404 / 5: not found.</summary>
    public static FleetApiException NotFound(string message) => new(404, 5, message);

    /// <summary>409 / 6: exists already.</summary>
    public static FleetApiException Exists(string message) => new(409, 6, message);
}
