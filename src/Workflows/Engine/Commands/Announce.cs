namespace Fleet.Workflows.Engine;

/// <summary>Tell the world: becomes a CloudEvent.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Ordinal">The node; null: the workflow.</param>
public sealed record Announce(AnnouncementKind Kind, int? Ordinal) : EngineCommand;

/// <summary>What an <see cref="Announce"/> tells.</summary>
public enum AnnouncementKind
{
    /// <summary>The workflow began.</summary>
    WorkflowStarted,

    /// <summary>The workflow ended.</summary>
    WorkflowFinished,

    /// <summary>A node's task runs.</summary>
    NodeStarted,

    /// <summary>A leaf node ended.</summary>
    NodeFinished,
}
