namespace Fleet.Contracts;

/// <summary>An HTTP request made by the worker. It carries an <c>Idempotency-Key</c> that is the same for every dispatch of the node.</summary>
public sealed record HttpCallWork
{
    /// <summary>HTTP method; Argo's default is GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Absolute URL.</summary>
    public required string Url { get; init; }

    /// <summary>Request headers in order.</summary>
    public IReadOnlyList<EnvironmentVariable> Headers { get; init; } = [];

    /// <summary>Request body; null: none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Request body, one piece after another, where it is too large for the order; null: it is <see cref="Body"/>.</summary>
    public IReadOnlyList<ContentPart>? BodyParts { get; init; }

    /// <summary>Limit for the whole call, in seconds; default 30.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Something asks for the body of the answer: one that cannot be carried inline is a fault, not left out.</summary>
    public bool BodyWanted { get; init; }

    /// <summary>Do not verify the server's certificate.</summary>
    public bool InsecureSkipVerify { get; init; }
}
