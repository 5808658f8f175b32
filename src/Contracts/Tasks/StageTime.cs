namespace Fleet.Contracts;

/// <summary>When a stage of a task began.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="At">Its begin, by the worker's clock.</param>
public sealed record StageTime(TaskStage Stage, DateTimeOffset At);
