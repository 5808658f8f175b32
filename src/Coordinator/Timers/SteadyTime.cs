namespace Fleet.Coordinator.Timers;

/// <summary>
/// Wall clock that never goes back: the machine's monotonic clock added to the wall clock at the start. When the wall clock is set back, leases and deadlines keep running; when it has
/// run ahead (a laptop that slept), it is followed.
/// </summary>
internal sealed class SteadyTime(TimeProvider inner) : TimeProvider
{
    /// <summary>Smaller differences are the drift of the two clocks, not worth a jump.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private DateTimeOffset _base = inner.GetUtcNow();
    private long _at = inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            var now = _base + inner.GetElapsedTime(_at);
            var wall = inner.GetUtcNow();
            if (wall - now <= Tolerance) return now;
            (_base, _at) = (wall, inner.GetTimestamp());
            return wall;
        }
    }

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
