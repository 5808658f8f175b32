namespace Fleet.Workflows.Engine;

/// <summary>Names a start within a workflow that waits for an answer; a host hands it back as it is.</summary>
/// <param name="Owner">Ordinal of the node that owns the call; -1: the workflow.</param>
/// <param name="Site">Which of its calls.</param>
public readonly record struct StartStamp(int Owner, int Site);
