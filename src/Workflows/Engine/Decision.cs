namespace Fleet.Workflows.Engine;

/// <summary>What one event led to. The state was changed in place; a host whose commit fails drops the state and loads it again.</summary>
public sealed class Decision
{
    /// <summary>What is to be done, in order.</summary>
    public required IReadOnlyList<EngineCommand> Commands { get; init; }

    /// <summary>Ordinals of the nodes whose rows changed or are new.</summary>
    public required IReadOnlyCollection<int> Nodes { get; init; }

    /// <summary>The workflow's own row changed.</summary>
    public required bool WorkflowChanged { get; init; }
}
