using Fleet.Workflows.Engine;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Simulation;

/// <summary>A line of the timeline; times are seconds from the workflow's begin.</summary>
/// <param name="Name">Node name.</param>
/// <param name="DisplayName">Name that users see.</param>
/// <param name="Type">Argo's type of the node.</param>
/// <param name="Phase">Its phase at the end.</param>
/// <param name="Ready">When it could have begun.</param>
/// <param name="Started">When a worker took it; null: none did.</param>
/// <param name="Finished">When it ended; null: it did not.</param>
internal sealed record TimelineRow(string Name, string DisplayName, string Type, string Phase, double Ready, double? Started, double? Finished)
{
    public static IReadOnlyList<TimelineRow> Of(SimulationResult result) => [.. result.Timeline.Select(span => Of(result.State, span))];

    private static TimelineRow Of(WorkflowState state, TimelineSpan span)
    {
        var node = state.Describe(span.Ordinal);
        return new TimelineRow(node.Name, node.DisplayName, node.Type, node.Phase, Seconds(span.Ready), span.Started is { } started ? Seconds(started) : null, span.Finished is { } finished ? Seconds(finished) : null);

        double Seconds(DateTimeOffset at) => (at - state.CreatedAt).TotalSeconds;
    }
}
