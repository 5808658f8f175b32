using System.Globalization;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Locks;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>
/// One simulation. Engine, dispatcher and locks feed each other as in the coordinator's groups; when nothing is left to decide, the clock goes to what is due next: first ends of tasks, then what
/// users do, then timers.
/// </summary>
internal sealed class SimulationRun
{
    /// <summary>Virtual time after which a workflow counts as endless.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365_250);

    private readonly WorkflowState _state;
    private readonly SimulationOptions _options;
    private readonly Dispatcher _dispatcher = new(epoch: 1);
    private readonly LockManager _locks = new();
    private readonly ILimitSource _limits;
    private readonly SimulatedMemo _memo;
    private readonly OutcomeScript _script;
    private readonly SimulatedWorker _worker;
    private readonly ActionScript _actions;
    private readonly Timeline _timeline = new();
    private readonly VirtualTimers _timers = new();
    private readonly SimulatedWorkflows _workflows;
    private readonly List<MetricSample> _metrics = [];
    private readonly Queue<EngineEvent> _events = new();
    private readonly Dictionary<int, TaskRequest> _requests = [];
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _configMaps;
    private readonly GivenSecrets _secrets;
    private readonly Func<string, string, bool, Spec.Workflow?> _templates;
    private DateTimeOffset _now;
    private string? _endless;
    private int _asked;

    public SimulationRun(WorkflowState state, Outcomes outcomes, SimulationOptions options)
    {
        _state = state;
        _options = options;
        _now = options.Start;
        _limits = outcomes.Given.LimitsOf(state.Namespace);
        _memo = new SimulatedMemo(outcomes.Given, state.Namespace, options.Start);
        _configMaps = outcomes.Given.ConfigMaps;
        _secrets = outcomes.Given.Secrets;
        _templates = StoredTemplates.Find(outcomes.Given.Templates);
        _script = new OutcomeScript(outcomes);
        _workflows = new SimulatedWorkflows(outcomes.Given.Workflows, options.Start);
        _actions = new ActionScript(outcomes.Actions, options.Start);
        _worker = new SimulatedWorker(_script, _dispatcher) { Moved = (ordinal, begins) => _timeline.Moved(ordinal, begins, _now) };
    }

    public SimulationResult Run()
    {
        _worker.Join(_options, _now);
        Decide(new WorkflowSubmitted { NodeLimit = _options.NodeLimit });
        var stalled = new List<string>();
        while (true)
        {
            Settle();
            if (IsOver)
                break;
            if (_now - _options.Start > Longest)
                _endless = "given up after a thousand years of virtual time";
            if (_endless is not null)
            {
                stalled.Add(_endless);
                break;
            }

            if (!Advance())
            {
                if (_state.IsFinished)
                    break;
                stalled.AddRange(WhyNotOver());
                break;
            }
        }

        return new SimulationResult
        {
            State = _state,
            Timeline = _timeline.Spans(_state),
            End = _now,
            MostRunning = _worker.MostRunning,
            Metrics = _metrics,
            Warnings = [.. _script.Warnings().Concat(_workflows.Warnings()).Concat(_actions.Warnings(_now)).OrderBy(warning => warning.Line)],
            Stalled = stalled,
        };
    }

    private bool IsOver => _state.IsFinished && !_actions.MayRetry;

    /// <summary>Decides until nothing is left to decide at this moment.</summary>
    private void Settle()
    {
        while (!IsOver && _endless is null)
        {
            if (_events.TryDequeue(out var next))
            {
                Decide(next);
            }
            else if (_actions.TryNext(_state.IsFinished, out var action, out var request))
            {
                if (Decide(request).Commands.OfType<RequestRefused>().FirstOrDefault() is { } refused)
                    _actions.Refused(action, refused.Message);
            }
            else
            {
                _dispatcher.Assign(_now);
                Listen();
                _worker.Follow(_dispatcher.TakeChanges().Messages, _state, ordinal => _requests[ordinal], _now);
                Listen();
                if (_events.Count == 0)
                    return;
            }
        }
    }

    /// <summary>Goes to the moment at which something is due, and lets it happen.</summary>
    /// <returns>False: nothing is due any more.</returns>
    private bool Advance()
    {
        var (task, workflow, action, timer) = (_worker.NextEnd, _workflows.NextEnd, _actions.NextDue, _timers.Next);
        var due = Earliest(Earliest(task, workflow), Earliest(action, timer));
        if (due is null)
            return false;
        if (due > _now)
            _now = due.Value;
        if (task == due)
            _worker.EndNext(_now);
        else if (workflow == due)
            Enqueue(_workflows.Ended(_now));
        else if (action == due)
            _actions.TakeDue();
        else
            _events.Enqueue(new TimerFired(_timers.Take()));
        Listen();
        return true;
    }

    private Decision Decide(EngineEvent @event)
    {
        var decision = WorkflowEngine.Decide(_state, @event, _now);
        foreach (var command in decision.Commands)
            Follow(command);
        _actions.Observe(_state, decision.Nodes);
        _asked = decision.OnlyAsks ? _asked + 1 : 0;
        if (_asked > WorkflowEngine.MostAsked)
            _endless = $"given up: it has asked {WorkflowEngine.MostAsked} times in a row without getting on, at last by {decision.Commands[^1].GetType().Name}";
        if (decision.Nodes.Select(ordinal => _state.Nodes[ordinal]).FirstOrDefault(node => node.Role == NodeRole.Attempt && node.Index >= _options.MaxAttempts) is { } attempt)
            _endless = string.Create(CultureInfo.InvariantCulture, $"given up after {_options.MaxAttempts} attempts of {NodeNames.Name(_state, _state.Nodes[attempt.Owner])}: its retry seems to have no end; give retryStrategy a limit, or an outcome that succeeds");
        Listen();
        return decision;
    }

