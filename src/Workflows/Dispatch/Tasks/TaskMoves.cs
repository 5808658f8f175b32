using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>Every change of a task's state, with the counts of sessions and engines, the rows and the messages that go with it.</summary>
internal sealed class TaskMoves(TaskBook tasks, SessionBook sessions, ReadyQueues queues, DelayedTasks delayed, ChangeLog log)
{
    private readonly ClaimPins _pins = new(queues, log);

    /// <summary>A new task waits.</summary>
    public void Add(LiveTask task)
    {
        tasks.Add(task);
        _pins.Join(task);
        queues.Add(task);
        log.Changed(task);
    }

    /// <summary>Issues the next dispatch to a session that has room. From now on the one before is not current.</summary>
    public void Issue(LiveTask task, WorkerSession session)
    {
        Unqueue(task);
        task.Dispatch++;
        task.Began = task.DaemonReady = false;
        _pins.Place(task, session.Engine.Id);
        Assign(task, session, adopted: false);
        log.Tell(task.Key.Workflow, new TaskAssigned(task.Key.Ordinal, task.Dispatch, task.Engine));
    }

    /// <summary>
    /// Its session is over: a live session of the same engine adopts it; while one is only pending there it waits (rule 4).
    /// </summary>
    /// <returns>False: nobody is left on the engine, and it is where it was.</returns>
    public bool HandOver(LiveTask task)
    {
        var engine = sessions.Engine(task.Engine!);
        if (Adopter(engine) is { } adopter)
        {
            Vacate(task);
            Assign(task, adopter, adopted: true);
            return true;
        }

        if (engine.Sessions.Count == 0) return false;
        if (task.State == LiveTaskState.Orphan) return true;
        Vacate(task);
        task.State = LiveTaskState.Orphan;
        task.Issue = 0;
        engine.Occupy(task);
        engine.Orphans.AddLast(task.Place);
        log.Changed(task);
        return true;
    }

    /// <summary>A task that was given up with its engine, and not issued since, is seen again (rule 17).</summary>
    /// <returns>False: there is no room.</returns>
    public bool AdoptBack(LiveTask task, EngineRoom engine)
    {
        if (!engine.HasRoomFor(task.Millicores, task.Needs.Memory) || Adopter(engine) is not { } adopter) return false;
        Unqueue(task);
        if (task.Losses.Count > 0) task.Losses.RemoveAt(task.Losses.Count - 1);
        Assign(task, adopter, adopted: true);
        log.Tell(task.Key.Workflow, new TaskAssigned(task.Key.Ordinal, task.Dispatch, task.Engine));
        return true;
    }

    /// <summary>Its dispatch is given up; the task waits for the next one.</summary>
    public void Requeue(LiveTask task, bool engineLost, DateTimeOffset notBefore, DateTimeOffset now)
    {
        Vacate(task);
        task.State = LiveTaskState.Ready;
        task.Issue = 0;
        task.Adopted = task.Began = task.DaemonReady = false;
        task.EngineLost = engineLost;
        task.NotBefore = notBefore;
        if (notBefore > now) delayed.Add(task);
        else queues.Add(task);
        log.Changed(task);
    }

    /// <summary>Delayed tasks whose moment has come go into their queues.</summary>
    public void QueueDue(DateTimeOffset now)
    {
        while (delayed.TryTakeDue(now, out var task)) queues.Add(task);
    }

    /// <summary>The task is over.</summary>
    public void End(LiveTask task)
    {
        Unqueue(task);
        Vacate(task);
        tasks.Remove(task);
        _pins.Leave(task);
        log.Ended(task);
    }

    /// <summary>Sends the order for an assigned task, or sends it again.</summary>
    public void Order(LiveTask task)
    {
        var session = task.Session!;
        task.OrderedAtBeat = session.BeatsHeard;
        var orders = log.Orders(session.Worker.WorkerId, session.Id);
        orders.Issue(task);
        if (task.StopReason is not null) orders.Cancel(task);
    }

    /// <summary>Puts a stored task where it was; no row changes.</summary>
    /// <param name="task">The task.</param>
    /// <param name="session">Its session; null: none, or it is not there any more.</param>
    public void Restore(LiveTask task, WorkerSession? session)
    {
        tasks.Add(task);
        _pins.Join(task);
        if (task.State == LiveTaskState.Ready)
        {
            queues.Add(task);
            return;
        }

        var engine = sessions.Engine(task.Engine!);
        engine.Occupy(task);
        task.OrderedAtBeat = -1;
        if (session is null)
        {
            task.State = LiveTaskState.Orphan;
            engine.Orphans.AddLast(task.Place);
            return;
        }

        task.Session = session;
        session.Tasks.AddLast(task.Place);
    }

    private static WorkerSession? Adopter(EngineRoom engine)
    {
        WorkerSession? best = null;
        foreach (var session in engine.Sessions)
        {
            if (session.State != SessionState.Live || session.IsOver) continue;
            if (best is null || (best.Draining && !session.Draining) || (best.Draining == session.Draining && session.Free >= best.Free)) best = session;
        }

        return best;
    }

    private void Assign(LiveTask task, WorkerSession session, bool adopted)
    {
        task.State = LiveTaskState.Assigned;
        task.Session = session;
        task.Engine = session.Engine.Id;
        task.Issue = NextIssue(session);
        task.Adopted = adopted;
        task.EngineLost = false;
        session.Engine.Occupy(task);
        session.Tasks.AddLast(task.Place);
        queues.Refile(session);
        log.Changed(task);
        Order(task);
    }

    private long NextIssue(WorkerSession session)
    {
        if (session.LastIssue == session.ReservedIssue)
        {
            session.ReservedIssue += IssueBlock;
            log.Changed(session);
        }

        return ++session.LastIssue;
    }

    /// <summary>Issue numbers reserved with one write of the session's row.</summary>
    public int IssueBlock { get; init; } = 1024;

    private void Unqueue(LiveTask task)
    {
        queues.Remove(task);
        delayed.Remove(task);
    }

    private void Vacate(LiveTask task)
    {
        if (task.State == LiveTaskState.Ready) return;
        var engine = sessions.Engine(task.Engine!);
        task.Place.List?.Remove(task.Place);
        engine.Vacate(task);
        if (task.Session is { IsOver: false } session) queues.Refile(session);
        task.Session = null;
        queues.RoomOn(engine);
        sessions.ForgetIfEmpty(engine);
    }
}
