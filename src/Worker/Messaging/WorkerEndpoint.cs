using Fleet.Contracts;
using Fleet.Worker.Execution;
using Fleet.Worker.Protocol;
using MassTransit;
using MassTransit.Middleware;

namespace Fleet.Worker.Messaging;

/// <summary>The worker's own queue: durable, gone ten minutes after its worker, one consumer. A message is taken by the machine and acknowledged at once.</summary>
internal sealed class WorkerEndpoint(IBus bus)
{
    private static readonly TimeSpan Expires = TimeSpan.FromMinutes(10);
    private const ushort Prefetch = 100;

    /// <summary>Connects the queue; completes when it is declared and consumed.</summary>
    public async Task<IAsyncDisposable> ConnectAsync(string workerId, WorkerMachine machine, CancellationToken cancellationToken)
    {
        var handle = bus.ConnectReceiveEndpoint(EntityNames.WorkerQueue(workerId), endpoint => Configure(endpoint, machine));
        await handle.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Connection(handle);
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint, WorkerMachine machine)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = Prefetch;
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.ConfigureError(pipe => pipe.UseFilter(new ErrorTransportFilter()));
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.Durable = true;
            rabbit.QueueExpiration = Expires;
            rabbit.ExclusiveConsumer = true;
        }

        endpoint.ConnectReceiveEndpointObserver(new ReturnObserver(machine));
        Handle<WorkerWelcome>(endpoint, machine, (protocol, message, now) => protocol.OnWelcome(message, now));
        Handle<WorkerOrders>(endpoint, machine, (protocol, message, now) => protocol.OnOrders(message, now));
        Handle<SessionOver>(endpoint, machine, (protocol, message, now) => protocol.OnOver(message, now));
        Handle<WorkerDrain>(endpoint, machine, (protocol, message, now) => protocol.OnDrain(message, now));
    }

    private static void Handle<T>(IReceiveEndpointConfigurator endpoint, WorkerMachine machine, Action<WorkerProtocol, T, Moment> take)
        where T : class => endpoint.Handler<T>(context =>
        {
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

    /// <summary>Tells the machine that the broker was away.</summary>
    private sealed class ReturnObserver(WorkerMachine machine) : IReceiveEndpointObserver
    {
        private int faulted;

        public Task Ready(ReceiveEndpointReady ready)
        {
            if (Interlocked.Exchange(ref faulted, 0) == 1)
                machine.Do((protocol, now) => protocol.BrokerReturned(now));
            return Task.CompletedTask;
        }

        public Task Faulted(ReceiveEndpointFaulted fault)
        {
            Volatile.Write(ref faulted, 1);
            return Task.CompletedTask;
        }

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;
    }
}
