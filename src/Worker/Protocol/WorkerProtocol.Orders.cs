using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <content>What the coordinator orders: tasks to take or take over, to stop and to let go, and what is left on the engine to remove.</content>
public sealed partial class WorkerProtocol
{
    private readonly IssueRanges _taken = new();
    private readonly RecentStamps _settledUnheld;
    private readonly HashSet<string> _claims = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, LogMark> EmptyMarks { get; } = new Dictionary<string, LogMark>();

    /// <summary>Orders came. Those of another session are ignored (rule 7) but for their settles.</summary>
    public void OnOrders(WorkerOrders orders, Moment now)
    {
        CheckLease(now);
        foreach (var stamp in orders.Settle) Settle(stamp);
        foreach (var group in orders.RemoveKept)
            if (_kept.Add(group)) _actions.Add(new RemoveKept(group));
        foreach (var claim in orders.RemoveClaims)
            if (_claims.Add(claim)) _actions.Add(new RemoveClaim(claim));
        if (_phase != Phase.InSession || orders.Session != Session) return;
        if (orders.Beat is { } beat && beat.Session == Session) _lease.Confirmed(beat.Number);
        foreach (var order in orders.Ready) Take(new HeldTask(order, Session, adopted: false, EmptyMarks));
        foreach (var order in orders.Adopt) Take(new HeldTask(order.Task, Session, adopted: true, order.LogMarks));
        foreach (var cancel in orders.Cancel) Cancel(cancel);
        Report(now);
    }

    /// <summary>Answer to <see cref="RemoveClaim"/>, whether it worked or not: what is left comes up again with the next inventory.</summary>
    public void ClaimRemoved(string claim) => _claims.Remove(claim);

    /// <summary>Answer to <see cref="RemoveKept"/>, whether it worked or not: what is left comes up again with the next inventory.</summary>
    public void KeptRemoved(string group) => _kept.Remove(group);

    /// <summary>Rule 8: once in a session, settled ones included.</summary>
    private void Take(HeldTask task)
    {
        if (!_taken.TryAdd(task.Order.Issue) || _settledUnheld.Contains(task.Stamp) || !_held.TryAdd(task.Stamp, task)) return;
        if (task.Adopted && task.Order.Work.Pod is null) Refuse(task, "work without a container cannot be taken over");
        else if (task.Adopted) Begin(task, HeldState.Adopting, new Adopt(task));
        else if (Draining) Refuse(task, "the worker drains");
        else Begin(task, HeldState.Taken, new Run(task));
    }

    private void Begin(HeldTask task, HeldState state, WorkerAction action)
    {
        task.State = state;
        _actions.Add(action);
    }

    private void Refuse(HeldTask task, string reason)
    {
        task.State = HeldState.NotStarted;
        task.Telling.NotStarted = new TaskNotStarted(task.Stamp, reason);
        _reports.Add(task);
    }

    private void Cancel(TaskCancel cancel)
    {
        if (!_held.TryGetValue(cancel.Stamp, out var task) || task.CancelRequested || task.Telling.HasEnd) return;
        task.CancelRequested = true;
        _actions.Add(new Stop(task, cancel.Reason, cancel.GraceSeconds));
    }

    /// <summary>Rule 14: heeded in any session, since what was settled once never becomes current again.</summary>
    private void Settle(TaskStamp stamp)
    {
        if (_held.Remove(stamp, out var task))
        {
            task.Released = true;
            _actions.Add(new LetGo(task));
            if (task.Order.Work.Pod is null) return;
        }
        else
        {
            _settledUnheld.Add(stamp);
        }

        if (_calls.BeginRemove(stamp)) _actions.Add(new Remove(stamp, task is null ? null : PodSuccess.Of(task)));
    }
}
