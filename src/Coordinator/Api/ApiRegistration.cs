using Fleet.Contracts;
using Fleet.Coordinator.Api.Downloads;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Metrics;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Coordinator.Api;

/// <summary>Registers what the API is made of, on top of a coordinator (<see cref="Hosting.CoordinatorServices.AddFleetCoordinator"/>).</summary>
public static class ApiRegistration
{
    /// <summary>Adds <see cref="ApiServices"/>, for HTTP (<see cref="Http.ApiServer"/>) and for calls in process.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="logs">Where the coordinator keeps its logs.</param>
    public static IServiceCollection AddFleetApi(this IServiceCollection services, FileLogStore logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        services.AddSingleton(logs);
        services.AddSingleton<IWorkflowDocuments, WorkflowDocuments>();
        services.AddSingleton(provider => new Interruptions(provider.GetRequiredService<IFleetStore>(), withFleet: false));
        services.AddSingleton(provider => new KeptPlaces(provider.GetRequiredService<IFleetStore>(), provider.GetRequiredService<SecretCipher>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ArtifactDownloads(
            provider.GetRequiredService<IFleetStore>(), provider.GetRequiredService<IWorkflowDocuments>(), provider.GetService<CoordinatorOptions>()?.Artifacts, provider.GetRequiredService<KeptPlaces>()));
        services.AddSingleton(provider => new ApiServices(
            ActivatorUtilities.CreateInstance<WorkflowService>(provider),
            ActivatorUtilities.CreateInstance<ResourceService>(provider),
            ActivatorUtilities.CreateInstance<SyncService>(provider),
            ActivatorUtilities.CreateInstance<WorkflowWatch>(provider),
            new WorkflowLogs(
                new LogReader(logs, provider.GetRequiredService<TimeProvider>()), provider.GetRequiredService<IFleetStore>(), provider.GetRequiredService<IWorkflowChanges>(), provider.GetRequiredService<ArtifactDownloads>()),
            provider.GetRequiredService<CustomMetrics>(),
            provider.GetRequiredService<TimeProvider>())
        {
            MostSubmissionBytes = (provider.GetService<CoordinatorOptions>() ?? new CoordinatorOptions()).SubmissionLimit,
            Room = provider.GetService<SubmissionRoom>() ?? new SubmissionRoom(new CoordinatorOptions().SubmissionLimit),
            Why = ActivatorUtilities.CreateInstance<WorkflowWhy>(provider),
            Artifacts = new OfferedStores(provider.GetService<CoordinatorOptions>() ?? new CoordinatorOptions(), provider.GetRequiredService<KeptPlaces>()),
            Downloads = provider.GetRequiredService<ArtifactDownloads>(),
        });
        return services;
    }
}
