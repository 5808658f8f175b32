namespace Fleet.Workflows.Engine;

/// <summary>Something that happened, told to the engine. Events may come late, twice and out of order: what carries an old stamp changes nothing.</summary>
public abstract record EngineEvent;
