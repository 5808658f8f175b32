using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>What a worker's report counts for (rules 14 and 16).</summary>
internal sealed class ReportJudge(TaskBook tasks, TaskMoves moves, Losses losses, SessionBook sessions, SessionMoves sessionMoves, Strangers strangers, ChangeLog log)
{
    public void OnReport(ReportItem item, DateTimeOffset now)
    {
        if (!tasks.TryFind(item.Stamp.Key, out var task))
        {
            if (IsEnd(item)) strangers.Judge(item.Stamp, item.WorkerId, item.Session, EngineOf(item));
        }
        else if (item.Stamp.Dispatch < task.Dispatch)
        {
            if (IsEnd(item)) Settle(item);
        }
        else if (item.Stamp.Dispatch > task.Dispatch)
        {
            strangers.Newer(item.Stamp, task.Dispatch, EngineOf(item));
        }
        else
        {
            Current(task, item, now);
        }
    }

    private void Current(LiveTask task, ReportItem item, DateTimeOffset now)
    {
        var assigned = task.Session is { } session && session.Id == item.Session;
        switch (item)
        {
            case Started started when task.State != LiveTaskState.Ready:
                Began(task, started);
                break;
            case Progressed progressed when assigned:
                log.Tell(task.Key.Workflow, new TaskProgressed(task.Key.Ordinal, task.Dispatch, progressed.Message, progressed.Containers, progressed.Collecting));
                break;
            case Finished finished when assigned || finished.Outcome.Kind != TaskOutcomeKind.Refused:
                Ended(task, finished);
                break;
            case GivenUp givenUp when assigned:
                Failed(task, givenUp, now);
                break;
        }
    }

    private void Began(LiveTask task, Started started)
    {
        if (task.Session is { } session && session.Id == started.Session) SessionMoves.Works(session);
        if (task.Began && (task.DaemonReady || !started.DaemonReady)) return;
        task.Began = true;
        task.DaemonReady |= started.DaemonReady;
        log.Changed(task);
        log.Tell(task.Key.Workflow, new TaskBegan(task.Key.Ordinal, task.Dispatch, started.At, started.HostName, started.Ip, started.DaemonReady));
    }

    /// <summary>The first end of the current dispatch counts, whoever reports it; it is settled with the reporter and with whoever else holds it.</summary>
    private void Ended(LiveTask task, Finished finished)
    {
        if (task.Session is { } session)
        {
            if (finished.Outcome.StartedAt is not null) SessionMoves.Works(session);
            log.Orders(session.Worker.WorkerId, session.Id).Settle(finished.Stamp);
        }

        Settle(finished);
        moves.End(task);
        log.Tell(task.Key.Workflow, new TaskEnded(task.Key.Ordinal, task.Dispatch, finished.Outcome));
    }

    private void Failed(LiveTask task, GivenUp givenUp, DateTimeOffset now)
    {
        var session = task.Session!;
        if (givenUp.Kind == GivenUpKind.NotStarted && !task.Adopted && !session.Draining && !session.DrainOrdered) sessionMoves.Rest(session, now);
        losses.Reported(task, givenUp, now);
        Settle(givenUp);
    }

    private void Settle(ReportItem item) => log.Orders(item.WorkerId, item.Session).Settle(item.Stamp);

    private EngineRoom? EngineOf(ReportItem item) => sessions.TryFind(item.Session, out var session) ? session.Engine : null;

    private static bool IsEnd(ReportItem item) => item is Finished or GivenUp;
}
