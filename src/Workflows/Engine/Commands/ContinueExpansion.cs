namespace Fleet.Workflows.Engine;

/// <summary>Send <see cref="ExpansionContinued"/> after this commit: a large fan-out is expanded in chunks, so that no commit is long.</summary>
/// <param name="Ordinal">The node that is being expanded.</param>
public sealed record ContinueExpansion(int Ordinal) : EngineCommand;
