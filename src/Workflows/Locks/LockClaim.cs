namespace Fleet.Workflows.Locks;

/// <summary>A request that waits or holds.</summary>
internal sealed class LockClaim(LockHolder holder, LockRequest request)
{
    public const int NotTold = -1;

    public LockHolder Holder { get; } = holder;

    public LockRequest Request { get; } = request;

    public WorkflowRank Rank { get; } = new(request.Priority, request.CreatedAt.UtcTicks, holder.Workflow);

    /// <summary>Requests of one workflow with the same locks are alike: none can go before the first.</summary>
    public string Likeness { get; } = string.Join('\n', request.Locks.Select(name => $"{(byte)name.Kind} {name}"));

    /// <summary>The asker's number of this request: it is in every answer.</summary>
    public int Ticket { get; set; }

    /// <summary>Index of the lock that it was last told to wait for; <see cref="NotTold"/>: none.</summary>
    public int Told { get; set; } = NotTold;

    /// <summary>The lock that it was last told to wait for; null: none.</summary>
    public LockName? WaitsFor => Told == NotTold ? null : Request.Locks[Told];

    /// <summary>It has its locks.</summary>
    public bool Holds { get; set; }

    /// <summary>Since when it holds, or waits.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>A row of it was handed out to be stored.</summary>
    public bool HasRow { get; set; }
}
