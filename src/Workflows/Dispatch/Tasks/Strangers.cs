using System.Globalization;

namespace Fleet.Workflows.Dispatch;

/// <summary>
/// Dispatches that workers name and that belong to no live task. Ended lately, or of a deleted workflow: settled. Else the host looks them up; what this Fleet cannot have issued
/// (store restored from a backup) is never touched, but users are told once.
/// </summary>
internal sealed class Strangers(TaskBook tasks, ChangeLog log)
{
    private const int Remembered = 16_384;

    private readonly BoundedMap<TaskKey, TaskStanding> _standings = new(Remembered);
    private readonly BoundedMap<Guid, bool> _dropped = new(Remembered);
    private readonly BoundedMap<DispatchStamp, bool> _told = new(Remembered);

    /// <summary>A workflow was dropped.</summary>
    public void Dropped(Guid workflow) => _dropped.Set(workflow, true);

    /// <summary>The host has looked a task up.</summary>
    public void Known(TaskKey key, TaskStanding standing) => _standings.Set(key, standing);

    /// <summary>A worker names a dispatch of a task that is not live.</summary>
    public void Judge(DispatchStamp stamp, string worker, long session, EngineRoom? engine)
    {
        if (tasks.TryFindEnded(stamp.Key, out var last))
        {
            if (stamp.Dispatch > last) Newer(stamp, last, engine);
            else log.Orders(worker, session).Settle(stamp);
        }
        else if (_dropped.TryGet(stamp.Workflow, out _))
        {
            log.Orders(worker, session).Settle(stamp);
        }
        else if (!_standings.TryGet(stamp.Key, out var standing))
        {
            log.Ask(stamp);
        }
        else if (standing == TaskStanding.Unknown)
        {
            Tell(stamp, engine, $"its labels name task {stamp.Key}, which this Fleet does not know. It is left alone; remove it by hand if it is not wanted");
        }
        else
        {
            log.Orders(worker, session).Settle(stamp);
        }
    }

    /// <summary>A worker names a dispatch that was not issued yet.</summary>
    public void Newer(DispatchStamp stamp, int last, EngineRoom? engine) => Tell(stamp, engine, string.Create(CultureInfo.InvariantCulture,
        $"its labels say dispatch {stamp.Dispatch} of task {stamp.Key}, but only {last} are on record: was the store restored from a backup? It is left alone; remove it by hand if it is not wanted"));

    private void Tell(DispatchStamp stamp, EngineRoom? engine, string reason)
    {
        if (engine is not null && _told.Set(stamp, true)) log.Report(new StrangeContainer(stamp, engine.Id, engine.HostName, reason));
    }
}
