using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Hosting;

namespace Fleet.Coordinator.Leading;

/// <summary>Opens the store before anything else starts. A store that cannot be opened ends the start.</summary>
internal sealed class StoreOpening(IFleetStore store) : IHostedLifecycleService
{
    private readonly TaskCompletionSource<FleetIdentity> _identity = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<FleetIdentity> Identity => _identity.Task;

    public async Task StartingAsync(CancellationToken cancellationToken) => _identity.TrySetResult(await store.OpenAsync(cancellationToken).ConfigureAwait(false));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
