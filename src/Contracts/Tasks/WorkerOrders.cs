namespace Fleet.Contracts;

/// <summary>What one commit has for one worker. At most <see cref="MessageLimits.OrdersTasks"/> tasks.</summary>
public sealed record WorkerOrders : IFleetMessage
{
    /// <summary>The session it is for; orders of another session are ignored by the worker (settles are heeded all the same).</summary>
    public required long Session { get; init; }

    /// <summary>Tasks to take up.</summary>
    public IReadOnlyList<TaskReady> Ready { get; init; } = [];

    /// <summary>Dispatches to take over.</summary>
    public IReadOnlyList<TaskAdopt> Adopt { get; init; } = [];

    /// <summary>Dispatches whose result is committed or which are not current: remove the containers, forget them.</summary>
    public IReadOnlyList<TaskStamp> Settle { get; init; } = [];

    /// <summary>Tasks to stop.</summary>
    public IReadOnlyList<TaskCancel> Cancel { get; init; } = [];

    /// <summary>Claims (<see cref="VolumeWork.Claim"/> of workflows' own) whose volumes are to be removed. Heeded in any session: their ids are never used again.</summary>
    public IReadOnlyList<string> RemoveClaims { get; init; } = [];

    /// <summary>Groups (<see cref="PodKeeping.Group"/>) whose kept containers are to be removed. Heeded in any session: a group that was removed gets no more containers.</summary>
    public IReadOnlyList<string> RemoveKept { get; init; } = [];

    /// <summary>The beat that was committed with it; null: none.</summary>
    public BeatConfirmed? Beat { get; init; }

    /// <summary>Format number.</summary>
    public int Format { get; init; } = ProtocolVersion.Current;
}
