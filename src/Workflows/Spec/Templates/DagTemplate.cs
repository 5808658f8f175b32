namespace Fleet.Workflows.Spec;

/// <summary><c>dag</c>.</summary>
public sealed record DagTemplate
{
    /// <summary><c>tasks</c>.</summary>
    public IReadOnlyList<DagTask> Tasks { get; init; } = [];

    /// <summary><c>target</c>: task names separated by blanks; null: all leaves.</summary>
    public string? Target { get; init; }

    /// <summary><c>failFast</c>; default true.</summary>
    public bool FailFast { get; init; } = true;
}
