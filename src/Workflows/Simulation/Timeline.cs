using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Simulation;

/// <summary>Notes when tasks were ready, began and ended.</summary>
internal sealed class Timeline
{
    private readonly Dictionary<int, TimelineSpan> _tasks = [];

    public void Ready(int ordinal, DateTimeOffset now) => _tasks[ordinal] = new TimelineSpan(ordinal, now, null, null);

    public void Moved(int ordinal, bool begins, DateTimeOffset now) => _tasks[ordinal] = begins ? _tasks[ordinal] with { Started = now } : _tasks[ordinal] with { Finished = now };

    /// <summary>Tasks and suspend nodes, by the moment at which they were ready.</summary>
    public IReadOnlyList<TimelineSpan> Spans(WorkflowState state) => [.. _tasks.Values
        .Select(span => span.Finished is null && Ended(state.Nodes[span.Ordinal]) is { } end ? span with { Finished = end } : span)
        .Concat(state.Nodes.Where(node => node.Type == NodeType.Suspend).Select(node => new TimelineSpan(node.Ordinal, Moment(node.StartedAt), Moment(node.StartedAt), Ended(node))))
        .OrderBy(span => span.Ready).ThenBy(span => span.Ordinal)];

    // A task that was stopped before a worker had it.
    private static DateTimeOffset? Ended(Node node) => node.FinishedAt == 0 ? null : Moment(node.FinishedAt);

    private static DateTimeOffset Moment(long ticks) => new(ticks, TimeSpan.Zero);
}
