namespace Fleet.Workflows.Engine.Nodes;

/// <summary>Argo's node phases; the names are what the status shows.</summary>
internal enum NodePhase : byte
{
    Pending,
    Running,
    Succeeded,
    Skipped,
    Failed,
    Error,
    Omitted,
}

/// <summary>Groups of phases as Argo names them.</summary>
internal static class NodePhases
{
    /// <summary>It ended, one way or the other.</summary>
    public static bool IsFulfilled(this NodePhase phase) => phase >= NodePhase.Succeeded;

    /// <summary>It ran to an end.</summary>
    public static bool IsCompleted(this NodePhase phase) => phase is NodePhase.Succeeded or NodePhase.Failed or NodePhase.Error;

    /// <summary>It ended badly.</summary>
    public static bool IsFailedOrError(this NodePhase phase) => phase is NodePhase.Failed or NodePhase.Error;
}
