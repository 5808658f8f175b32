using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Worker.Containers;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Runs;

/// <summary>The second Ctrl-C: the workflow is terminated and its tasks are killed, within some seconds; what could not be recorded by then can be gone on with.</summary>
/// <param name="environment">Takes what there is to say.</param>
/// <param name="data">The data folder.</param>
/// <param name="fleet">What runs in this process.</param>
/// <param name="runtime">A way of its own to the tasks: that of the worker ends with it.</param>
internal sealed class RunKill(CliEnvironment environment, DataFolder data, EmbeddedFleet fleet, IContainerRuntime runtime)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Terminates and kills.</summary>
    public async Task KillAsync(Guid uid, string @namespace, string name)
    {
        await environment.Error.WriteLineAsync($"killing the tasks of {name}");
        var containers = new RunContainers(runtime, await FleetIdAsync(), uid);
        var ended = await EndAsync(containers, uid, @namespace, name);
        await StopAsync();
        using var last = new CancellationTokenSource(LastLimit, environment.Time);
        try
        {
            if (ended)
                await containers.RemoveAsync(kept: false, last.Token);
            else
                await containers.KillAsync(last.Token);
            await environment.Error.WriteLineAsync(ended ? $"{name} was terminated" : $"{name} is interrupted; go on with it: fleet run --continue {name}");
        }
        catch (Exception e) when (e is EngineUnavailableException or OperationCanceledException)
        {
            await environment.Error.WriteLineAsync($"its tasks could not be killed ({(e is OperationCanceledException ? "the engine does not answer in time" : e.Message)}). By hand: {RunContainers.ByHand(runtime.Name, uid)}");
        }
    }

    // A store is opened once: the coordinator's own is at work.
    private async Task<Guid> FleetIdAsync()
    {
        await using var store = FleetStoreFactory.Create(data.Store, new FleetStoreOptions { Clock = environment.Time });
        return (await store.OpenAsync(CancellationToken.None)).FleetId;
    }

    // Killed again and again until the workflow has ended: a task may have been on its way.
    private async Task<bool> EndAsync(RunContainers containers, Guid uid, string @namespace, string name)
    {
        using var limit = new CancellationTokenSource(Limit, environment.Time);
        try
        {
            await TerminateAsync(@namespace, name, limit.Token);
            while (await fleet.Store.FindAsync(uid, limit.Token) is { FinishedAt: null })
            {
                await containers.KillAsync(limit.Token);
                await Task.Delay(Pause, environment.Time, limit.Token);
            }
        }
        catch (Exception e) when (e is EngineUnavailableException or OperationCanceledException or StoreUnavailableException or NotLeadingException)
        {
            // Without more than this; what was recorded counts.
        }

        return await fleet.Store.FindAsync(uid, CancellationToken.None) is not { FinishedAt: null };
    }

    private async Task TerminateAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            await fleet.Api.Workflows.RequestAsync(@namespace, name, new TerminateRequested(), cancellationToken);
        }
        catch (ApiException)
        {
            // It has ended meanwhile, or was deleted.
        }
    }

    private async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(LastLimit, environment.Time);
        try
        {
            await fleet.StopAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException)
        {
            // It had its time.
        }
    }
}
