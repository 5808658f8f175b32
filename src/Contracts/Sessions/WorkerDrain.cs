namespace Fleet.Contracts;

/// <summary>Order to take no more tasks and to finish what runs.</summary>
/// <param name="Session">The session it is for.</param>
public sealed record WorkerDrain(long Session) : IFleetMessage
{
    /// <inheritdoc />
    public int Format { get; init; } = ProtocolVersion.Current;
}
