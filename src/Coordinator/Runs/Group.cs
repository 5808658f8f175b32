using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs.Children;
using Fleet.Coordinator.Runs.Work;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;

namespace Fleet.Coordinator.Runs;

/// <summary>
/// The decisions of one commit, made in memory one after another. Engine, dispatcher and locks feed each other until nothing is left: the engine's commands are calls of the others,
/// their events are events of the engine. Nothing outside sees any of it before the commit.
/// </summary>
internal sealed partial class Group(TermMemory memory, IReadOnlyDictionary<Guid, PoisonException> poisoned, DateTimeOffset now, CancellationToken cancellationToken)
{
    private const int MostKept = 256 * 1024;

    private readonly Queue<(Guid Workflow, EngineEvent Event)> _events = new();
    private readonly Dictionary<Guid, WorkflowUnit> _touched = [];
    private readonly Dictionary<(Guid Workflow, TimerKey Key), DateTimeOffset?> _timers = [];
    private readonly Dictionary<Guid, ResourceRow> _resources = [];
    private readonly Queue<(Guid Workflow, LookUpMemo What)> _lookUps = new();
    private readonly Dictionary<MemoKey, MemoRow> _memo = [];
    private readonly Dictionary<Guid, int> _idle = [];
    private RunInput? _input;

    public DateTimeOffset Now => now;

    public CancellationToken CancellationToken => cancellationToken;

    public TermMemory Memory => memory;

    public Dispatcher Dispatcher => memory.Dispatcher;

    /// <summary>Workflows with changes, or that were looked at.</summary>
    public IReadOnlyDictionary<Guid, WorkflowUnit> Touched => _touched;

    /// <summary>Timers set (time) or cleared (null); the last word counts.</summary>
    public IReadOnlyDictionary<(Guid Workflow, TimerKey Key), DateTimeOffset?> Timers => _timers;

    /// <summary>Objects beside workflows that were changed, each as it is now.</summary>
    public IReadOnlyCollection<ResourceRow> Resources => _resources.Values;

    /// <summary>Entries for the memoization cache.</summary>
    public IReadOnlyCollection<MemoRow> Memo => _memo.Values;

    /// <summary>Where the logs are of tasks whose end was told.</summary>
    public Dictionary<(Guid Workflow, int Ordinal, int Dispatch), string> Logs { get; } = [];

    public HashSet<Guid> Deletes { get; } = [];

    /// <summary>Artifacts that are to be deleted.</summary>
    public List<ArtifactGarbageRow> Garbage { get; } = [];

    /// <summary>Garbage rows whose artifacts are gone.</summary>
    public List<Guid> GarbageCollected { get; } = [];

    public List<AuditRow> Audit { get; } = [];

    public Dictionary<string, Guid> IdempotencyKeys { get; } = [];

    /// <summary>What is to be told to the world, in order.</summary>
    public List<(WorkflowUnit Unit, Announce What)> Announcements { get; } = [];

    /// <summary>Inputs for the loop itself, after the commit.</summary>
    public List<RunInput> Continuations { get; } = [];

    /// <summary>Metrics to be told after the commit.</summary>
    public List<(Guid Workflow, MetricSample Sample)> Metrics { get; } = [];

    /// <summary>What resource templates ask of other workflows, after the commit.</summary>
    public List<ChildOrder> ChildOrders { get; } = [];

    /// <summary>Outbox rows that came with another scope's workflows.</summary>
    public List<OutboxRow> TakenOver { get; } = [];

    /// <summary>Work built when its node became Ready: most tasks are issued in the same group.</summary>
    public Dictionary<TaskKey, TaskRequest> Requests { get; } = [];

    /// <summary>Decides an input and everything that follows from it.</summary>
    public async ValueTask DecideAsync(RunInput input)
    {
        _input = input;
        try
        {
            await input.DecideAsync(this).ConfigureAwait(false);
            await SettleAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (PoisonException or StoreUnavailableException or LeadershipLostException or OperationCanceledException))
        {
            throw PoisonException.OfInput(input, error);
        }
        finally
        {
            _input = null;
        }
    }

    /// <summary>Gives Ready tasks to free slots.</summary>
    /// <returns>True: more could be issued in another group.</returns>
    public async ValueTask<bool> AssignAsync(int limit)
    {
        var more = Dispatcher.Assign(now, limit);
        await SettleAsync().ConfigureAwait(false);
        return more;
    }

