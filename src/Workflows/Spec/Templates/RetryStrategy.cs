namespace Fleet.Workflows.Spec;

/// <summary><c>retryStrategy</c>.</summary>
public sealed record RetryStrategy
{
    /// <summary><c>limit</c>: retries after the first attempt, as text; null: no limit.</summary>
    public string? Limit { get; init; }

    /// <summary><c>retryPolicy</c>; null: OnFailure, or Always with an expression.</summary>
    public string? RetryPolicy { get; init; }

    /// <summary><c>expression</c> (expr-lang).</summary>
    public string? Expression { get; init; }

    /// <summary><c>backoff</c>.</summary>
    public Backoff? Backoff { get; init; }

    /// <summary><c>affinity.nodeAntiAffinity</c>: each attempt on another worker.</summary>
    public bool NodeAntiAffinity { get; init; }
}
