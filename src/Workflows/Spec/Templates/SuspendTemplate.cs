namespace Fleet.Workflows.Spec;

/// <summary><c>suspend</c>.</summary>
public sealed record SuspendTemplate
{
    /// <summary><c>duration</c>: bare seconds or a Go duration; null: until resumed.</summary>
    public string? Duration { get; init; }
}