    /// <summary>A workflow of this scope; null: there is none (any more).</summary>
    public async ValueTask<WorkflowUnit?> UnitAsync(Guid uid)
    {
        if (Deletes.Contains(uid)) return null;
        if (_touched.TryGetValue(uid, out var unit)) return unit;
        unit = await memory.UnitAsync(uid, cancellationToken).ConfigureAwait(false);
        if (unit is null) return null;
        unit.TouchedAt = now;
        return _touched[uid] = unit;
    }

    /// <summary>Takes in a workflow that has no row yet.</summary>
    public void Add(WorkflowUnit unit)
    {
        unit.TouchedAt = now;
        unit.MarkChanged();
        memory.Add(unit);
        _touched[unit.Uid] = unit;
    }

    /// <summary>Puts an event for a workflow's engine in line.</summary>
    public void Tell(Guid workflow, EngineEvent @event) => _events.Enqueue((workflow, @event));

    /// <summary>Decides an event at once, for who needs to know what came of it.</summary>
    /// <returns>The engine's decision; null: there is no such workflow, or it is being ended because of an earlier failure.</returns>
    public async ValueTask<Decision?> DecideAsync(Guid workflow, EngineEvent @event)
    {
        if (poisoned.ContainsKey(workflow) || await UnitAsync(workflow).ConfigureAwait(false) is not { } unit) return null;
        Decision decision;
        try
        {
            decision = unit.Machine.Decide(@event, now);
            CheckProgress(workflow, decision);
            Apply(unit, decision);
        }
        catch (Exception error)
        {
            throw PoisonException.OfWorkflow(workflow, @event.GetType().Name, _input, error);
        }
        return decision;
    }

    // A workflow that asks for the same for ever would stop all others: what it is told at once tells it nothing.
    private void CheckProgress(Guid workflow, Decision decision)
    {
        if (!decision.OnlyAsks)
            _idle.Remove(workflow);
        else if ((_idle[workflow] = _idle.GetValueOrDefault(workflow) + 1) > WorkflowEngine.MostAsked)
            throw new InvalidOperationException($"it has asked {WorkflowEngine.MostAsked} times in a row without getting on, at last by {decision.Commands[^1].GetType().Name}.");
    }

    public void SetTimer(Guid workflow, TimerKey key, DateTimeOffset due) => _timers[(workflow, key)] = due;

    public void ClearTimer(Guid workflow, TimerKey key) => _timers[(workflow, key)] = null;

    /// <summary>Forgets a workflow and those that its resource templates made to go with it.</summary>
    public async ValueTask DeleteAsync(Guid uid)
    {
        if (await UnitAsync(uid).ConfigureAwait(false) is not { } unit) return;
        var owned = unit.Machine.Owned();
        NoteEnd(unit, deleted: true);
        Garbage.AddRange(ArtifactKeeping.GarbageRows.OfValues(unit.Machine.Record(), now));
        Delete(uid);
        foreach (var child in owned) await DeleteAsync(child).ConfigureAwait(false);
    }

    /// <summary>Its tasks are settled, its rows go, a tombstone stays.</summary>
    private void Delete(Guid uid)
    {
        Dispatcher.DropWorkflow(uid, now);
        memory.Locks.DropWorkflow(uid, now);
        Deletes.Add(uid);
        _touched.Remove(uid);
    }

    /// <summary>Ends a workflow that the engine failed on: Error with the sentence, its tasks settled, its timers gone, its open nodes in Error.</summary>
    public async ValueTask BreakAsync(Guid uid, string message)
    {
        var stored = await memory.Store.LoadAsync(uid, cancellationToken).ConfigureAwait(false);
        if (stored is null || stored.Scope != memory.Lead.Scope) return;
        var machine = new Machines.BrokenMachine(stored, message, now);
        var unit = new WorkflowUnit(uid, machine, stored.EventSequence, stored.Version, isNew: false);
        Add(unit);
        unit.MarkNodes(machine.Ended);
        Dispatcher.DropWorkflow(uid, now);
        memory.Locks.DropWorkflow(uid, now);
        foreach (var key in memory.Timers.Of(uid)) ClearTimer(uid, key);
        Audit.Add(new AuditRow(uid, now, "Broken", message));
        Announcements.Add((unit, new Announce(AnnouncementKind.WorkflowFinished, null)));
    }

    private async ValueTask SettleAsync()
    {
        while (true)
        {
            while (_events.TryDequeue(out var next)) await DecideAsync(next.Workflow, next.Event).ConfigureAwait(false);
            if (_lookUps.TryDequeue(out var asked))
            {
                _events.Enqueue((asked.Workflow, new MemoAnswered(asked.What.Ordinal, await FindMemoAsync(asked.What.Key).ConfigureAwait(false))));
                continue;
            }
            foreach (var feed in Dispatcher.TakeEvents()) _events.Enqueue((feed.Workflow, feed.Event));
            foreach (var feed in memory.Locks.TakeEvents()) _events.Enqueue((feed.Workflow, feed.Event));
            if (_events.Count == 0) return;
        }
    }

