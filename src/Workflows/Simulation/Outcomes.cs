namespace Fleet.Workflows.Simulation;

/// <summary>What happens in a simulation: how tasks end, and what users do meanwhile.</summary>
public sealed record Outcomes
{
    /// <summary>For tasks that no entry matches.</summary>
    public ScriptedOutcome Default { get; init; } = new();

    /// <summary>Entries in order; the first that matches counts.</summary>
    public IReadOnlyList<OutcomeRule> Nodes { get; init; } = [];

    /// <summary>What is there before it begins.</summary>
    public Given Given { get; init; } = new();

    /// <summary>What users do, in the order of the file.</summary>
    public IReadOnlyList<ScriptedAction> Actions { get; init; } = [];
}
