using Fleet.Contracts;
using Fleet.Worker.Execution;
using Fleet.Worker.Hosting;
using Fleet.Worker.Protocol;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Messaging;

/// <summary>The worker's own queue: durable, gone ten minutes after its worker, one consumer. A message is taken by the machine and acknowledged at once.</summary>
internal sealed class WorkerEndpoint(IBusControl bus, WorkerOptions options, TimeProvider time, ILogger<WorkerEndpoint> logger)
{
    private static readonly TimeSpan Expires = TimeSpan.FromMinutes(10);
    private const ushort Prefetch = 100;

    /// <summary>Why the queue is not consumed at the moment; null: it is.</summary>
    public string? Problem => bus.CheckHealth() is { Status: not BusHealthStatus.Healthy } health ? $"the broker is not connected: {health.Description}" : null;

    /// <summary>Connects the queue; completes when it is declared and consumed.</summary>
    /// <exception cref="WorkerIdTakenException">Another worker consumes it, and goes on doing so.</exception>
    public async Task<IAsyncDisposable> ConnectAsync(WorkerMachine machine, CancellationToken cancellationToken)
    {
        var watch = new QueueWatch(machine, options.Id, logger);
        var connection = new Connection(bus.ConnectReceiveEndpoint(EntityNames.WorkerQueue(options.Id), endpoint => Configure(endpoint, machine, watch)));
        try
        {
            await watch.ReadyAsync(options.IdPatience, time, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint, WorkerMachine machine, QueueWatch watch)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = Prefetch;
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new FaultMark());
            pipe.UseFilter(new ErrorTransportFilter());
        });
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.Durable = true;
            rabbit.QueueExpiration = Expires;
            rabbit.ExclusiveConsumer = true;
            // The exchange is the coordinator's: whoever sends here has declared it.
            rabbit.SetQueueArgument("x-dead-letter-exchange", EntityNames.Dead);
        }

        endpoint.ConnectReceiveEndpointObserver(watch);
        Handle<WorkerWelcome>(endpoint, machine, (protocol, message, now) => protocol.OnWelcome(message, now));
        Handle<WorkerOrders>(endpoint, machine, (protocol, message, now) => protocol.OnOrders(message, now));
        Handle<SessionOver>(endpoint, machine, (protocol, message, now) => protocol.OnOver(message, now));
        Handle<WorkerDrain>(endpoint, machine, (protocol, message, now) => protocol.OnDrain(message, now));
    }

    private static void Handle<T>(IReceiveEndpointConfigurator endpoint, WorkerMachine machine, Action<WorkerProtocol, T, Moment> take)
        where T : class, IFleetMessage => endpoint.Handler<T>(context =>
        {
            ProtocolVersion.Check(context.Message);
            machine.Do((protocol, now) => take(protocol, context.Message, now));
            return Task.CompletedTask;
        });

    private sealed class Connection(HostReceiveEndpointHandle handle) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await handle.StopAsync(limit.Token).ConfigureAwait(false);
        }
    }
}
