using Fleet.Throughput.Bench.Load;

namespace Fleet.Throughput.Bench.Product;

/// <summary>One coordinator and one worker for each number of slots, each a process of its own, on a store of their own. Nothing of the Fleet's own is switched off.</summary>
internal sealed class FleetUnderLoad : IAsyncDisposable
{
    private readonly Dictionary<int, FleetProcess> _workers = [];
    private readonly BenchOptions _options;
    private readonly DirectoryInfo _folder;
    private readonly Dictionary<string, string> _variables;

    private FleetUnderLoad(BenchOptions options, DirectoryInfo folder)
    {
        _options = options;
        _folder = folder;
        _variables = new()
        {
            ["FLEET_AMQP"] = options.Broker.OriginalString,
            ["FLEET_DATA"] = folder.FullName,
            ["FLEET_LOG"] = "info",
        };
    }

    public FleetProcess Coordinator { get; private set; } = null!;

    /// <summary>Starts everything and waits until a first workflow has ended on each worker.</summary>
    public static async Task<FleetUnderLoad> StartAsync(BenchOptions options, string store, AmqpClient client, CancellationToken cancellationToken)
    {
        var fleet = new FleetUnderLoad(options, Directory.CreateTempSubdirectory("fleet-bench-"));
        try
        {
            if (store.Length > 0) fleet._variables["FLEET_STORE"] = store;
            fleet.Coordinator = FleetProcess.Start(options.Program, fleet._variables, "coordinator", "--listen", "http://127.0.0.1:0");
            foreach (var slots in options.Slots) fleet.StartWorker(slots);
            await client.WaitForQueueAsync(fleet.Check, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The worker with so many slots.</summary>
    public FleetProcess Worker(int slots) => _workers[slots];

    /// <summary>Starts the worker with so many slots.</summary>
    public void StartWorker(int slots) => _workers[slots] = FleetProcess.Start(
        _options.Program, _variables, "worker", "--runtime", "dummy", "--slots", $"{slots}", "--id", $"bench-{Environment.ProcessId}-{slots}", "--label", $"{Manifests.SlotsLabel}={slots}");

    /// <summary>Stops the worker with so many slots, as SIGTERM does.</summary>
    public async Task StopWorkerAsync(int slots)
    {
        if (_workers.Remove(slots, out var worker)) await worker.DisposeAsync();
    }

    /// <summary>Fails if one of the processes has ended.</summary>
    public void Check()
    {
        if (!Coordinator.Alive) throw new InvalidOperationException($"The coordinator has ended:{Environment.NewLine}{Coordinator.LastLines}");
        foreach (var (slots, worker) in _workers)
            if (!worker.Alive) throw new InvalidOperationException($"The worker with {slots} slots has ended:{Environment.NewLine}{worker.LastLines}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Values) await worker.DisposeAsync();
        if (Coordinator is not null) await Coordinator.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
