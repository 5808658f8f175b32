namespace Fleet.Coordinator.Hosting;

/// <summary>How a coordinator runs.</summary>
public sealed record CoordinatorOptions
{
    /// <summary>Scope it leads: <see cref="Storage.LeaderScope.Fleet"/>, or that of the one workflow of <c>fleet run</c>.</summary>
    /// <value>Default <c>fleet</c>.</value>
    public string Scope { get; init; } = Storage.LeaderScope.Fleet;

    /// <summary>Name of this process in leases and messages; must differ between processes.</summary>
    /// <value>Default: host name and process id.</value>
    public string Owner { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Take over scopes that a dead <c>fleet run</c> left, and go on with them.</summary>
    /// <value>Default true for the scope <c>fleet</c>.</value>
    public bool TakeOverInterrupted { get; init; } = true;

    /// <summary>Address of the HTTP API as workers reach it; null: none.</summary>
    public string? ApiAddress { get; init; }

    /// <summary>Token that workers use at <see cref="ApiAddress"/>; null: none.</summary>
    public string? ApiToken { get; init; }

    /// <summary>Most waiting inputs that one commit takes.</summary>
    /// <value>Default 200. More does not help; fewer makes commits, and so fsyncs, more frequent.</value>
    public int GroupSize { get; init; } = 200;

    /// <summary>Publish an event for the start and end of each node, not only of workflows.</summary>
    /// <value>Default true.</value>
    public bool NodeEvents { get; init; } = true;
}
