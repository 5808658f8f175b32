using Fleet.Coordinator.Messaging;
using Microsoft.Extensions.Hosting;

namespace Fleet.Coordinator.Leading;

/// <summary>
/// On the in-memory transport nothing waits for a receiver that is not there yet: the start of whatever is registered after the coordinator (a worker) waits until the leader listens,
/// or its first hello would be lost and repeated only seconds later.
/// </summary>
internal sealed class LeadAwaiter(FleetBusOptions bus, ILeadership leadership) : IHostedService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (bus.Broker is not null) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        // Not leading in time is no error: another process leads, and this one stands by.
        await leadership.WhenConsumingAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
