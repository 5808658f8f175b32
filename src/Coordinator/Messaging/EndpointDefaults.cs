using Fleet.Contracts;
using MassTransit;
using MassTransit.Middleware;

namespace Fleet.Coordinator.Messaging;

/// <summary>What every endpoint of a coordinator has in common.</summary>
internal static class EndpointDefaults
{
    /// <summary>Handles a message type; what has a format that is not known goes to <c>fleet.dead</c> with the sentence.</summary>
    public static void Handle<T>(IReceiveEndpointConfigurator endpoint, MessageHandler<T> handler)
        where T : class, IFleetMessage => endpoint.Handler<T>(context =>
        {
            ProtocolVersion.Check(context.Message);
            return handler(context);
        });

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="prefetch">Deliveries in progress at a time.</param>
    /// <param name="handBack">Lets go of messages when this process consumes no more.</param>
    /// <param name="onError">Sees what failed before it goes to <c>fleet.dead</c>.</param>
    public static void Apply(IReceiveEndpointConfigurator endpoint, ushort prefetch, HandBack handBack, IFilter<ExceptionReceiveContext>? onError = null)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = prefetch;
        endpoint.ConcurrentMessageLimit = prefetch;
        // No fault is generated: it would be sent to an address that a stranger chose, and such a send can block the endpoint.
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(handBack);
            pipe.UseFilter(new FaultMark());
            if (onError is not null) pipe.UseFilter(onError);
            pipe.UseFilter(new ErrorTransportFilter());
        });
    }
}
