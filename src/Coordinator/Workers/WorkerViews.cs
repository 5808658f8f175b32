using Fleet.Workflows.Dispatch;

namespace Fleet.Coordinator.Workers;

/// <summary>Sessions of the dispatcher as users see them.</summary>
internal static class WorkerViews
{
    public static WorkerView Of(SessionView session) => new()
    {
        Id = session.Worker.WorkerId,
        Session = session.Session,
        Engine = session.Worker.Engine,
        HostName = session.Worker.HostName,
        Pool = session.Worker.Labels.TryGetValue(TaskNeeds.PoolLabel, out var pool) ? pool : TaskNeeds.DefaultPool,
        Labels = session.Worker.Labels,
        State = session.State == SessionState.Pending ? "Pending" : session.Draining ? "Draining" : session.RestsUntil is not null ? "Resting" : "Ready",
        Slots = session.Worker.Slots,
        Used = session.Assigned,
        Runtime = session.Worker.Runtime,
        Version = session.Worker.Version,
        LastBeat = session.LastHeard,
    };
}
