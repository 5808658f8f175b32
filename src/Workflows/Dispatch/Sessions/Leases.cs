namespace Fleet.Workflows.Dispatch;

/// <summary>
/// Leases of sessions, in the order in which they run out, and the probes without which none is judged (rule 3): a lease is out only when a message that the leader sent to itself after its
/// end has come round, because then everything the worker had said before was read.
/// </summary>
internal sealed class Leases(long epoch, DispatcherOptions options)
{
    private readonly LinkedList<WorkerSession> _byDue = [];
    private readonly Queue<(long Number, DateTimeOffset At)> _probes = [];
    private long _lastProbe;
    private DateTimeOffset _lastProbeAt;

    /// <summary>Gives a session a full lease.</summary>
    public void Give(WorkerSession session, DateTimeOffset now)
    {
        session.LastHeard = now;
        session.Due = now + options.SessionLease;
        Remove(session);
        _byDue.AddLast(session.LeasePlace);
    }

    /// <summary>Gives every session a full lease, and forgets the probes that are under way.</summary>
    public void GiveAll(DateTimeOffset now)
    {
        foreach (var session in _byDue) session.Due = now + options.SessionLease;
        _probes.Clear();
    }

    public void Remove(WorkerSession session)
    {
        if (session.LeasePlace.List == _byDue) _byDue.Remove(session.LeasePlace);
    }

    /// <summary>A probe when a lease seems to be out and none was sent lately; null: none is needed.</summary>
    public Probe? ProbeIfDue(DateTimeOffset now)
    {
        if (_byDue.First is not { } first || first.Value.Due > now) return null;
        if (_probes.Count > 0 && now - _lastProbeAt < options.ProbeRepeat) return null;
        _lastProbeAt = now;
        _lastProbe = Math.Max(_lastProbe + 1, now.UtcTicks); // never again one of a dispatcher that was dropped within the same epoch
        _probes.Enqueue((_lastProbe, now));
        return new Probe(epoch, _lastProbe);
    }

    /// <summary>Sessions whose lease was out when the probe was made and who were not heard since.</summary>
    public IReadOnlyList<WorkerSession> Judge(Probe probe)
    {
        if (probe.Epoch != epoch) return [];
        DateTimeOffset? madeAt = null;
        while (_probes.TryPeek(out var oldest) && oldest.Number <= probe.Number)
        {
            if (oldest.Number == probe.Number) madeAt = oldest.At;
            _probes.Dequeue();
        }

        return madeAt is { } at ? [.. _byDue.TakeWhile(s => s.Due <= at)] : [];
    }
}
