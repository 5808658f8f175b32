namespace Fleet.Coordinator.Timers;

/// <summary>Rings once when the next timer is due; set anew after each commit.</summary>
internal sealed class AlarmClock : IDisposable
{
    /// <summary>Longest wait that a timer takes; a farther time is looked at again then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset? _due;

    public AlarmClock(TimeProvider time, Action ring)
    {
        _time = time;
        _timer = time.CreateTimer(_ => ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When to ring; null: not at all.</summary>
    public void Set(DateTimeOffset? due)
    {
        // A time that has passed rings again at each commit until its timer was taken; another one only when it changes.
        var now = _time.GetUtcNow();
        if (due == _due && due > now) return;
        _due = due;
        var wait = due is { } time ? time - now : Timeout.InfiniteTimeSpan;
        if (wait > Longest) wait = Longest;
        _timer.Change(due is not null && wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
