using Fleet.Coordinator.Runs.Children;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>Who wants to know of each commit: change feed, alarm clock, probes, look-ups.</summary>
internal interface ITermSignals
{
    /// <summary>A group was decided and committed. Called by the loop: must be quick and must not fail.</summary>
    void Committed(CommitResult commit, DispatchChanges changes, IReadOnlyCollection<Guid> deleted);

    /// <summary>Metrics that the group has told. Called after the commit: must be quick and must not fail.</summary>
    void Tell(IReadOnlyList<(Guid Workflow, MetricSample Sample)> metrics);

    /// <summary>Artifacts are to be deleted. Called after the commit: must be quick and must not fail.</summary>
    void Garbage();

    /// <summary>What the group's resource templates ask of other workflows. Called after the commit: must be quick and must not fail.</summary>
    void Order(IReadOnlyList<ChildOrder> orders);
}
