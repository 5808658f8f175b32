using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Settled: kill and remove all containers (and pod-lived volumes) of a dispatch, looked up by labels, but for what is to stay of one that ended (<c>podGC</c>); answer by
/// <see cref="WorkerProtocol.Removed"/> whether it worked or not (a failure comes up again with the next inventory). What was under way for it is dropped.</summary>
/// <param name="Stamp">The dispatch.</param>
/// <param name="Succeeded">It succeeded; null: this session does not know.</param>
public sealed record Remove(TaskStamp Stamp, bool? Succeeded) : WorkerAction;
