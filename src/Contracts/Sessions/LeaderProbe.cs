namespace Fleet.Contracts;

/// <summary>A message of the leader to itself: when it has come round, everything queued before it was read. No lease is judged before.</summary>
/// <param name="Epoch">The leader's epoch.</param>
/// <param name="Number">Number within the epoch.</param>
public sealed record LeaderProbe(long Epoch, long Number) : IFleetMessage
{
    /// <inheritdoc />
    public int Format { get; init; } = ProtocolVersion.Current;
}
