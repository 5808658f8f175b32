namespace Fleet.Workflows.Engine;

/// <summary>Stop a Ready or assigned task. Answered by <see cref="TaskStopped"/> or <see cref="TaskEnded"/>.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Reason">Why.</param>
public sealed record StopTask(int Ordinal, string Reason) : EngineCommand;
