namespace Fleet.Workflows.Expressions;

/// <summary>What <c>depends</c> can ask of a task (Argo docs, "Enhanced Depends Logic").</summary>
public enum TaskResult
{
    /// <summary>The task succeeded.</summary>
    Succeeded,

    /// <summary>The task failed.</summary>
    Failed,

    /// <summary>The task ended in phase Error.</summary>
    Errored,

    /// <summary>Its <c>when</c> was false, or its loop had no items.</summary>
    Skipped,

    /// <summary>Its own <c>depends</c> was false.</summary>
    Omitted,

    /// <summary>The task is a daemon and ready.</summary>
    Daemoned,

    /// <summary>The task is a loop and at least one of its children succeeded.</summary>
    AnySucceeded,

    /// <summary>The task is a loop and all of its children failed.</summary>
    AllFailed,
}
