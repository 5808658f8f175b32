namespace Fleet.Contracts;

/// <summary>Answer to <see cref="WorkerHello"/>; taken only if boot and number match. The same hello gets the same session.</summary>
public sealed record WorkerWelcome : IFleetMessage
{
    /// <summary>Boot of the hello it answers.</summary>
    public required Guid Boot { get; init; }

    /// <summary>Number of the hello it answers.</summary>
    public required int Number { get; init; }

    /// <summary>The session; unique in the Fleet, rising.</summary>
    public required long Session { get; init; }

    /// <summary>UUID of the Fleet, made with its store; in every container's labels, so that two Fleets can share an engine.</summary>
    public required Guid FleetId { get; init; }

    /// <summary>Address of the HTTP API for workers; null: none.</summary>
    public string? Api { get; init; }

    /// <summary>Token for <see cref="Api"/>; null: none needed.</summary>
    public string? Token { get; init; }

    /// <summary>Format number.</summary>
    public int Format { get; init; } = ProtocolVersion.Current;
}
