namespace Fleet.Workflows.Dispatch;

/// <summary>A worker's session.</summary>
internal sealed class WorkerSession(long id, Hello worker, EngineRoom engine)
{
    private LinkedListNode<WorkerSession>? _leasePlace;

    /// <summary>Its number.</summary>
    public long Id { get; } = id;

    /// <summary>What the worker said of itself.</summary>
    public Hello Worker { get; } = worker;

    /// <summary>The engine it works on.</summary>
    public EngineRoom Engine { get; } = engine;

    /// <summary>State.</summary>
    public SessionState State { get; set; } = SessionState.Pending;

    /// <summary>It has ended: removed from all books.</summary>
    public bool IsOver { get; set; }

    /// <summary>The worker says that it takes no more tasks.</summary>
    public bool Draining { get; set; }

    /// <summary>An operator wants it to drain.</summary>
    public bool DrainOrdered { get; set; }

    /// <summary>Why it cannot have tasks with artifacts, as its last beat said; null: it can.</summary>
    public string? ArtifactProblem { get; set; } = "it has not said yet whether it reaches the artifact store";

    /// <summary>Ids of the secret keys that it has, as its last beat said, in order.</summary>
    public IReadOnlyList<string> SecretKeys { get; set; } = [];

    /// <summary>Tasks issued to it, adopted ones included.</summary>
    public LinkedList<LiveTask> Tasks { get; } = [];

    /// <summary>Slots without a task; negative after an adoption beyond its slots.</summary>
    public int Free => Worker.Slots - Tasks.Count;

    /// <summary>Highest beat number heard.</summary>
    public long LastBeat { get; set; }

    /// <summary>Beats heard by this leader.</summary>
    public long BeatsHeard { get; set; }

    /// <summary>Last issue number used.</summary>
    public long LastIssue { get; set; }

    /// <summary>Issue numbers up to here are stored as used: a new leader goes on above.</summary>
    public long ReservedIssue { get; set; }

    /// <summary>Dispatches that did not start, in a row.</summary>
    public int FailuresInRow { get; set; }

    /// <summary>It gets no tasks until then; null: it may have some.</summary>
    public DateTimeOffset? RestsUntil { get; set; }

    /// <summary>When it was last heard.</summary>
    public DateTimeOffset LastHeard { get; set; }

    /// <summary>End of its lease.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>Its place in the order of leases.</summary>
    public LinkedListNode<WorkerSession> LeasePlace => _leasePlace ??= new(this);

    /// <summary>Workers with the same labels; set while it is live.</summary>
    public WorkerProfile? Profile { get; set; }

    /// <summary>Free slots under which it is filed in its profile; 0: it is not filed.</summary>
    public int FiledFree { get; set; }

    /// <summary>May be given tasks.</summary>
    public bool IsOpen => State == SessionState.Live && !IsOver && !Draining && !DrainOrdered && RestsUntil is null;
}
