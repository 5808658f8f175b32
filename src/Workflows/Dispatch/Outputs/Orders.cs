namespace Fleet.Workflows.Dispatch;

/// <summary>All orders of one commit for one session. The host splits them by the size limits of a message; their order does not matter.</summary>
/// <param name="WorkerId">Whom they are for.</param>
/// <param name="Session">The session they are for; settles are heeded in any.</param>
public sealed record Orders(string WorkerId, long Session) : WorkerMessage(WorkerId, Session)
{
    /// <summary>Dispatches to take up: create and start.</summary>
    public IReadOnlyList<IssuedTask> Ready { get; init; } = [];

    /// <summary>Dispatches to take over: never create, never start (rule 12).</summary>
    public IReadOnlyList<IssuedTask> Adopt { get; init; } = [];

    /// <summary>Dispatches whose end is committed or which are not current: remove their containers, forget them (rule 14).</summary>
    public IReadOnlyList<DispatchStamp> Settle { get; init; } = [];

    /// <summary>Tasks to stop; repeated until they end.</summary>
    public IReadOnlyList<CancelOrder> Cancel { get; init; } = [];

    /// <summary>Claims whose volumes are to be removed; heeded in any session, since their ids are never used again.</summary>
    public IReadOnlyList<string> RemoveClaims { get; init; } = [];

    /// <summary>Groups of kept containers that are to be removed; heeded in any session, since a group that was removed gets no more of them.</summary>
    public IReadOnlyList<string> RemoveKept { get; init; } = [];

    /// <summary>Number of the beat that is committed with them: renews the worker's own lease; null: none.</summary>
    public long? Beat { get; init; }
}
