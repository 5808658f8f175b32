using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>What came of a simulation.</summary>
public sealed record SimulationResult
{
    /// <summary>The workflow at the end.</summary>
    public required WorkflowState State { get; init; }

    /// <summary>Tasks and suspend nodes, in the order in which they were ready.</summary>
    public required IReadOnlyList<TimelineSpan> Timeline { get; init; }

    /// <summary>The virtual time at the end.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Most tasks that ran at once.</summary>
    public required int MostRunning { get; init; }

    /// <summary>Metrics of templates and of the workflow, in the order in which they were told.</summary>
    public required IReadOnlyList<MetricSample> Metrics { get; init; }

    /// <summary>What the outcomes name and what did not happen, with their lines.</summary>
    public required IReadOnlyList<SpecError> Warnings { get; init; }

    /// <summary>Why it did not come to its end, each a sentence; empty: it did.</summary>
    public required IReadOnlyList<string> Stalled { get; init; }
}
