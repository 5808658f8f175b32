namespace Fleet.Workflows.Dispatch;

/// <summary>What the store knows of a task that is not live (see <see cref="StandingAsked"/>).</summary>
public enum TaskStanding
{
    /// <summary>Neither the workflow nor a tombstone of it is known, or the workflow has no such node: its containers are never touched, only reported.</summary>
    Unknown,

    /// <summary>The node is there and has ended (or was never a task): its containers are removed.</summary>
    Ended,

    /// <summary>The workflow was deleted (a tombstone is there): its containers are removed.</summary>
    Deleted,
}
