namespace Fleet.Contracts;

/// <summary>Order to take over the containers of a dispatch that was issued to another (ended) session on the same engine. Never creates a container.</summary>
public sealed record TaskAdopt
{
    /// <summary>The same order that the first session had.</summary>
    public required TaskReady Task { get; init; }

    /// <summary>Log marks already stored, per <c>container/stream</c>: the daemon's last timestamp in nanoseconds; following goes on after it.</summary>
    public IReadOnlyDictionary<string, LogMark> LogMarks { get; init; } = new Dictionary<string, LogMark>();
}
