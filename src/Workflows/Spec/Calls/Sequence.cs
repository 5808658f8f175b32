namespace Fleet.Workflows.Spec;

/// <summary><c>withSequence</c>. Numbers are text because they may be tags.</summary>
public sealed record Sequence
{
    /// <summary><c>count</c>.</summary>
    public string? Count { get; init; }

    /// <summary><c>start</c>; default 0.</summary>
    public string? Start { get; init; }

    /// <summary><c>end</c>.</summary>
    public string? End { get; init; }

    /// <summary><c>format</c>, a Go Printf format.</summary>
    public string? Format { get; init; }
}
