namespace Fleet.Contracts;

/// <summary>Order to stop a task: SIGTERM, the grace period, SIGKILL. Its end is reported as usual.</summary>
/// <param name="Stamp">The dispatch to stop.</param>
/// <param name="Reason">Why, for logs and messages.</param>
/// <param name="GraceSeconds">Seconds between SIGTERM and SIGKILL; null: the task's own.</param>
public sealed record TaskCancel(TaskStamp Stamp, string Reason, int? GraceSeconds = null);
