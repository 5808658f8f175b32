namespace Fleet.Workflows.Spec;

/// <summary>A mutex.</summary>
public sealed record Mutex
{
    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>namespace</c>; null: the workflow's.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>database</c>: shared beyond this server.</summary>
    public bool Database { get; init; }
}
