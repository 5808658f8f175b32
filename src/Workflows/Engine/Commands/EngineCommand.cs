namespace Fleet.Workflows.Engine;

/// <summary>Something the engine wants done. Carried out by the host in the same transaction as the state change.</summary>
public abstract record EngineCommand;
