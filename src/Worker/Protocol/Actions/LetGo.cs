namespace Fleet.Worker.Protocol;

/// <summary>Drop everything that is under way for a task (following, collecting, pulling), touching no container. A create or start in flight is waited for, not aborted.</summary>
/// <param name="Task">The task.</param>
public sealed record LetGo(HeldTask Task) : WorkerAction;
