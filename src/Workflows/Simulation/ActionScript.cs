using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>What users do in a simulation: each action once, when its time or its node has come.</summary>
internal sealed class ActionScript
{
    private readonly IReadOnlyList<ScriptedAction> _actions;
    private readonly DateTimeOffset _start;
    private readonly Queue<int> _timed;
    private readonly List<(int Action, NameGlob Node)> _waiting;
    private readonly Queue<int> _next = new();
    private readonly Queue<int> _afterEnd = new();
    private readonly SortedDictionary<int, string> _refused = [];
    private readonly HashSet<int> _done = [];

    public ActionScript(IReadOnlyList<ScriptedAction> actions, DateTimeOffset start)
    {
        _actions = actions;
        _start = start;
        _timed = new Queue<int>(Enumerable.Range(0, actions.Count).Where(i => actions[i].After is not null).OrderBy(i => actions[i].After));
        _waiting = [.. Enumerable.Range(0, actions.Count).Where(i => actions[i].Node is not null).Select(i => (i, new NameGlob(actions[i].Node!)))];
    }

    /// <summary>When the next timed action is due; null: there is none.</summary>
    public DateTimeOffset? NextDue => _timed.TryPeek(out var action) ? _start + _actions[action].After!.Value : null;

    /// <summary>A retry is still to come: the end of the workflow is not that of the simulation.</summary>
    public bool MayRetry => _afterEnd.Count > 0 || _next.Concat(_timed).Any(action => _actions[action].Request is RetryRequested);

    /// <summary>Looks at nodes that have changed.</summary>
    public void Observe(WorkflowState state, IReadOnlyCollection<int> ordinals)
    {
        if (_waiting.Count == 0)
            return;
        foreach (var node in ordinals.Order().Select(ordinal => state.Nodes[ordinal]).Where(node => node.IsFulfilled || node is { Type: NodeType.Suspend, Phase: NodePhase.Running }))
        {
            string[] names = [NodeNames.Name(state, node), NodeNames.DisplayName(state, node)];
            foreach (var (action, _) in _waiting.Where(waiting => names.Any(waiting.Node.Matches)))
            {
                // The node's end is not yet that of its workflow.
                (_actions[action].Request is RetryRequested ? _afterEnd : _next).Enqueue(action);
            }

            _waiting.RemoveAll(waiting => _next.Contains(waiting.Action) || _afterEnd.Contains(waiting.Action));
        }
    }

    /// <summary>Takes the action that is due now.</summary>
    public void TakeDue() => _next.Enqueue(_timed.Dequeue());

    /// <summary>The next thing to be asked of the workflow.</summary>
    public bool TryNext(bool finished, out int action, out UserRequest request)
    {
        var found = _next.TryDequeue(out action) || (finished && _afterEnd.TryDequeue(out action));
        request = found ? _actions[action].Request : null!;
        if (found)
            _done.Add(action);
        return found;
    }

    /// <summary>The workflow could not do it.</summary>
    public void Refused(int action, string message) => _refused[action] = message;

    /// <summary>Actions that came to nothing.</summary>
    public IEnumerable<SpecError> Warnings(DateTimeOffset end)
    {
        for (var i = 0; i < _actions.Count; i++)
        {
            var message = _refused.GetValueOrDefault(i) ?? (_done.Contains(i) ? null
                : _actions[i].After is { } after ? $"the simulation was over after {GoDuration.FromTimeSpan(end - _start)}, before {GoDuration.FromTimeSpan(after)}"
                : $"no node that matches '{_actions[i].Node}' ended");
            if (message is not null)
                yield return new SpecError(message, $"at[{i}]", _actions[i].Line, 0, 0);
        }
    }
}
