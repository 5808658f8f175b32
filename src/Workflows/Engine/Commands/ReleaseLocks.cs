namespace Fleet.Workflows.Engine;

/// <summary>Locks are needed no more, or no longer waited for. Unknown ones are no error.</summary>
/// <param name="Ordinal">The node that held or waited; -1: the workflow.</param>
public sealed record ReleaseLocks(int Ordinal) : EngineCommand;
