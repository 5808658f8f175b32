namespace Fleet.Workflows.Engine;

/// <summary>Something that waits inside the engine. What waits for a worker or a slot is known to the dispatcher, not here.</summary>
/// <param name="Node">The node, or the name of the one that would start.</param>
/// <param name="Kind">What it waits for.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Until">When it goes on by itself; null: unknown.</param>
public sealed record WaitingReason(string Node, WaitingKind Kind, string Text, DateTimeOffset? Until = null);

/// <summary>What is waited for.</summary>
public enum WaitingKind
{
    /// <summary>The workflow is suspended.</summary>
    WorkflowSuspended,

    /// <summary><c>spec.parallelism</c>.</summary>
    WorkflowParallelism,

    /// <summary><c>parallelism</c> of the enclosing template.</summary>
    TemplateParallelism,

    /// <summary>The next attempt's back-off.</summary>
    RetryBackoff,

    /// <summary>A suspend node: a user, or its duration.</summary>
    Suspended,

    /// <summary>Dependencies that are not over.</summary>
    Dependency,

    /// <summary>A large loop that is being expanded.</summary>
    Expansion,
}
