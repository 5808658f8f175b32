namespace Fleet.Workflows.Locks;

/// <summary>A lock that somebody holds or waits for.</summary>
internal sealed class LockState(LockName name)
{
    private readonly SortedDictionary<WorkflowRank, WorkflowQueue> _waiting = [];
    private readonly SortedDictionary<LockHolder, LockClaim> _holders = new(new ByWorkflow());

    public LockName Name { get; } = name;

    /// <summary>Its limit. One that is not known yet (just loaded) has no places.</summary>
    public LockLimit Limit { get; set; } = name.IsMutex ? LockLimit.One : default;

    /// <summary>Places that are free; below 0 when the limit was lowered.</summary>
    public int Free => Limit.Places - _holders.Count;

    public bool InUse => _holders.Count > 0 || _waiting.Count > 0;

    public IReadOnlyCollection<LockClaim> Holders => _holders.Values;

    public void Hold(LockClaim claim) => _holders.Add(claim.Holder, claim);

    public void Leave(LockClaim claim) => _holders.Remove(claim.Holder);

    public void Wait(LockClaim claim)
    {
        if (!_waiting.TryGetValue(claim.Rank, out var queue)) _waiting.Add(claim.Rank, queue = new WorkflowQueue());
        queue.Add(claim);
    }

    public void StopWaiting(LockClaim claim)
    {
        var queue = _waiting[claim.Rank];
        queue.Remove(claim);
        if (queue.Count == 0) _waiting.Remove(claim.Rank);
    }

    /// <summary>
    /// Whether there is a place for a request. One is kept for each that waits before it, so that who needs several locks is not overtaken for ever; but not for requests of its own
    /// workflow (they would wait for each other: Argo's rule too).
    /// </summary>
    public bool HasRoomFor(LockClaim claim)
    {
        var room = Free;
        if (room <= 0) return false;
        foreach (var (rank, queue) in _waiting)
        {
            if (rank.CompareTo(claim.Rank) >= 0) return true;
            room -= queue.Count;
            if (room <= 0) return false;
        }

        return true;
    }

    /// <summary>Requests that may have a place, in order; it ends where all free places are kept for those before.</summary>
    public IEnumerable<LockClaim> Candidates()
    {
        var room = Free;
        foreach (var queue in _waiting.Values)
        {
            if (room <= 0) yield break;
            foreach (var claim in queue.Firsts) yield return claim;
            room -= queue.Count;
        }
    }

    /// <summary>How many requests of other workflows come before one.</summary>
    public int Before(LockClaim claim) => _waiting.TakeWhile(waiting => waiting.Key.CompareTo(claim.Rank) < 0).Sum(waiting => waiting.Value.Count);

    private sealed class ByWorkflow : IComparer<LockHolder>
    {
        public int Compare(LockHolder x, LockHolder y) => x.Workflow != y.Workflow ? x.Workflow.CompareTo(y.Workflow) : x.Ordinal.CompareTo(y.Ordinal);
    }
}