    private void Listen()
    {
        foreach (var feed in _dispatcher.TakeEvents())
            _events.Enqueue(feed.Event);
        do
        {
            _locks.Continue(_now);
            foreach (var feed in _locks.TakeEvents())
                _events.Enqueue(feed.Event);
            _locks.TakeChanges();
        }
        while (_locks.HasMore);
    }

    private void Follow(EngineCommand command)
    {
        switch (command)
        {
            case RunTask run: Ready(run); break;
            case StopTask stop: _dispatcher.StopTask(new TaskKey(_state.Uid, stop.Ordinal), stop.Reason, _now); break;
            case SetTimer { Key.Kind: TimerKind.TimeToLive }: break; // the simulation ends with the workflow
            case SetTimer timer: _timers.Set(timer.Key, timer.Due); break;
            case ClearTimer timer: _timers.Clear(timer.Key); break;
            case ContinueExpansion expansion: _events.Enqueue(new ExpansionContinued(expansion.Ordinal)); break;
            case AcquireLocks acquire:
                _locks.Acquire(new LockHolder(_state.Uid, acquire.Ordinal), acquire.Ticket, acquire.Request, LockLimits.Of(_limits, acquire.Request.Locks), _now);
                break;
            case ReleaseLocks release: _locks.Release(new LockHolder(_state.Uid, release.Ordinal), _now); break;
            case LookUpMemo lookUp: _events.Enqueue(new MemoAnswered(lookUp.Ordinal, _memo.Find(lookUp.Key, _state.Nodes[lookUp.Ordinal].Template!.Template, _now, text => NodeScopes.Inside(new Turn(_state, _now), _state.Nodes[lookUp.Ordinal]).Apply(TagText.Plain(text)).Source))); break;
            case SaveMemo save: _memo.Save(save); break;
            case EmitMetric metric: _metrics.Add(metric.Sample); break;
            case ManageWorkflow manage: _events.Enqueue(_workflows.Manage(manage.Ordinal, manage.Request, _now)); break;
            case ForgetManaged forget: _workflows.Forget(forget.Ordinal); break;
            case ResolveTemplate template: _events.Enqueue(new TemplateResolved(template.Name, template.ClusterScope, _templates("", template.Name, template.ClusterScope)?.Json, template.Start)); break;
            // It has no annotations: a key has to be named.
            case ResolveRepository repository: _events.Enqueue(new RepositoryResolved(_configMaps.GetValueOrDefault(repository.ConfigMap) is { } repositories ? new RepositoryMap(repositories, DefaultKey: null) : null)); break;
            case ReadConfigMaps read: _events.Enqueue(new ConfigMapsRead([.. read.Keys.Select(key => ConfigMapValue.Of(key, key.Secret ? _secrets.Find(key) : _configMaps.GetValueOrDefault(key.Name)))], read.Start)); break;
            case Announce or RequestRefused: break;
            default: throw new InvalidOperationException($"The engine's command {command.GetType().Name} is not known to the simulation.");
        }
    }

    private void Ready(RunTask run)
    {
        if (_options.Refusal(_state, run.Ordinal, run.Request) is { } reason)
        {
            _events.Enqueue(new TaskEnded(run.Ordinal, 0, new TaskOutcome { Kind = TaskOutcomeKind.Refused, Message = reason, FinishedAt = _now }));
            return;
        }

        _requests[run.Ordinal] = run.Request;
        _timeline.Ready(run.Ordinal, _now);
        _dispatcher.TaskReady(new TaskKey(_state.Uid, run.Ordinal), TaskNeeds.Of(run.Request, _state.Repository), _now);
    }

    private void Enqueue(IEnumerable<EngineEvent> events)
    {
        foreach (var next in events)
            _events.Enqueue(next);
    }

    private IEnumerable<string> WhyNotOver()
    {
        var time = GoDuration.FromTimeSpan(_now - _options.Start);
        foreach (var node in _state.Nodes.Where(node => !node.IsFulfilled && _workflows.WaitedFor(node.Ordinal) is not null))
            yield return $"after {time} {NodeNames.Name(_state, node)} waits for workflow {_workflows.WaitedFor(node.Ordinal)}: it meets neither condition";
        foreach (var span in _timeline.Spans(_state).Where(span => span.Finished is null && _requests.ContainsKey(span.Ordinal)))
        {
            var waits = _dispatcher.WaitingReason(new TaskKey(_state.Uid, span.Ordinal), _now);
            yield return $"after {time} {_state.Describe(span.Ordinal).Name} {(waits is null ? "runs for ever: nothing stops it" : $"waits: {waits}")}";
        }

        foreach (var wait in _locks.Waiting(_state.Uid))
            yield return $"after {time} {(wait.Holder.Ordinal == LockHolder.WholeWorkflow ? _state.Name : _state.Describe(wait.Holder.Ordinal).Name)} waits: {wait.Text}";
        foreach (var reason in _state.WaitingReasons())
            yield return $"after {time} {reason.Node} waits: {reason.Text}";
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
