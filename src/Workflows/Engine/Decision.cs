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

    /// <summary>
    /// It has changed nothing, and asks for what is answered at once. A host ends a workflow that does nothing else <see cref="WorkflowEngine.MostAsked"/> times in a row: it would stop all others, and never get on.
    /// </summary>
    public bool OnlyAsks => !WorkflowChanged && Nodes.Count == 0 && Commands.Count > 0 && Commands.All(command => command is ReadConfigMaps or ResolveTemplate or ResolveRepository or LookUpMemo);
}
