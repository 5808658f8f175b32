using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Messaging;

/// <summary><c>fleet.logs</c>: log chunks, acknowledged when they are kept.</summary>
internal static class LogEndpoint
{
    private const ushort Prefetch = 64;

    public static void Configure(IReceiveEndpointConfigurator endpoint, ILogSink logs, HandBack handBack, TimeProvider time, ILogger logger)
    {
        EndpointDefaults.Apply(endpoint, Prefetch, handBack);
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) QueueTopology.Logs(rabbit);
        EndpointDefaults.Handle<LogChunk>(endpoint, context => handBack.WaitAsync(LogRetry.AppendAsync(logs, context.Message, time, logger, handBack.Token), context));
    }
}
