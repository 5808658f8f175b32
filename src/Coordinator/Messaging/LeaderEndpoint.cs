using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary><c>fleet.coordinator</c>: what workers say, to the leader. A handler ends when its message is committed, so that many share one commit.</summary>
internal static class LeaderEndpoint
{
    public static void Configure(IReceiveEndpointConfigurator endpoint, ILeaderInbox inbox, FleetBusOptions options)
    {
        var order = new DeliveryOrder();
        EndpointDefaults.Apply(endpoint, options.Prefetch);
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) QueueTopology.Quorum(rabbit);
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(order));
        endpoint.ConnectReceiveEndpointObserver(new ReturnObserver(inbox));
        // Cancelled when the endpoint stops: the message goes back to the queue, for the next leader.
        endpoint.Handler<WorkerHello>(context => inbox.ReceiveAsync(context.Message).WaitAsync(context.CancellationToken));
        endpoint.Handler<WorkerBeat>(context => inbox.ReceiveAsync(context.Message).WaitAsync(context.CancellationToken));
        endpoint.Handler<WorkerReport>(context => inbox.ReceiveAsync(context.Message).WaitAsync(context.CancellationToken));
        endpoint.Handler<LeaderProbe>(async context =>
        {
            await order.EarlierDecidedAsync(context.ReceiveContext).WaitAsync(context.CancellationToken).ConfigureAwait(false);
            await inbox.ReceiveAsync(context.Message).WaitAsync(context.CancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Tells the leader that the broker was away.</summary>
    private sealed class ReturnObserver(ILeaderInbox inbox) : IReceiveEndpointObserver
    {
        private int _faulted;

        public Task Ready(ReceiveEndpointReady ready)
        {
            if (Interlocked.Exchange(ref _faulted, 0) == 1) inbox.TransportReturned();
            return Task.CompletedTask;
        }

        public Task Faulted(ReceiveEndpointFaulted faulted)
        {
            Volatile.Write(ref _faulted, 1);
            return Task.CompletedTask;
        }

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;
    }
}
