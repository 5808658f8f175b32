namespace Fleet.Workflows.Engine;

/// <summary>The state was loaded by a new leader: the engine answers with what is not stored elsewhere (unfinished expansions).</summary>
public sealed record WorkflowLoaded : EngineEvent;
