namespace Fleet.Workflows.Engine;

/// <summary>A dispatch ended for good: facts only.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Dispatch">The issue that ended.</param>
/// <param name="Outcome">What the worker found.</param>
public sealed record TaskEnded(int Ordinal, int Dispatch, TaskOutcome Outcome) : EngineEvent;
