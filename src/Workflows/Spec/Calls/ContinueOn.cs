namespace Fleet.Workflows.Spec;

/// <summary><c>continueOn</c>: ends that do not fail the parent.</summary>
public sealed record ContinueOn
{
    /// <summary><c>error</c>.</summary>
    public bool Error { get; init; }

    /// <summary><c>failed</c>.</summary>
    public bool Failed { get; init; }
}
