namespace Fleet.Workflows.Status;

/// <summary>What a Workflow object shows that is not part of the engine's state.</summary>
public sealed record WorkflowStatusOptions
{
    /// <summary><c>metadata.resourceVersion</c>; null: left out.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Leave the nodes out.</summary>
    public bool WithoutNodes { get; init; }
}
