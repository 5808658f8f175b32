using Fleet.Artifacts.Host;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Metrics;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Children;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Coordinator.Workers;
using Fleet.Workflows.Dispatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Coordinator.Hosting;

/// <summary>Registers a coordinator. The host registers besides: <see cref="IFleetStore"/>, <see cref="ILogSink"/> and the bus (<see cref="FleetBus.AddFleetBus"/>).</summary>
public static class CoordinatorServices
{
    /// <summary>
    /// Adds a coordinator that takes the lead of its scope when nobody has it, and stands by otherwise. In process use <see cref="ISubmissions"/>, <see cref="IWorkflowCommands"/>,
    /// <see cref="IWorkflowChanges"/>, <see cref="IWaitingReasons"/>, <see cref="IWorkerDirectory"/> and <see cref="ILeadership"/>.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="ArgumentException">Options are invalid: the message names each and what to do.</exception>
    public static IServiceCollection AddFleetCoordinator(this IServiceCollection services, CoordinatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CoordinatorOptionsValidator.Check(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(options.Secrets);
        services.TryAddSingleton(new DispatcherOptions());
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<IWorkflowChanges>(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<RunGateway>();
        services.AddSingleton<IWorkflowCommands, LeaderCommands>();
        services.AddSingleton<ResourceCatalog>();
        services.AddSingleton<IResourceCommands, LeaderResources>();
        services.AddSingleton<IWaitingReasons>(provider => provider.GetRequiredService<RunGateway>());
        services.AddSingleton<IWorkerDirectory>(provider => provider.GetRequiredService<RunGateway>());
        services.AddSingleton<ILeadership>(provider => provider.GetRequiredService<RunGateway>());
        services.AddSingleton(new SubmissionRoom(options.SubmissionLimit));
        services.AddSingleton<SubmissionService>();
        services.AddSingleton<ISubmissions, LeaderSubmissions>();
        services.AddSingleton<ILeaderLink, BusLeaderLink>();
        services.AddSingleton<BusSender>();
        services.AddSingleton<IMessageSender>(provider => provider.GetRequiredService<BusSender>());
        // What the queues bring is for the leader itself, never passed on.
        services.AddSingleton<ILeaderTransport>(provider => ActivatorUtilities.CreateInstance<BusTransport>(
            provider,
            provider.GetRequiredService<SubmissionService>(),
            new CommandDesk(
                provider.GetRequiredService<IFleetStore>(),
                provider.GetRequiredService<RunGateway>(),
                new ResourceDesk(provider.GetRequiredService<RunGateway>(), provider.GetRequiredService<ResourceCatalog>(), options.Secrets))));
        services.AddSingleton<IWorkflowMachines, EngineMachines>();
        // What a leader does for resource templates is its own, never passed on.
        services.AddSingleton(provider => new ChildAccess(provider.GetRequiredService<SubmissionService>(), provider.GetRequiredService<RunGateway>()));
        services.AddSingleton<CustomMetrics>();
        services.AddSingleton<TermParts>();
        services.AddSingleton<StoreOpening>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreOpening>());
        if (options.Artifacts is HostArtifactStore own)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ArtifactSweeper>(provider, own));
        services.AddHostedService<ChangePoller>();
        services.AddHostedService<LeaderService>();
        services.AddHostedService<LeadAwaiter>();
        return services;
    }
}
