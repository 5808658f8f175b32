using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Simulation;

/// <summary>An entry of <c>given.workflows</c>: how the workflows that resource templates make or read come out.</summary>
public sealed record GivenWorkflow
{
    /// <summary>Name of the workflow, or a glob.</summary>
    public required string Match { get; init; }

    /// <summary>From its submission, or the simulation's begin, to its end; null: it never ends.</summary>
    public TimeSpan? Duration { get; init; } = ScriptedOutcome.DefaultDuration;

    /// <summary>Its phase at the end.</summary>
    public string Phase { get; init; } = "Succeeded";

    /// <summary>Why it cannot be submitted; null: it can.</summary>
    public string? Error { get; init; }

    /// <summary>Its line in the file.</summary>
    public int Line { get; init; }

    /// <summary>Further fields of its status; null: none.</summary>
    internal MapNode? Status { get; init; }
}
