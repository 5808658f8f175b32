namespace Fleet.Workflows.Spec;

/// <summary><c>backoff</c>: waits between attempts. A bare number is seconds, else a Go duration.</summary>
public sealed record Backoff
{
    /// <summary><c>duration</c>: the first wait.</summary>
    public string? Duration { get; init; }

    /// <summary><c>factor</c>: multiplies the wait at each further attempt.</summary>
    public string? Factor { get; init; }

    /// <summary><c>cap</c>: longest wait.</summary>
    public string? Cap { get; init; }

    /// <summary><c>maxDuration</c>: no attempt starts or goes on after this time from the first start.</summary>
    public string? MaxDuration { get; init; }
}
