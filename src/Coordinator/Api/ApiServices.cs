using Fleet.Coordinator.Api.Downloads;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Metrics;
using Fleet.Coordinator.Submission;

namespace Fleet.Coordinator.Api;

/// <summary>What the API is made of, behind HTTP and in process.</summary>
/// <param name="Workflows">Calls that answer once.</param>
/// <param name="Resources">Templates, ConfigMaps and Secrets.</param>
/// <param name="Sync">Limits of semaphores.</param>
/// <param name="Watch">Watches.</param>
/// <param name="Logs">Logs.</param>
/// <param name="Metrics">Metrics of workflows.</param>
/// <param name="Time">Time.</param>
public sealed record ApiServices(WorkflowService Workflows, ResourceService Resources, SyncService Sync, WorkflowWatch Watch, WorkflowLogs Logs, CustomMetrics Metrics, TimeProvider Time)
{
    /// <summary>Why things wait or have failed.</summary>
    public required WorkflowWhy Why { get; init; }

    /// <summary>The artifact stores that are offered to other processes; null: none.</summary>
    public OfferedStores? Artifacts { get; init; }

    /// <summary>Artifacts for users; null: none.</summary>
    public ArtifactDownloads? Downloads { get; init; }

    /// <summary>Most bytes that a submission may have over HTTP.</summary>
    /// <value>Default <see cref="Contracts.MessageLimits.SubmissionBytes"/>.</value>
    public int MostSubmissionBytes { get; init; } = Contracts.MessageLimits.SubmissionBytes;

    /// <summary>Room for submissions that are being read.</summary>
    internal SubmissionRoom Room { get; init; } = new(Contracts.MessageLimits.SubmissionBytes);

    /// <summary>Most bytes that one artifact may bring over HTTP.</summary>
    /// <value>Default 256 GiB.</value>
    public long MostArtifactBytes { get; init; } = 256L << 30;
}
