using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary><c>fleet.logs</c>: log chunks, acknowledged when they are kept.</summary>
internal static class LogEndpoint
{
    private const ushort Prefetch = 64;

    public static void Configure(IReceiveEndpointConfigurator endpoint, ILogSink logs)
    {
        EndpointDefaults.Apply(endpoint, Prefetch);
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) QueueTopology.Logs(rabbit);
        endpoint.Handler<LogChunk>(context => logs.AppendAsync(context.Message, context.CancellationToken));
    }
}
