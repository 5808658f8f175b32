using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Runs.Work;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Timers;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;

namespace Fleet.Coordinator.Runs;

/// <summary>
/// What a leader holds in memory: the dispatcher, workflows by uid, dispatch columns of live tasks, locks, timers, objects beside workflows. All of it can be made again from the store, and is, after a failed commit.
/// Touched by the run loop only.
/// </summary>
internal sealed class TermMemory(IFleetStore store, Leadership lead, IWorkflowMachines machines, DispatcherOptions dispatching, SecretCipher secrets, TimeProvider time)
{
    private readonly Dictionary<Guid, WorkflowUnit> _units = [];
    private readonly Dictionary<Guid, Dictionary<int, TaskColumns>> _columns = [];

    public Leadership Lead => lead;

    /// <summary>Where the values of workflows are that are too large for messages; null: in the Fleet's own store.</summary>
    public ArtifactPlace? ValuePlace { get; init; }

    /// <summary>There is a store for them.</summary>
    public bool HasValueStore { get; init; }

    public IFleetStore Store => store;

    public IWorkflowMachines Machines => machines;

    public Dispatcher Dispatcher { get; private set; } = null!;

    /// <summary>Locks of all workflows of the scope.</summary>
    public LockManager Locks { get; private set; } = new();

    public TimerQueue Timers { get; } = new();

    /// <summary>Objects beside workflows: templates, ConfigMaps, Secrets.</summary>
    public ResourceBook Resources { get; private set; } = new(secrets);

    /// <summary>Which claims are wanted by workflows that are not in memory.</summary>
    public RestingAnswers<ClaimId, bool> KeptClaims { get; } = new((machine, claim) => machine.Keeps(claim), ClaimRules.Keeps);

    /// <summary>When kept containers go of workflows that are not in memory (null: with the workflow).</summary>
    public RestingAnswers<PodGcGroup, DateTimeOffset?> KeptPods { get; } = new((machine, kept) => machine.KeptUntil(kept), PodGcRules.GoesAt);

    /// <summary>Highest outbox sequence used.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Highest outbox sequence that is stored.</summary>
    public long StoredSequence { get; private set; }

    public int UnitCount => _units.Count;

    public long NextSequence() => ++LastSequence;

    /// <summary>Reads everything anew: at the begin of a term, and after a failed group.</summary>
    /// <returns>What the store has to send.</returns>
    public async Task<LeaderSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var snapshot = await store.LoadLeaderSnapshotAsync(lead, cancellationToken).ConfigureAwait(false);
        _units.Clear();
        _columns.Clear();
        KeptClaims.Clear();
        KeptPods.Clear();
        foreach (var task in snapshot.Tasks) SetColumns(task.Workflow, task.Ordinal, task.Task);
        Dispatcher = Dispatcher.Load(
            lead.Epoch,
            snapshot.Tasks.Select(task => new StoredTask(new TaskKey(task.Workflow, task.Ordinal), new DispatchColumns(task.Task.Dispatch, task.Task.State, task.Task.Body))),
            snapshot.Sessions.Select(row => new SessionColumns(row.Session, row.WorkerId, row.State, row.Body)),
            snapshot.LastSession,
            time.GetUtcNow(),
            dispatching);
        Timers.Reset(snapshot.Timers);
        Resources = ResourceBook.Of(await store.ResourceChangesAsync(0, cancellationToken).ConfigureAwait(false), secrets);
        Locks = LockManager.Load(snapshot.Locks.Select(row => new LockColumns(new LockHolder(row.Workflow, row.Ordinal), row.Body)));
        SetLimits(time.GetUtcNow());
        Locks.Continue(time.GetUtcNow());
        LastSequence = Math.Max(LastSequence, snapshot.LastSequence);
        StoredSequence = snapshot.LastSequence;
        return snapshot;
    }

    /// <summary>Tells the locks what limits there are now.</summary>
    public void SetLimits(DateTimeOffset now)
    {
        foreach (var name in Locks.Semaphores) Locks.SetLimit(name, LockLimits.Of(new ResourceLimits(Resources), name), now);
    }

    /// <summary>A workflow, from memory or the store; null: unknown, deleted or not of this scope.</summary>
    public async ValueTask<WorkflowUnit?> UnitAsync(Guid uid, CancellationToken cancellationToken)
    {
        if (_units.TryGetValue(uid, out var unit)) return unit;
        var stored = await store.LoadAsync(uid, cancellationToken).ConfigureAwait(false);
        if (stored is null || stored.Scope != lead.Scope) return null;
        unit = new WorkflowUnit(uid, machines.Load(stored), stored.EventSequence, stored.Version, isNew: false);
        Add(unit);
        return unit;
    }

    /// <summary>What the work of a workflow's tasks takes from it.</summary>
    public WorkScope ScopeOf(WorkflowUnit unit) => unit.Machine.Scope with { HasStore = HasValueStore };

    /// <summary>Outbox rows were committed.</summary>
    public void Stored(IReadOnlyList<OutboxRow> rows)
    {
        foreach (var row in rows) StoredSequence = Math.Max(StoredSequence, row.Sequence);
    }

    /// <summary>A workflow that is in memory; null: it is not.</summary>
    public WorkflowUnit? Known(Guid uid) => _units.GetValueOrDefault(uid);

    public void Add(WorkflowUnit unit)
    {
        _units[unit.Uid] = unit;
        // It may become another one now.
        KeptClaims.Forget(unit.Uid);
        KeptPods.Forget(unit.Uid);
    }

    public void Forget(Guid uid)
    {
        _units.Remove(uid);
        _columns.Remove(uid);
        Timers.Forget(uid);
    }

    public TaskColumns? Columns(Guid workflow, int ordinal) =>
        _columns.TryGetValue(workflow, out var tasks) ? tasks.GetValueOrDefault(ordinal) : null;

    /// <summary>Ordinals of a workflow's live tasks.</summary>
    public IEnumerable<int> TasksOf(Guid workflow) => _columns.TryGetValue(workflow, out var tasks) ? tasks.Keys.Order() : [];

    public bool HasTasks(Guid workflow) => _columns.ContainsKey(workflow);

    public void SetColumns(Guid workflow, int ordinal, TaskColumns? columns)
    {
        if (columns is not null)
        {
            if (!_columns.TryGetValue(workflow, out var tasks)) _columns[workflow] = tasks = [];
            tasks[ordinal] = columns;
        }
        else if (_columns.TryGetValue(workflow, out var tasks) && tasks.Remove(ordinal) && tasks.Count == 0)
        {
            _columns.Remove(workflow);
        }
    }

    /// <summary>A workflow that ended, or that waits for something far away, leaves the memory.</summary>
    public void Rest(WorkflowUnit unit)
    {
        if (!HasTasks(unit.Uid)) _units.Remove(unit.Uid);
    }

    /// <summary>Lets go of workflows without tasks that nothing has happened to since.</summary>
    public void RestUntouchedSince(DateTimeOffset since)
    {
        foreach (var unit in _units.Values.Where(unit => unit.TouchedAt < since && !HasTasks(unit.Uid)).ToArray()) _units.Remove(unit.Uid);
    }
}
