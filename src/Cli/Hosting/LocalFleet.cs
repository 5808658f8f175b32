using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Downloads;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Metrics;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Cli.Hosting;

/// <summary>The data folder of this user, read in process by the same handlers that serve HTTP; for when no server runs.</summary>
internal sealed class LocalFleet : IAsyncDisposable
{
    private readonly IFleetStore store;

    private LocalFleet(IFleetStore store, IFleetApi api)
    {
        this.store = store;
        Api = api;
    }

    public IFleetApi Api { get; }

    /// <summary>Opens the folder; it is made when it is not there.</summary>
    public static async Task<LocalFleet> OpenAsync(DataFolder data, CliEnvironment environment, CancellationToken cancellationToken)
    {
        data.Ensure();
        var store = FleetStoreFactory.Create(data.Store, new FleetStoreOptions { Clock = environment.Time });
        FleetIdentity identity;
        try
        {
            identity = await store.OpenAsync(cancellationToken);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }

        var logs = new FileLogStore(data.Logs);
        var documents = new WorkflowDocuments();
        var secrets = SecretKeyOption.Of(environment, data);
        var resources = new LocalResources(store, secrets, environment.Time);
        var (own, places) = (ArtifactStoreOption.OfFolder(data, environment), new KeptPlaces(store, secrets, environment.Time));
        var downloads = new ArtifactDownloads(store, documents, own, places);
        var commands = new LocalCommands(store, identity.FleetId, data, environment, new ArtifactRemover(store, own, places, environment.Time));
        var services = new ApiServices(
            new WorkflowService(store, new NoSubmissions(), commands, documents, logs, new Interruptions(store, withFleet: true)),
            new ResourceService(store, resources, new ResourceCatalog(store), secrets),
            new SyncService(store, resources),
            new WorkflowWatch(store, new NoSignals(), documents, environment.Time),
            new WorkflowLogs(new LogReader(logs, environment.Time), store, new NoSignals(), downloads),
            new CustomMetrics(environment.Time, NullLogger<CustomMetrics>.Instance),
            environment.Time)
        {
            Why = new WorkflowWhy(store, documents, commands),
            Downloads = downloads,
        };
        return new LocalFleet(store, new InProcessApi(services));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
