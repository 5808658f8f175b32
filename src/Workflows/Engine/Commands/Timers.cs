namespace Fleet.Workflows.Engine;

/// <summary>What a timer of a node is for.</summary>
public enum TimerKind
{
    /// <summary>Duration of a suspend node.</summary>
    Suspend,

    /// <summary>Back-off before the next retry attempt.</summary>
    RetryBackoff,

    /// <summary><c>timeout</c>, from the node's start, Pending included.</summary>
    Timeout,

    /// <summary><c>pendingTimeout</c>.</summary>
    PendingTimeout,

    /// <summary><c>activeDeadlineSeconds</c> of a leaf, as a second line behind the worker's own.</summary>
    ActiveDeadline,

    /// <summary><c>spec.activeDeadlineSeconds</c>; on the root node.</summary>
    WorkflowDeadline,

    /// <summary><c>ttlStrategy</c>; on the root node.</summary>
    TimeToLive,
}

/// <summary>Name of a timer within a workflow.</summary>
/// <param name="Ordinal">The node it belongs to.</param>
/// <param name="Kind">What for.</param>
public readonly record struct TimerKey(int Ordinal, TimerKind Kind);

/// <summary>Set or replace a timer.</summary>
/// <param name="Key">The timer.</param>
/// <param name="Due">When it fires.</param>
public sealed record SetTimer(TimerKey Key, DateTimeOffset Due) : EngineCommand;

/// <summary>Clear a timer; unknown ones are no error.</summary>
/// <param name="Key">The timer.</param>
public sealed record ClearTimer(TimerKey Key) : EngineCommand;
