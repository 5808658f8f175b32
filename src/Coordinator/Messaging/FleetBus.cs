using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// The bus of a process. There is one per process, registered here for a coordinator (with or without a worker beside it) or by the worker's own set-up when it is alone.
/// No endpoint is configured at the start: the coordinator connects its queues when it leads, a worker connects <c>fleet.worker.ID</c> through the registered <see cref="IBus"/>
/// (<see cref="IReceiveConnector.ConnectReceiveEndpoint(string, Action{IReceiveEndpointConfigurator})"/>), so that both find the same bus, in memory or on RabbitMQ.
/// </summary>
/// <remarks>
/// Rules for every endpoint and send: addresses are <c>exchange:NAME</c> (durable fanout exchange, not auto-deleted, bound to the queue of the same name by the receiver), sends are
/// mandatory, <c>ConfigureConsumeTopology = false</c>, <c>PublishFaults = false</c>, error and skipped messages go to <c>fleet.dead</c>.
/// </remarks>
public static class FleetBus
{
    /// <summary>Registers the bus and starts it with the host. A broker that does not answer within <see cref="FleetBusOptions.StartTimeout"/> ends the start with a sentence.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="options">The transport.</param>
    public static IServiceCollection AddFleetBus(this IServiceCollection services, FleetBusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();
            if (options.Broker is null)
                registration.UsingInMemory();
            else
                registration.UsingRabbitMq((_, bus) => BrokerSetup.Configure(bus, options));
        });
        services.RemoveMassTransitHostedService();
        services.AddHostedService<BusHost>();
        return services;
    }
}
