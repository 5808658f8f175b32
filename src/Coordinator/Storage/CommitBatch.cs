using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage;

/// <summary>What one group of decisions changes. A workflow, node, timer, task or session appears at most once: the last state wins.</summary>
public sealed class CommitBatch
{
    /// <summary>The writer's lead.</summary>
    public required Leadership Leadership { get; init; }

    /// <summary>Workflows that are new or changed (a workflow whose nodes changed is always among them, so that it gets a new version).</summary>
    public List<WorkflowRow> Workflows { get; } = [];

    /// <summary>Nodes that are new or changed.</summary>
    public List<NodeRow> Nodes { get; } = [];

    /// <summary>Large texts that the workflows and nodes of the group name for the first time.</summary>
    public List<ValueRow> Values { get; } = [];

    /// <summary>Workflows to delete, after everything else of the group; a tombstone with a version stays. One that is not there (any more) is no error and gets no version.</summary>
    public List<Guid> Deletes { get; } = [];

    /// <summary>Messages to send, in order.</summary>
    public List<OutboxRow> Outbox { get; } = [];

    /// <summary>Sequence numbers of outbox rows that were sent since the last group.</summary>
    public List<long> OutboxSent { get; } = [];

    /// <summary>Timers to set or replace.</summary>
    public List<TimerRow> TimersSet { get; } = [];

    /// <summary>Timers to clear, before any is set.</summary>
    public List<(Guid Workflow, TimerKey Key)> TimersCleared { get; } = [];

    /// <summary>Requests for locks that hold or wait, new or changed.</summary>
    public List<LockRow> Locks { get; } = [];

    /// <summary>Requests for locks that are over.</summary>
    public List<(Guid Workflow, int Ordinal)> LocksReleased { get; } = [];

    /// <summary>Entries for the memoization cache; each replaces an older one.</summary>
    public List<MemoRow> Memo { get; } = [];

    /// <summary>Where the logs of tasks that have ended are; each replaces an older row of the same dispatch.</summary>
    public List<LogRow> Logs { get; } = [];

    /// <summary>Artifacts that are to be deleted.</summary>
    public List<ArtifactGarbageRow> Garbage { get; } = [];

    /// <summary>Ids of garbage rows whose artifacts are gone.</summary>
    public List<Guid> GarbageCollected { get; } = [];

    /// <summary>Worker sessions that are new or changed.</summary>
    public List<SessionRow> Sessions { get; } = [];

    /// <summary>Sessions to forget.</summary>
    public List<long> SessionsRemoved { get; } = [];

    /// <summary>Objects beside workflows that are new, changed or to be deleted. Only the leader of the scope <c>fleet</c> writes them.</summary>
    public List<ResourceRow> Resources { get; } = [];

    /// <summary>What users and the Fleet did, for the audit.</summary>
    public List<AuditRow> Audit { get; } = [];

    /// <summary>Idempotency keys of accepted submissions.</summary>
    public List<(string Key, Guid Workflow)> IdempotencyKeys { get; } = [];

    /// <summary>Versions it takes from the counter: workflows, deletes, objects, in this order.</summary>
    internal int VersionCount => Workflows.Count + Deletes.Count + Resources.Count;
}

/// <summary>What a commit gave.</summary>
/// <param name="Versions">The new version of each workflow and object of the batch, tombstones included.</param>
public sealed record CommitResult(IReadOnlyDictionary<Guid, long> Versions);
