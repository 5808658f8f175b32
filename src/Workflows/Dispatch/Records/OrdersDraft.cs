namespace Fleet.Workflows.Dispatch;

/// <summary>Orders for one session while a group is decided. What is no longer true at the group's end is left out.</summary>
internal sealed class OrdersDraft(string worker, long session)
{
    private readonly HashSet<LiveTask> _issue = [];
    private readonly HashSet<DispatchStamp> _settle = [];
    private readonly HashSet<LiveTask> _cancel = [];
    private readonly SortedSet<string> _claims = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _kept = new(StringComparer.Ordinal);

    /// <summary>The session.</summary>
    public long Session { get; } = session;

    /// <summary>Highest beat heard in the group; null: none.</summary>
    public long? Beat { get; set; }

    public void Issue(LiveTask task) => _issue.Add(task);

    public void Settle(DispatchStamp stamp) => _settle.Add(stamp);

    public void Cancel(LiveTask task) => _cancel.Add(task);

    public void RemoveClaim(string claim) => _claims.Add(claim);

    public void RemoveKept(string group) => _kept.Add(group);

    /// <summary>The orders; null: nothing is left.</summary>
    public Orders? ToOrders(WorkerSession? live)
    {
        var ready = new List<IssuedTask>();
        var adopt = new List<IssuedTask>();
        var cancel = new List<CancelOrder>();
        foreach (var task in _issue)
        {
            if (IsWith(live, task)) (task.Adopted ? adopt : ready).Add(new IssuedTask(task.Stamp, task.Issue));
        }

        foreach (var task in _cancel)
        {
            if (IsWith(live, task) && task.StopReason is { } reason) cancel.Add(new CancelOrder(task.Stamp, reason));
        }

        var beat = live is null ? null : Beat;
        if (ready.Count + adopt.Count + cancel.Count + _settle.Count + _claims.Count + _kept.Count == 0 && beat is null) return null;
        return new Orders(worker, Session) { Ready = ready, Adopt = adopt, Cancel = cancel, Settle = [.. _settle], RemoveClaims = [.. _claims], RemoveKept = [.. _kept], Beat = beat };
    }

    private static bool IsWith(WorkerSession? live, LiveTask task) => live is not null && task.Session == live;
}
