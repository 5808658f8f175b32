namespace Fleet.Contracts;

/// <summary>The session has ended: the worker lets go of everything, touches no container and says hello again.</summary>
/// <param name="Session">The session that is over.</param>
public sealed record SessionOver(long Session) : IFleetMessage
{
    /// <inheritdoc />
    public int Format { get; init; } = ProtocolVersion.Current;
}
