namespace Fleet.Worker.Protocol;

/// <summary>Take a task over: look what there is of it on the engine, and ask <see cref="WorkerProtocol.AfterLook"/>.</summary>
/// <param name="Task">The task.</param>
public sealed record Adopt(HeldTask Task) : WorkerAction;
