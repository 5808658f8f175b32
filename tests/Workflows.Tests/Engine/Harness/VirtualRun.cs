using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Status;

namespace Fleet.Workflows.Tests.Engine.Harness;

/// <summary>
/// A workflow driven to its end by the real engine with a virtual clock, scripted outcomes and a first-in-first-out dispatcher. It keeps the records that
/// the decisions name, and only those, so that a run can be loaded again at any moment.
/// </summary>
internal sealed class VirtualRun
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly List<(Regex Match, Func<int, Outcome> Outcome)> _rules = [];
    private readonly Dictionary<int, NodeRecord> _nodes = [];
    private readonly Dictionary<TimerKey, DateTimeOffset> _timers = [];
    private readonly List<int> _ready = [];
    private readonly Dictionary<int, TaskRequest> _requests = [];
    private readonly Dictionary<int, (DateTimeOffset? End, Outcome Outcome)> _running = [];
    private readonly Dictionary<string, int> _attempts = [];
    private readonly Queue<EngineEvent> _next = new();
    private readonly Dictionary<LockHolder, LockColumns> _lockRows = [];
    private LockManager _locks = new();
    private int _elsewhere;
    private readonly Queue<EngineEvent> _asked = new();
    private WorkflowRecord _record;

    public VirtualRun(string yaml, string? name = null)
        : this(YamlJson.Convert(yaml), name)
    {
    }

    public VirtualRun(byte[] manifest, string? name)
    {
        using var document = JsonDocument.Parse(manifest);
        var metadata = document.RootElement.TryGetProperty("metadata", out var m) ? m : default;
        name ??= Text(metadata, "name") ?? Text(metadata, "generateName") + "x";
        State = WorkflowState.Create(manifest, new Guid("0f1e2d3c-0000-4000-8000-000000000001"), name, Text(metadata, "namespace") ?? "default", Start);
        _record = State.ToRecord();
    }

    public WorkflowState State { get; private set; }

    public DateTimeOffset Now { get; private set; } = Start;

    public int Slots { get; init; } = int.MaxValue;

    /// <summary>Load the state from its records before every event.</summary>
    public bool ReloadAlways { get; set; }

    /// <summary>Workflow templates as JSON; answered before the state is loaded again, as by a host.</summary>
    public Dictionary<(string Name, bool ClusterScope), string> Templates { get; } = [];

    /// <summary>Sealed values of Secrets by name.</summary>
    public Dictionary<string, Dictionary<string, string>> Secrets { get; } = [];

    /// <summary>ConfigMaps by name.</summary>
    public Dictionary<string, Dictionary<string, string>> ConfigMaps { get; } = [];

    /// <summary>ConfigMaps of artifact repositories by name; those of <see cref="ConfigMaps"/> count, too, and have no annotation.</summary>
    public Dictionary<string, RepositoryMap> Repositories { get; } = [];

    /// <summary>Every event that was decided.</summary>
    public List<EngineEvent> Events { get; } = [];

    public List<EngineCommand> Commands { get; } = [];

    public List<string> Refusals { get; } = [];

    /// <summary>Limits of semaphores; one that is not here has none.</summary>
    public Dictionary<string, int> Limits { get; init; } = [];

    /// <summary>The memoization cache.</summary>
    public Dictionary<MemoKey, MemoEntry> Memo { get; init; } = [];

    /// <summary>The locks of the one workflow; others may be let in to hold some.</summary>
    public LockManager Locks => _locks;

    /// <summary>When the workflow is deleted; null: never.</summary>
    public DateTimeOffset? TimeToLive => _timers.TryGetValue(new TimerKey(0, TimerKind.TimeToLive), out var due) ? due : null;

    /// <summary>Metrics told so far.</summary>
    public List<MetricSample> Metrics { get; } = [];

    /// <summary>Open orders of resource templates; the test answers them.</summary>
    public Dictionary<int, ManageRequest> Managed { get; } = [];

    public int MostRunning { get; private set; }

    /// <summary>Every event is decided twice, and what the second decision orders is not followed; looks at what the second time led to.</summary>
    public Action<EngineEvent, Decision>? Doubles { get; set; }

    /// <summary>Looks at each decision.</summary>
    public Action<EngineEvent, Decision>? Observe { get; set; }

    /// <summary>Gives an event of the past that is decided again after each event; null: none.</summary>
    public Func<EngineEvent?>? Stale { get; set; }

    /// <summary>Looks at what a stale event led to.</summary>
    public Action<EngineEvent, Decision>? StaleDecided { get; set; }

    /// <summary>A timer is set.</summary>
    public bool IsSet(TimerKey key) => _timers.ContainsKey(key);

    /// <summary>The outcome of a node by its name, where no rule matches.</summary>
    public Func<string, Outcome>? OutcomeOf { get; set; }

    /// <summary>Tasks whose node name, display name or template matches end so; the first rule that matches counts. <c>*</c> stands for anything.</summary>
    public VirtualRun On(string pattern, params Outcome[] outcomes) => On(pattern, n => outcomes[Math.Min(n, outcomes.Length - 1)]);

    public VirtualRun On(string pattern, Func<int, Outcome> outcome)
    {
        _rules.Add((new Regex($"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline), outcome));
        return this;
    }

    /// <summary>Stores a workflow template, or another one in its place.</summary>
    public VirtualRun Store(string yaml)
    {
        var json = System.Text.Encoding.UTF8.GetString(YamlJson.Convert(yaml));
        var manifest = Fleet.Workflows.Spec.SpecReader.ReadWorkflow(json);
        Templates[(manifest.Metadata.Name, manifest.Kind == "ClusterWorkflowTemplate")] = json;
        return this;
    }

    public VirtualRun Run(int limit = 2_000_000)
    {
        if (Events.Count == 0)
            Decide(new WorkflowSubmitted());
        while (limit-- > 0 && Step())
        {
        }

        return this;
    }

    /// <summary>Runs to a moment, then stops.</summary>
    public VirtualRun RunFor(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        if (Events.Count == 0)
            Decide(new WorkflowSubmitted());
        while (NextDue() is { } due && due <= end && Step())
        {
        }

        Now = end;
        return this;
    }

    /// <summary>Requests that hold or wait, as they are stored.</summary>
    public int LockRows => _lockRows.Count;

    /// <summary>Somebody else's workflow takes a mutex.</summary>
    public LockHolder HoldElsewhere(string mutex, string name = "other")
    {
        var holder = new LockHolder(new Guid(0x0f1e2d3c, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, (byte)(0xff - _elsewhere++)), LockHolder.WholeWorkflow);
        var request = new LockRequest { Locks = [new LockName(LockKind.Mutex, State.Namespace, mutex)], Holder = $"{State.Namespace}/{name}", Node = name, CreatedAt = Start.AddHours(-1) };
        _locks.Acquire(holder, 1, request, [LockLimit.One], Now);
        FollowLocks();
        return holder;
    }

    /// <summary>Somebody else's workflow lets go.</summary>
    public VirtualRun ReleaseElsewhere(LockHolder holder)
    {
        _locks.Release(holder, Now);
        FollowLocks();
        return this;
    }

    /// <summary>A limit is set while it runs.</summary>
    public VirtualRun SetLimit(LockName name, int limit)
    {
        Limits[name.ToString()] = limit;
        _locks.SetLimit(name, new LockLimit(limit), Now);
        FollowLocks();
        return this;
    }

    public VirtualRun Ask(UserRequest request)
    {
        Decide(request);
        return this;
    }

    /// <summary>Decides an event and follows its commands.</summary>
    public Decision Decide(EngineEvent @event)
    {
        if (ReloadAlways)
            Reload();
        var decision = DecideOne(@event);
        while (_asked.TryDequeue(out var answer))
            DecideOne(answer);
        return decision;
    }

    private Decision DecideOne(EngineEvent @event)
    {
        Events.Add(@event);
        var decision = WorkflowEngine.Decide(State, @event, Now);
        foreach (var ordinal in decision.Nodes)
            _nodes[ordinal] = State.ToNodeRecord(ordinal);
        if (decision.WorkflowChanged)
            _record = State.ToRecord();
        Observe?.Invoke(@event, decision);
        // A timer that this very event has set again may fire again: that is no double.
        if (Doubles is not null && !(@event is TimerFired fired && decision.Commands.OfType<SetTimer>().Any(set => set.Key == fired.Key)))
            Doubles(@event, WorkflowEngine.Decide(State, @event, Now));
        foreach (var command in decision.Commands)
            Follow(command);
        if (Stale?.Invoke() is { } old)
            StaleDecided?.Invoke(old, WorkflowEngine.Decide(State, old, Now));
        return decision;
    }

    /// <summary>Drops the state and loads it from what was stored.</summary>
    public void Reload()
    {
        State = WorkflowState.Load(_record, [.. _nodes.Values]);
        _locks = LockManager.Load(_lockRows.Values);
        foreach (var name in _locks.Semaphores)
            _locks.SetLimit(name, LimitOf(name), Now);
        _locks.Continue(Now);
        FollowLocks();
    }

    public WorkflowView View() => new(WorkflowStatusWriter.WriteToBytes(State));

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Step()
    {
        if (_next.TryDequeue(out var next))
        {
            Decide(next);
            return true;
        }

        if (_ready.Count > 0 && _running.Count < Slots)
        {
            Issue(_ready[0]);
            return true;
        }

        if (NextDue() is not { } due)
            return false;
        Now = due > Now ? due : Now;
        foreach (var (ordinal, task) in _running.OrderBy(r => r.Key))
        {
            if (task.End <= Now)
            {
                Finish(ordinal, task.Outcome);
                return true;
            }
        }

        var timer = _timers.Where(t => t.Value <= Now).OrderBy(t => t.Value).ThenBy(t => t.Key.Ordinal).First().Key;
        _timers.Remove(timer);
        if (timer.Kind != TimerKind.TimeToLive)
            Decide(new TimerFired(timer));
        return true;
    }

    private DateTimeOffset? NextDue()
    {
        if (_next.Count > 0 || (_ready.Count > 0 && _running.Count < Slots))
            return Now;
        var times = _running.Values.Select(r => r.End).OfType<DateTimeOffset>().Concat(_timers.Where(t => t.Key.Kind != TimerKind.TimeToLive).Select(t => t.Value)).ToList();
        return times.Count == 0 ? null : times.Min();
    }

    private void Issue(int ordinal)
    {
        _ready.Remove(ordinal);
        var outcome = Find(_requests[ordinal], ordinal);
        var daemon = _requests[ordinal].Template.Daemon;
        // A daemon that works runs until it is stopped.
        if (daemon && outcome.ExitCode == 0)
            outcome = outcome with { Forever = true };
        _running[ordinal] = (outcome.Forever ? null : Now + outcome.Duration, outcome);
        MostRunning = Math.Max(MostRunning, _running.Count);
        Decide(new TaskAssigned(ordinal, 1, "engine-1"));
        if (outcome.Refusal is null && _running.ContainsKey(ordinal))
            Decide(new TaskBegan(ordinal, 1, Now, "host-1", daemon ? "10.0.0.1" : null, daemon));
    }

    private void Finish(int ordinal, Outcome outcome)
    {
        _running.Remove(ordinal);
        var stored = outcome.Artifacts ?? [.. _requests[ordinal].Template.Outputs.Artifacts.Select(artifact => artifact.Name)];
        Decide(new TaskEnded(ordinal, 1, Ended(outcome) with { Artifacts = outcome.Refusal is null ? stored : [], ArtifactBytes = outcome.ArtifactBytes }));
    }

    private TaskOutcome Ended(Outcome outcome) => new()
    {
        Kind = outcome.Refusal is null ? TaskOutcomeKind.Exited : TaskOutcomeKind.Refused,
        Message = outcome.Refusal ?? outcome.NoAnswer,
        Http = outcome.Answer,
        FinishedAt = Now,
        Containers = outcome.Members is { } members ? [.. members.Select(m => new ContainerOutcome(m.Name, m.ExitCode, false, null, m.ExitCode is null ? null : Now - outcome.Duration, m.ExitCode is null ? null : Now))]
            : outcome is { Refusal: null, Answer: null, NoAnswer: null } ? [new ContainerOutcome("main", outcome.ExitCode, false, null, Now - outcome.Duration, Now)] : [],
        Result = outcome.Result,
        Parameters = outcome.Parameters,
        OutputErrors = outcome.OutputError is { } error ? [error] : [],
        HostName = "host-1",
    };

    private Outcome Find(TaskRequest request, int ordinal)
    {
        var display = State.Describe(ordinal).DisplayName;
        foreach (var (match, outcome) in _rules)
        {
            if (!match.IsMatch(request.NodeName) && !match.IsMatch(display) && !match.IsMatch(request.Template.Name))
                continue;
            var key = match.ToString();
            _attempts[key] = _attempts.GetValueOrDefault(key) + 1;
            return outcome(_attempts[key] - 1);
        }

        return OutcomeOf?.Invoke(request.NodeName) ?? Outcome.Ok;
    }

    private void Follow(EngineCommand command)
    {
        Commands.Add(command);
        switch (command)
        {
            case RunTask run:
                _ready.Add(run.Ordinal);
                _requests[run.Ordinal] = run.Request;
                break;
            case StopTask stop when _ready.Remove(stop.Ordinal): _next.Enqueue(new TaskStopped(stop.Ordinal)); break;
            case StopTask stop when _running.Remove(stop.Ordinal):
                _next.Enqueue(new TaskEnded(stop.Ordinal, 1, new TaskOutcome { Kind = TaskOutcomeKind.Cancelled, FinishedAt = Now }));
                break;
            case SetTimer set: _timers[set.Key] = set.Due; break;
            case ClearTimer clear: _timers.Remove(clear.Key); break;
            case ResolveTemplate resolve:
                _asked.Enqueue(new TemplateResolved(resolve.Name, resolve.ClusterScope, Templates.GetValueOrDefault((resolve.Name, resolve.ClusterScope)), resolve.Start));
                break;
            case ReadConfigMaps read:
                _asked.Enqueue(new ConfigMapsRead([.. read.Keys.Select(key => ConfigMapValue.Of(key, (key.Secret ? Secrets : ConfigMaps).GetValueOrDefault(key.Name)))], read.Start));
                break;
            case ResolveRepository resolve:
                _asked.Enqueue(new RepositoryResolved(Repositories.GetValueOrDefault(resolve.ConfigMap) ?? (ConfigMaps.GetValueOrDefault(resolve.ConfigMap) is { } data ? new RepositoryMap(data, null) : null)));
                break;
            case ContinueExpansion more: _next.Enqueue(new ExpansionContinued(more.Ordinal)); break;
            case AcquireLocks acquire:
                _locks.Acquire(new LockHolder(State.Uid, acquire.Ordinal), acquire.Ticket, acquire.Request, [.. acquire.Request.Locks.Select(LimitOf)], Now);
                FollowLocks();
                break;
            case ReleaseLocks release:
                _locks.Release(new LockHolder(State.Uid, release.Ordinal), Now);
                FollowLocks();
                break;
            case LookUpMemo memo: _next.Enqueue(new MemoAnswered(memo.Ordinal, Memo.GetValueOrDefault(memo.Key))); break;
            case SaveMemo memo: Memo[memo.Key] = memo.Entry; break;
            case EmitMetric metric: Metrics.Add(metric.Sample); break;
            case ManageWorkflow manage: Managed[manage.Ordinal] = manage.Request; break;
            case ForgetManaged forget: Managed.Remove(forget.Ordinal); break;
            case RequestRefused refused: Refusals.Add(refused.Message); break;
        }
    }

    private LockLimit LimitOf(LockName name) => new(Limits.GetValueOrDefault(name.ToString()));

    private void FollowLocks()
    {
        foreach (var feed in _locks.TakeEvents())
        {
            if (feed.Workflow == State.Uid)
                _next.Enqueue(feed.Event);
        }

        foreach (var (holder, columns) in _locks.TakeChanges().Select(change => (change.Holder, change.Columns)))
        {
            if (columns is null)
                _lockRows.Remove(holder);
            else
                _lockRows[holder] = columns;
        }

        if (!_locks.HasMore)
            return;
        _locks.Continue(Now);
        FollowLocks();
    }

    /// <summary>The template of a task as it was sent to a worker.</summary>
    public TaskRequest Request(string nodeName) => _requests.Values.Single(r => r.NodeName == nodeName);

    public IEnumerable<TaskRequest> Requests => _requests.OrderBy(r => r.Key).Select(r => r.Value);
}
