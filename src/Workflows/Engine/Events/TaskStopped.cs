namespace Fleet.Workflows.Engine;

/// <summary>A task that <see cref="StopTask"/> asked to stop was not with any worker: it will never run.</summary>
/// <param name="Ordinal">The node.</param>
public sealed record TaskStopped(int Ordinal) : EngineEvent;
