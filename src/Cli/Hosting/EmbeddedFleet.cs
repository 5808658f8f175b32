using Fleet.Cli.Output;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Worker.Hosting;
using Fleet.Worker.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Hosting;

/// <summary>Coordinator, worker and API in whatever combination a command needs, in this process.</summary>
internal sealed class EmbeddedFleet : IAsyncDisposable
{
    private readonly IHost host;
    private ApiServer? server;
    private bool stopped;

    private EmbeddedFleet(IHost host) => this.host = host;

    /// <summary>What the API does; null without a coordinator.</summary>
    public ApiServices Api => host.Services.GetRequiredService<ApiServices>();

    /// <summary>The way in for submissions.</summary>
    public ISubmissions Submissions => host.Services.GetRequiredService<ISubmissions>();

    /// <summary>Changes to objects beside workflows.</summary>
    public IResourceCommands Resources => host.Services.GetRequiredService<IResourceCommands>();

    /// <summary>The store.</summary>
    public IFleetStore Store => host.Services.GetRequiredService<IFleetStore>();

    /// <summary>Opens the stores of workflows' artifacts.</summary>
    public KeptPlaces Places => host.Services.GetRequiredService<KeptPlaces>();

    /// <summary>Whether the scope is led.</summary>
    public ILeadership Leadership => host.Services.GetRequiredService<ILeadership>();

    /// <summary>Address of the API once it listens.</summary>
    public string? Address => server?.Address;

    /// <summary>Starts everything; errors of the settings are sentences.</summary>
    public static async Task<EmbeddedFleet> StartAsync(EmbeddedOptions options, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Logging.AddProvider(new LineLoggerProvider(environment.Error, options.LogLevel, environment.Time));
        builder.Logging.SetMinimumLevel(options.LogLevel);
        // Not a line per request and per host start; a start that fails is told by whoever asked for it.
        if (options.LogLevel > LogLevel.Debug)
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddSingleton(environment.Time);
        builder.Services.AddFleetBus(new FleetBusOptions { Broker = options.Broker, ConnectionName = options.ConnectionName });
        if (options.Coordinator is { } coordinator)
            AddCoordinator(builder.Services, options, coordinator, environment.Time);
        // Last in, first out: the worker drains while the coordinator still answers.
        if (options.Worker is { } worker)
            builder.Services.AddFleetWorker(worker);
        var fleet = new EmbeddedFleet(builder.Build());
        try
        {
            await fleet.host.StartAsync(cancellationToken);
        }
        catch (Exception error)
        {
            await fleet.AbandonAsync();
            if (error is FormatException)
                throw new CliException(error.Message, ExitCodes.Invalid);
            if (error is BrokerUnreachableException or WorkerIdTakenException or StoreSchemaException or StoreUnavailableException)
                throw new CliException(error.Message);
            throw;
        }

        return fleet;
    }

    /// <summary>Begins to serve the API.</summary>
    public async Task ListenAsync(ApiListen listen, CancellationToken cancellationToken) =>
        server = await ApiServer.StartAsync(listen, Api, () => true, host.Services.GetRequiredService<ILoggerFactory>(), cancellationToken);

    /// <summary>Stops in order: API, worker (it drains), coordinator, bus.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is not null)
            await server.DisposeAsync();
        server = null;
        stopped = true;
        await host.StopAsync(cancellationToken);
    }

    /// <summary>Ends it at once unless it was stopped: nothing is drained, what runs is left to whoever goes on with it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!stopped)
                await StopAsync(new CancellationToken(canceled: true));
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException or NullReferenceException)
        {
            // What a stop without any time says: the bus, too, whose endpoints are still stopping when it stops them itself (ReceiveEndpoint.Stop of MassTransit 8.5).
        }

        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }

    /// <summary>Lets go of a host whose start has failed: what was started is stopped, and no error of that hides the one of the start.</summary>
    private async Task AbandonAsync()
    {
        stopped = true;
        try
        {
            await host.StopAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A host that failed before it knew its services cannot even be stopped.
        }

        await DisposeAsync();
    }

    private static void AddCoordinator(IServiceCollection services, EmbeddedOptions options, CoordinatorOptions coordinator, TimeProvider time)
    {
        var logs = new FileLogStore(options.Logs, time, options.LogWorkflowLimit);
        services.AddSingleton(_ => FleetStoreFactory.Create(options.Store, new FleetStoreOptions { Clock = options.Broker is null ? time : null }));
        services.AddSingleton<ILogSink>(logs);
        services.AddFleetCoordinator(coordinator);
        services.AddFleetApi(logs);
        services.AddSingleton(options.LogRetention);
        services.AddHostedService<LogSweep>();
    }
}
