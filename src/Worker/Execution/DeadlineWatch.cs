namespace Fleet.Worker.Execution;

/// <summary>Calls back once when a moment has passed, however far away it is: a timer alone cannot wait longer than 49 days.</summary>
internal sealed class DeadlineWatch : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    private readonly DateTimeOffset due;
    private readonly TimeProvider time;
    private readonly Action<DateTimeOffset> passed;
    private readonly ITimer timer;

    private DeadlineWatch(DateTimeOffset due, TimeProvider time, Action<DateTimeOffset> passed)
    {
        this.due = due;
        this.time = time;
        this.passed = passed;
        timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Watches a moment; one that has passed already calls back at once.</summary>
    /// <param name="due">The moment; null: nothing is watched.</param>
    /// <param name="time">Time.</param>
    /// <param name="passed">Is given the moment.</param>
    public static DeadlineWatch? Of(DateTimeOffset? due, TimeProvider time, Action<DateTimeOffset> passed) =>
        due is { } moment ? new DeadlineWatch(moment, time, passed) : null;

    /// <summary>So many seconds after a moment; null: none, or beyond the calendar.</summary>
    public static DateTimeOffset? After(DateTimeOffset from, double? seconds) =>
        seconds is { } length && length < (DateTimeOffset.MaxValue - from).TotalSeconds - 1 ? from.AddSeconds(length) : null;

    /// <inheritdoc />
    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var left = due - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            passed(due);
        else
            timer.Change(left < LongestWait ? Ceiling(left) : LongestWait, Timeout.InfiniteTimeSpan);
    }

    // Timers count whole milliseconds and cut the rest off, which would wake up too early.
    private static TimeSpan Ceiling(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
}
