namespace Fleet.Worker.Protocol;

/// <summary>
/// The worker's own trust in its session. It counts from the <em>sending</em> of the last confirmed beat: the coordinator's longer lease began later. Before the first confirmation it counts
/// from the first beat, since no order of the session can be older than that beat's commit.
/// </summary>
internal sealed class OwnLease(TimeSpan length)
{
    private readonly Queue<(long Number, Moment SentAt)> _unconfirmed = [];
    private Moment? _from;

    /// <summary>Number of the last beat that was confirmed since it was cleared; null: none.</summary>
    public long? LastConfirmed { get; private set; }

    public void Clear()
    {
        _unconfirmed.Clear();
        _from = null;
        LastConfirmed = null;
    }

    /// <summary>A beat is about to be sent.</summary>
    public void Sending(long number, Moment now)
    {
        _from ??= now;
        _unconfirmed.Enqueue((number, now));
    }

    /// <summary>A beat is confirmed. The caller has made sure that the lease is not out: a late confirmation does not revive it (rule 5).</summary>
    public void Confirmed(long number)
    {
        while (_unconfirmed.TryPeek(out var beat) && beat.Number <= number)
        {
            _unconfirmed.Dequeue();
            if (beat.Number != number) continue;
            _from = beat.SentAt;
            LastConfirmed = number;
        }
    }

    public bool IsOut(Moment now) => _from is { } from && now.Since(from) > length;
}
