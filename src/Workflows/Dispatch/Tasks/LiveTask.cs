namespace Fleet.Workflows.Dispatch;

/// <summary>A task that is not over. Its state is changed by <see cref="TaskMoves"/> only, which keeps all counts in step.</summary>
internal sealed class LiveTask(TaskKey key, TaskNeeds needs, long arrival)
{
    private LinkedListNode<LiveTask>? _place;

    /// <summary>The task.</summary>
    public TaskKey Key { get; } = key;

    /// <summary>What it asks for. Only the engine changes, once its volume claims have a place; never while it is queued.</summary>
    public TaskNeeds Needs { get; set; } = needs;

    /// <summary>Cores in thousandths, rounded up: sums of them are exact.</summary>
    public long Millicores { get; } = (long)Math.Ceiling(needs.Cpu * 1000);

    /// <summary>Place in the order of arrival; kept over all dispatches, so that a task that is issued again does not queue again.</summary>
    public long Arrival { get; } = arrival;

    /// <summary>State.</summary>
    public LiveTaskState State { get; set; } = LiveTaskState.Ready;

    /// <summary>Issues so far.</summary>
    public int Dispatch { get; set; }

    /// <summary>Session it is assigned to; null: none.</summary>
    public WorkerSession? Session { get; set; }

    /// <summary>Engine its last dispatch went to; null: never issued.</summary>
    public string? Engine { get; set; }

    /// <summary>Issue number in its session.</summary>
    public long Issue { get; set; }

    /// <summary>Issued to be taken over, not to be run.</summary>
    public bool Adopted { get; set; }

    /// <summary>Ready because nobody spoke for its engine: adopted back when its container is seen again (rule 17).</summary>
    public bool EngineLost { get; set; }

    /// <summary>Main of this dispatch has started.</summary>
    public bool Began { get; set; }

    /// <summary>Its daemon is ready.</summary>
    public bool DaemonReady { get; set; }

    /// <summary>Why it is to be stopped; null: it is not.</summary>
    public string? StopReason { get; set; }

    /// <summary>Why earlier dispatches were given up.</summary>
    public List<string> Losses { get; set; } = [];

    /// <summary>Engine to go to only when there is no other; null: none.</summary>
    public string? AvoidEngine { get; set; }

    /// <summary>Not issued before; not stored: a new leader tries at once.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Queue it waits in; null: it does not.</summary>
    public ReadyClass? Queue { get; set; }

    /// <summary>It waits for <see cref="NotBefore"/>.</summary>
    public bool Delayed { get; set; }

    /// <summary>Its place among the tasks of its session or the orphans of its engine.</summary>
    public LinkedListNode<LiveTask> Place => _place ??= new(this);

    /// <summary>Mark of the last beat that held it.</summary>
    public long HeldMark { get; set; }

    /// <summary>Beats heard in its session when the order was last sent.</summary>
    public long OrderedAtBeat { get; set; }

    /// <summary>The dispatch that is current.</summary>
    public DispatchStamp Stamp => new(Key.Workflow, Key.Ordinal, Dispatch);
}
