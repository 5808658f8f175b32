using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Metrics;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Children;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Timers;
using Fleet.Workflows.Dispatch;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Leading;

/// <summary>What every term of a process works with.</summary>
internal sealed record TermParts(
    IFleetStore Store,
    ILeaderTransport Transport,
    IMessageSender Sender,
    ILogSink Logs,
    IWorkflowMachines Machines,
    ChangeFeed Changes,
    CoordinatorOptions Options,
    DispatcherOptions Dispatching,
    TimeProvider Time,
    ILoggerFactory Loggers,
    ChildAccess? Children = null,
    CustomMetrics? Metrics = null)
{
    /// <summary>The clock of all decisions: it never goes back.</summary>
    public TimeProvider Time { get; } = new SteadyTime(Time);

    /// <summary>Deletes artifacts.</summary>
    public ArtifactRemover Remover { get; } = new(Store, Options.Artifacts, new KeptPlaces(Store, Options.Secrets, Time), Time);

    public ILogger Log { get; } = Loggers.CreateLogger<LeaderTerm>();
}
