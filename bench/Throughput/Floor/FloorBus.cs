using MassTransit;

namespace Fleet.Throughput.Bench.Floor;

/// <summary>The bus of both sides of the floor, and the names of their queues: durable quorum queues, publisher confirms on, MassTransit's own defaults otherwise.</summary>
internal static class FloorBus
{
    public const string HeadQueue = "bench.floor.head";
    public const string HandQueue = "bench.floor.hand";

    public static readonly Uri Head = new("exchange:" + HeadQueue);
    public static readonly Uri Hand = new("exchange:" + HandQueue);

    public static IBusControl Create(Uri broker, string queue, int mostInFlight, Action<IReceiveEndpointConfigurator> handlers) => Bus.Factory.CreateUsingRabbitMq(bus =>
    {
        bus.Host(new UriBuilder("rabbitmq", broker.Host, broker.Port < 0 ? 5672 : broker.Port, broker.AbsolutePath).Uri, host =>
        {
            var parts = broker.UserInfo.Split(':', 2);
            host.Username(Uri.UnescapeDataString(parts[0]));
            host.Password(Uri.UnescapeDataString(parts[^1]));
            host.PublisherConfirmation = true;
        });
        bus.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = mostInFlight;
            endpoint.ConcurrentMessageLimit = mostInFlight;
            handlers(endpoint);
        });
    });
}
