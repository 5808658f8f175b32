namespace Fleet.Workflows.Engine;

/// <summary>A timer set by <see cref="SetTimer"/> is due. A cleared or replaced one is ignored.</summary>
/// <param name="Key">The timer.</param>
public sealed record TimerFired(TimerKey Key) : EngineEvent;
