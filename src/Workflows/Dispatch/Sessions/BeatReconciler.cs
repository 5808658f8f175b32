namespace Fleet.Workflows.Dispatch;

/// <summary>Beats reconcile (rules 10, 15, 17): assigned and not held is ordered again, what is not current is settled, a lost one that is seen again is adopted back.</summary>
internal sealed class BeatReconciler(SessionBook sessions, SessionMoves moves, TaskBook tasks, TaskMoves taskMoves, Leases leases, Strangers strangers, ChangeLog log)
{
    private long _mark;

    public void OnBeat(Beat beat, DateTimeOffset now)
    {
        if (!sessions.TryFind(beat.Session, out var session) || session.Worker.WorkerId != beat.WorkerId)
        {
            log.Say(new Over(beat.WorkerId, beat.Session));
            return;
        }

        if (beat.Number <= session.LastBeat) return;
        session.LastBeat = beat.Number;
        session.BeatsHeard++;
        moves.CanDo(session, beat.ArtifactProblem, beat.SecretKeys);
        if (session.State == SessionState.Pending) moves.Begin(session, now);
        leases.Give(session, now);
        moves.Draining(session, beat.Draining);
        moves.RepeatDrain(session);
        log.Orders(beat.WorkerId, session.Id).Beat = beat.Number;
        _mark++;
        foreach (var stamp in beat.Held) Judge(stamp, session, held: true);
        foreach (var stamp in beat.Inventory) Judge(stamp, session, held: false);
        RepeatOrders(session);
    }

    private void Judge(DispatchStamp stamp, WorkerSession session, bool held)
    {
        if (!tasks.TryFind(stamp.Key, out var task))
        {
            strangers.Judge(stamp, session.Worker.WorkerId, session.Id, session.Engine);
            return;
        }

        if (stamp.Dispatch < task.Dispatch) log.Orders(session.Worker.WorkerId, session.Id).Settle(stamp);
        else if (stamp.Dispatch > task.Dispatch) strangers.Newer(stamp, task.Dispatch, session.Engine);
        else if (task.Session == session && held) task.HeldMark = _mark;
        else if (task.State == LiveTaskState.Ready && task.EngineLost && task.Engine == session.Engine.Id) taskMoves.AdoptBack(task, session.Engine);
    }

    /// <summary>One beat is left out after each order: the beat that was under way when it was sent can not know it.</summary>
    private void RepeatOrders(WorkerSession session)
    {
        foreach (var task in session.Tasks)
        {
            if (task.HeldMark != _mark)
            {
                if (session.BeatsHeard > task.OrderedAtBeat + 1) taskMoves.Order(task);
            }
            else if (task.StopReason is not null)
            {
                log.Orders(session.Worker.WorkerId, session.Id).Cancel(task);
            }
        }
    }
}
