namespace Fleet.Contracts;

/// <summary>What of an ended pod stays on its engine, stopped, for a look at it (<c>podGC</c>).</summary>
public sealed record PodKeeping
{
    /// <summary>Id under which beats name what was kept (<see cref="WorkerBeat.Kept"/>) and orders remove it (<see cref="WorkerOrders.RemoveKept"/>).</summary>
    public required string Group { get; init; }

    /// <summary>Seconds that the containers of a pod which succeeded stay at most; 0: they go at once. Null: until the group is removed.</summary>
    public int? SucceededSeconds { get; init; }

    /// <summary>As above, of a pod that did not succeed.</summary>
    public int? FailedSeconds { get; init; }
}
