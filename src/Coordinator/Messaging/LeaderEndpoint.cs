using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary><c>fleet.coordinator</c>: what workers say, to the leader. A handler ends when its message is committed, so that many share one commit.</summary>
internal static class LeaderEndpoint
{
    public static void Configure(IReceiveEndpointConfigurator endpoint, ILeaderInbox inbox, FleetBusOptions options, HandBack handBack)
    {
        var order = new DeliveryOrder();
        EndpointDefaults.Apply(endpoint, options.Prefetch, handBack);
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) QueueTopology.Quorum(rabbit);
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(order));
        endpoint.ConnectReceiveEndpointObserver(new ReturnObserver(inbox));
        EndpointDefaults.Handle<WorkerHello>(endpoint, context => handBack.WaitAsync(inbox.ReceiveAsync(context.Message), context));
        EndpointDefaults.Handle<WorkerBeat>(endpoint, context => handBack.WaitAsync(inbox.ReceiveAsync(context.Message), context));
        EndpointDefaults.Handle<WorkerReport>(endpoint, context => handBack.WaitAsync(inbox.ReceiveAsync(context.Message), context));
        EndpointDefaults.Handle<LeaderProbe>(endpoint, async context =>
        {
            await handBack.WaitAsync(order.EarlierDecidedAsync(context.ReceiveContext), context).ConfigureAwait(false);
            await handBack.WaitAsync(inbox.ReceiveAsync(context.Message), context).ConfigureAwait(false);
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
