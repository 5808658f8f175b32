namespace Fleet.Coordinator.Messaging;

/// <summary>How this process reaches the other parts of the Fleet.</summary>
public sealed record FleetBusOptions
{
    /// <summary>Broker, e.g. <c>amqp://user:password@host:5672/vhost</c> (<c>amqps</c> for TLS); null: the in-memory transport of this process, which keeps nothing.</summary>
    public Uri? Broker { get; init; }

    /// <summary>Connection name shown by the broker's management pages.</summary>
    /// <value>Default <c>fleet</c>.</value>
    public string ConnectionName { get; init; } = "fleet";

    /// <summary>How long the start waits for the broker before it ends with a sentence.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Heartbeat of the connection: a frozen process keeps its deliveries for about twice as long.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Unconfirmed deliveries of <c>fleet.coordinator</c> at a time. At least the size of a group, so that groups can fill.</summary>
    /// <value>Default 300.</value>
    public ushort Prefetch { get; init; } = 300;
}
