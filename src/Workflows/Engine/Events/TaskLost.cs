namespace Fleet.Workflows.Engine;

/// <summary>The dispatch was given up (host lost, worker refused for infrastructure reasons); the node is Ready again for its next dispatch.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">The issue that was given up.</param>
/// <param name="Reason">A sentence that is put on the node.</param>
public sealed record TaskLost(int Ordinal, int Dispatch, string Reason) : EngineEvent;
