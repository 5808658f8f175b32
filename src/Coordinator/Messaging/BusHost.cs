using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Fleet.Coordinator.Messaging;

/// <summary>Starts and stops the bus with the host, and turns a broker that is not there into a sentence.</summary>
internal sealed class BusHost(IBusControl bus, FleetBusOptions options) : IHostedLifecycleService
{
    /// <summary>Before the other services start: they use the bus.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            await bus.StartAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(options, error);
        }
    }

    /// <summary>After the other services have stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await bus.StopAsync(limit.Token).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
