namespace Fleet.Workflows.Status;

/// <summary>What a Workflow object shows that is not part of the engine's state.</summary>
public sealed record WorkflowStatusOptions
{
    /// <summary><c>metadata.resourceVersion</c>; null: left out.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Leave the nodes out.</summary>
    public bool WithoutNodes { get; init; }

    /// <summary>Most characters of large values (those above 64 Ki characters) that are written whole, the first ones; of further ones only the beginning and the size is.</summary>
    /// <value>Default: all are.</value>
    public long ValueRoom { get; init; } = long.MaxValue;
}
