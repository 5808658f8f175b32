namespace Fleet.Workflows.Engine;

/// <summary>The dispatcher has issued a node to a worker.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">Number of this issue; higher than every earlier one of the node.</param>
/// <param name="Engine">Id of the worker's container engine; null: unknown.</param>
public sealed record TaskAssigned(int Ordinal, int Dispatch, string? Engine = null) : EngineEvent;
