using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Argo's order of workflows within a page: what has not ended comes first, newest start first; then what ended, latest end first.</summary>
internal sealed class SummaryOrder : IComparer<WorkflowSummary>
{
    public static readonly SummaryOrder Instance = new();

    public int Compare(WorkflowSummary? x, WorkflowSummary? y) => Key(y!).CompareTo(Key(x!));

    // An end that has not come is later than any.
    private static (DateTimeOffset Finished, DateTimeOffset Started) Key(WorkflowSummary summary) => (summary.FinishedAt ?? DateTimeOffset.MaxValue, summary.StartedAt ?? summary.CreatedAt);
}