    private async ValueTask<MemoEntry?> FindMemoAsync(MemoKey key) =>
        _memo.TryGetValue(key, out var row) ? row.ExpiresAt > now ? row.Entry : null : await memory.Store.FindMemoAsync(key, now, cancellationToken).ConfigureAwait(false);

    private void Apply(WorkflowUnit unit, Decision decision)
    {
        if (decision.WorkflowChanged) unit.MarkChanged();
        unit.MarkNodes(decision.Nodes);
        foreach (var command in decision.Commands) Apply(unit, command);
    }

    private void Apply(WorkflowUnit unit, EngineCommand command)
    {
        switch (command)
        {
            case RunTask run: Run(unit, run); break;
            case StopTask stop: Dispatcher.StopTask(new TaskKey(unit.Uid, stop.Ordinal), stop.Reason, now); break;
            case SetTimer timer: SetTimer(unit.Uid, timer.Key, timer.Due); break;
            case ClearTimer timer: ClearTimer(unit.Uid, timer.Key); break;
            case ContinueExpansion expansion: Continuations.Add(new Inputs.ContinueInput(unit.Uid, expansion.Ordinal)); break;
            case AcquireLocks acquire: Acquire(unit, acquire); break;
            case ReleaseLocks release: memory.Locks.Release(new LockHolder(unit.Uid, release.Ordinal), now); break;
            case LookUpMemo lookUp: _lookUps.Enqueue((unit.Uid, lookUp)); break;
            case SaveMemo save: _memo[save.Key] = new MemoRow(save.Key, save.Entry, save.ExpiresAt); break;
            case Announce announce: Tell(unit, announce); break;
            case EmitMetric metric: Metrics.Add((unit.Uid, metric.Sample)); break;
            case ManageWorkflow manage: ChildOrders.Add(new ChildOrder(unit.Uid, manage.Ordinal, manage.Request)); break;
            case ForgetManaged forget: ChildOrders.Add(new ChildOrder(unit.Uid, forget.Ordinal, null)); break;
            case ResolveTemplate template: Tell(unit.Uid, memory.Resources.Answer(unit.Machine.Scope.Namespace, template)); break;
            case ResolveRepository repository: Tell(unit.Uid, memory.Resources.Answer(unit.Machine.Scope.Namespace, repository)); break;
            case ReadConfigMaps read: Tell(unit.Uid, memory.Resources.Answer(unit.Machine.Scope.Namespace, read)); break;
            case RequestRefused: break;
            default: throw new InvalidOperationException($"The engine's command {command.GetType().Name} is not known to the run loop.");
        }
    }

    private void Tell(WorkflowUnit unit, Announce what)
    {
        Announcements.Add((unit, what));
        if (what.Kind == AnnouncementKind.WorkflowFinished) NoteEnd(unit, deleted: false);
    }

    // What it leaves on hosts and in stores.
    private void NoteEnd(WorkflowUnit unit, bool deleted)
    {
        HostUpkeep.OnEnd(this, unit, deleted);
        Garbage.AddRange(GarbageRows.Of(unit, deleted, now));
    }

    private void Acquire(WorkflowUnit unit, AcquireLocks acquire) => memory.Locks.Acquire(
        new LockHolder(unit.Uid, acquire.Ordinal), acquire.Ticket, acquire.Request, LockLimits.Of(new ResourceLimits(memory.Resources), acquire.Request.Locks), now);

    /// <summary>What cannot be turned into work ends here, with the sentence on the node, before any worker hears of it.</summary>
    private void Run(WorkflowUnit unit, RunTask run)
    {
        var key = new TaskKey(unit.Uid, run.Ordinal);
        var (refusal, namesValues) = WorkCheck.Look(memory.ScopeOf(unit), run.Ordinal, run.Request);
        if (refusal is not null)
        {
            Tell(unit.Uid, new TaskEnded(run.Ordinal, 0, new TaskOutcome { Kind = TaskOutcomeKind.Refused, Message = refusal, FinishedAt = now }));
            return;
        }

        // A large one is made again from its node, one at a time.
        if (run.Request.Template.Json.Length <= MostKept) Requests[key] = run.Request;
        var needs = TaskNeeds.Of(run.Request, unit.Machine.Scope.Repository);
        Dispatcher.TaskReady(key, needs with { SecretKeys = Work.WorkSecrets.Keys(run.Request), Artifacts = needs.Artifacts || (namesValues && memory.ValuePlace is null) }, now);
    }
}
