namespace Fleet.Worker.Protocol;

/// <summary>Stop a task: SIGTERM, grace period, SIGKILL; its end is reported as usual. One that has not started is reported as finished, cancelled. Given once for each handle.</summary>
/// <param name="Task">The task.</param>
/// <param name="Reason">Why.</param>
/// <param name="GraceSeconds">Seconds between SIGTERM and SIGKILL; null: the task's own.</param>
public sealed record Stop(HeldTask Task, string Reason, int? GraceSeconds) : WorkerAction;
