namespace Fleet.Worker.Protocol;

/// <summary>
/// Take up a task as its creator: get the image, remove older dispatches of the same node from this engine (rule 13), <see cref="WorkerProtocol.BeginCreate"/>, create,
/// <see cref="WorkerProtocol.BeginStart"/>, start <em>by name and once</em> (rule 12), follow, collect, <see cref="WorkerProtocol.Finished"/>.
/// Work without a container asks <see cref="WorkerProtocol.BeginStart"/> before it acts (an HTTP request is made only then).
/// </summary>
/// <param name="Task">The task.</param>
public sealed record Run(HeldTask Task) : WorkerAction;
