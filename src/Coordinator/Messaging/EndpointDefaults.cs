using MassTransit;
using MassTransit.Middleware;

namespace Fleet.Coordinator.Messaging;

/// <summary>What every endpoint of a coordinator has in common.</summary>
internal static class EndpointDefaults
{
    public static void Apply(IReceiveEndpointConfigurator endpoint, ushort prefetch, IFilter<ExceptionReceiveContext>? onError = null)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = prefetch;
        endpoint.ConcurrentMessageLimit = prefetch;
        // No fault is generated: it would be sent to an address that a stranger chose, and such a send can block the endpoint.
        endpoint.ConfigureError(pipe =>
        {
            if (onError is not null) pipe.UseFilter(onError);
            pipe.UseFilter(new ErrorTransportFilter());
        });
    }
}
