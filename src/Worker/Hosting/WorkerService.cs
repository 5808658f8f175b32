using Fleet.Worker.Containers;
using Fleet.Worker.Execution;
using Fleet.Worker.Execution.Http;
using Fleet.Worker.Messaging;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Hosting;

/// <summary>A worker's life in its host: asks the engine what it is, connects the queue, says hello; at the stop it drains within its limit and leaves the rest to be adopted.</summary>
internal sealed partial class WorkerService(WorkerOptions options, ICoordinatorLink link, WorkerEndpoint endpoint, TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private const string NotKnown = "the coordinator has not answered this worker yet, or no more for as long as its lease";

    private static readonly TimeSpan LookWhileDraining = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource ended = new();
    private readonly HttpCaller http = new(options.HttpTargets);
    private readonly OwnStore own = new(options.Artifacts, options.OfferedStore);
    private readonly ILogger logger = loggers.CreateLogger<WorkerService>();
    private readonly HealthFile? health = options.HealthFile is { } path ? new HealthFile(path) : null;
    private WorkerMachine? machine;
    private WorkerLoop? acting;
    private IAsyncDisposable? connection;
    private ITimer? ticker;
    private Task loop = Task.CompletedTask;
    private Task looking = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var engine = await options.Runtime.InfoAsync(cancellationToken).ConfigureAwait(false);
        LogEngine(logger, options.Id, options.Slots, engine.Description);
        machine = new WorkerMachine(
            new WorkerProtocol(new WorkerIdentity
            {
                WorkerId = options.Id,
                Boot = Guid.NewGuid(),
                Engine = engine.Id,
                HostName = engine.HostName,
                Labels = Labels(engine),
                Slots = options.Slots,
                Cpu = engine.Cores,
                Memory = engine.MemoryBytes,
                Runtime = options.Runtime.Name,
                Version = options.Version,
            }),
            time);
        var tools = new TaskTools(link, options.Id, options.NodeName ?? options.Id, http, time, loggers.CreateLogger<TaskRun>()) { Artifacts = new ArtifactStores(own, new Fleet.Artifacts.Places.ArtifactPlaces(http.ConnectAsync, time, options.StorePatience), options.ArtifactCache), StorePatience = options.StorePatience, LogLimit = options.LogLimit, ValueLimit = options.ValueLimit, KeepsForATime = options.KeepsForATime, Secrets = options.Secrets };
        var store = new StoreWatch(own, time, loggers.CreateLogger<StoreWatch>(), problem => machine.Do((protocol, now) => protocol.ArtifactProblemIs(problem, now)));
        looking = store.RunAsync(ended.Token);
        acting = new WorkerLoop(machine, link, options.Runtime, tools, loggers.CreateLogger<WorkerLoop>());
        loop = acting.RunAsync(ended.Token);
        connection = await endpoint.ConnectAsync(machine, cancellationToken).ConfigureAwait(false);
        LogConnected(logger, options.Id);
        machine.Do((protocol, now) => protocol.Begin(now));
        ticker = time.CreateTimer(_ => Tick(machine, acting, store), null, TimeSpan.Zero, TickEvery);
    }

    // Those that were given win over its own.
    private Dictionary<string, string> Labels(EngineInfo engine)
    {
        var labels = NodeLabels.Of(engine.Os, engine.Architecture, engine.HostName);
        foreach (var (key, value) in options.Labels)
            labels[key] = value;
        return labels;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (machine is { } worker)
        {
            worker.Do((protocol, now) => protocol.Drain(now));
            var begun = time.GetTimestamp();
            while (!worker.Do((protocol, _) => protocol.Drained) && time.GetElapsedTime(begun) < options.DrainLimit && !cancellationToken.IsCancellationRequested)
                await Task.Delay(LookWhileDraining, time, CancellationToken.None).ConfigureAwait(false);
        }

        if (ticker is not null)
            await ticker.DisposeAsync().ConfigureAwait(false);
        health?.Remove();
        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loop, looking).ConfigureAwait(false);
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
        await options.Runtime.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        http.Dispose();
        ended.Dispose();
    }

    private void Tick(WorkerMachine worker, WorkerLoop act, StoreWatch store)
    {
        var (known, welcome) = worker.Do((protocol, now) =>
        {
            protocol.Tick(now);
            return (protocol.IsKnown, protocol.LastWelcome);
        });
        own.Welcomed(welcome);
        try
        {
            health?.Write(endpoint.Problem ?? act.EngineProblem ?? (known ? store.Awaited : NotKnown));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An old file counts as unhealthy.
            LogNoHealth(logger, options.HealthFile!, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Worker {Id} with {Slots} slots on {Engine}")]
    private static partial void LogEngine(ILogger logger, string id, int slots, string engine);

    [LoggerMessage(3, LogLevel.Information, "Worker {Id} consumes its queue and says hello to the coordinator")]
    private static partial void LogConnected(ILogger logger, string id);

    [LoggerMessage(2, LogLevel.Warning, "The health file {Path} was not written: {Error}")]
    private static partial void LogNoHealth(ILogger logger, string path, string error);
}
