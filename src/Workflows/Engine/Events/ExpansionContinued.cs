namespace Fleet.Workflows.Engine;

/// <summary>Goes on with a large fan-out that is expanded in chunks.</summary>
/// <param name="Ordinal">The node that is being expanded.</param>
public sealed record ExpansionContinued(int Ordinal) : EngineEvent;
