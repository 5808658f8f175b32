using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Settled: kill and remove all containers (and pod-lived volumes) of a dispatch, looked up by labels; answer by <see cref="WorkerProtocol.Removed"/> whether it worked or not
/// (a failure comes up again with the next inventory). What was under way for it is dropped.</summary>
/// <param name="Stamp">The dispatch.</param>
public sealed record Remove(TaskStamp Stamp) : WorkerAction;
