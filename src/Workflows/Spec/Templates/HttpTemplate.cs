namespace Fleet.Workflows.Spec;

/// <summary><c>http</c>.</summary>
public sealed record HttpTemplate
{
    /// <summary><c>method</c>; default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary><c>url</c>.</summary>
    public string Url { get; init; } = "";

    /// <summary><c>headers</c>.</summary>
    public IReadOnlyList<HttpHeader> Headers { get; init; } = [];

    /// <summary><c>body</c>.</summary>
    public string? Body { get; init; }

    /// <summary><c>bodyFrom.bytes</c>, base64.</summary>
    public string? BodyBytes { get; init; }

    /// <summary><c>timeoutSeconds</c>; null: 30.</summary>
    public long? TimeoutSeconds { get; init; }

    /// <summary><c>successCondition</c> (expr-lang); null: any 2xx.</summary>
    public string? SuccessCondition { get; init; }

    /// <summary><c>insecureSkipVerify</c>.</summary>
    public bool InsecureSkipVerify { get; init; }
}
