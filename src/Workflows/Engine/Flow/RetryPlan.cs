using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// What a retry by hand does to each node of a finished workflow (Argo's source <c>FormulateRetryWorkflow</c>): leafs that failed are removed, with what came after them; the Steps, DAGs, groups and
/// Retry nodes around them are opened again; what succeeded is kept. A failure after which something succeeded was dealt with, and is kept too.
/// </summary>
internal sealed class RetryPlan
{
    private readonly Turn _turn;
    private readonly WorkflowState _state;
    private readonly NodeSelection? _chosen;
    private readonly bool[] _succeeded;

    private RetryPlan(Turn turn, NodeSelection? chosen)
    {
        _turn = turn;
        _state = turn.State;
        _chosen = chosen;
        _succeeded = new bool[_state.NodeCount];
    }

    /// <summary>Nodes to be removed.</summary>
    public HashSet<int> Removed { get; } = [];

    /// <summary>Nodes to be opened again, owners first.</summary>
    public SortedSet<int> Opened { get; } = [];

    /// <summary>Makes the plan.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="chosen">Nodes that are run again whatever became of them; null: none.</param>
    public static RetryPlan Of(Turn turn, NodeSelection? chosen)
    {
        var plan = new RetryPlan(turn, chosen);
        plan.FindSucceeded();
        foreach (var ordinal in plan._state.TopNodes)
        {
            var node = turn.Node(ordinal);
            if (node.Role == NodeRole.Root)
                plan.Visit(node, dealtWith: false);
            else if (WorkflowFlow.IsExit(node) || node.Phase.IsFailedOrError())
                plan.Remove(node);
        }

        return plan;
    }

    // Whether a node, or one in it, succeeded; hooks do not count, nor does what is run again anyway.
    private void FindSucceeded()
    {
        for (var i = _state.NodeCount - 1; i >= 0; i--)
        {
            var node = _state.Nodes[i];
            if (node.Role == NodeRole.Hook || node.Has(NodeFlags.Removed) || IsChosen(node))
            {
                _succeeded[i] = false;
                continue;
            }

            _succeeded[i] |= node.Phase == NodePhase.Succeeded;
            if (node.Owner >= 0)
                _succeeded[node.Owner] |= _succeeded[i];
        }
    }

    private bool IsChosen(Node node) => _chosen?.Matches(_state, node) == true;

    // True: it is run again, wholly or in part.
    private bool Visit(Node node, bool dealtWith)
    {
        if (IsChosen(node))
        {
            Remove(node);
            return true;
        }

        var again = HookFlow.PhaseOf(_state, node).IsFailedOrError() && !dealtWith;
        switch (node.Type)
        {
            case NodeType.DAG: again |= VisitDag(node, dealtWith); break;
            case NodeType.Steps: again |= VisitSteps(node, dealtWith); break;
            case NodeType.Retry: again |= VisitAttempts(node, again, dealtWith); break;
            case NodeType.StepGroup or NodeType.TaskGroup: again |= VisitSides(node, dealtWith); break;
            default:
                again |= Owned(node).Any(child => child.Role == NodeRole.Member && IsChosen(child));
                if (again)
                    Remove(node);
                return again;
        }

        if (again)
            Open(node);
        return again;
    }

    private bool VisitDag(Node dag, bool dealtWith)
    {
        var plan = DagPlans.For(_turn, dag);
        var nodes = new Node?[plan.Sites.Count];
        foreach (var task in Owned(dag).Where(child => child.Role == NodeRole.Task))
            nodes[task.Site] = task;
        var after = new bool[nodes.Length];
        foreach (var task in plan.Order.Reverse())
            after[task] = plan.Dependents[task].Any(next => after[next] || (nodes[next] is { } node && _succeeded[node.Ordinal]));
        var again = new bool[nodes.Length];
        foreach (var task in plan.Order)
        {
            if (plan.Dependencies[task].Any(before => again[before]))
            {
                again[task] = true;
                if (nodes[task] is { } next)
                    Remove(next);
            }
            else if (nodes[task] is { } node)
            {
                again[task] = Visit(node, dealtWith || after[task]);
            }
        }

        if (!again.Contains(true))
            return false;
        // What is run again may ask a daemon that has ended with its template.
        foreach (var daemon in nodes.OfType<Node>().Where(node => node.Template?.Template.Daemon == true))
            Remove(daemon);
        return true;
    }

    // A group that failed made its steps fail, whatever came after it: a daemon died in it.
    private bool VisitSteps(Node steps, bool dealtWith)
    {
        var groups = Owned(steps).Where(child => child.Role == NodeRole.Group).ToList();
        var again = false;
        for (var i = 0; i < groups.Count; i++)
        {
            if (again)
                Remove(groups[i]);
            else
                again = Visit(groups[i], dealtWith || (!groups[i].Phase.IsFailedOrError() && groups.Skip(i + 1).Any(later => _succeeded[later.Ordinal])));
        }

        return again;
    }

    private bool VisitSides(Node group, bool dealtWith)
    {
        var again = false;
        foreach (var child in Owned(group).Where(child => child.Role is NodeRole.Step or NodeRole.Item).ToList())
            again |= Visit(child, dealtWith);
        return again;
    }

    // Attempts at a task are made anew, and counted from the first; an attempt at steps goes on where it failed.
    private bool VisitAttempts(Node retry, bool failed, bool dealtWith)
    {
        var attempts = Owned(retry).Where(child => child.Role == NodeRole.Attempt).ToList();
        if (attempts.Count == 0)
            return false;
        if (attempts.Exists(IsChosen) || (failed && attempts[^1].Type is not (NodeType.Steps or NodeType.DAG)))
        {
            foreach (var attempt in attempts)
                Remove(attempt);
            return true;
        }

        return attempts[^1].Type is NodeType.Steps or NodeType.DAG && Visit(attempts[^1], dealtWith);
    }

    private void Open(Node node)
    {
        var isGroup = node.Type is NodeType.StepGroup or NodeType.TaskGroup;
        // With locks of its own it is run as a whole, under them. A group without children is made again.
        if (node.Template?.Template is { Synchronization: not null } && node.Type != NodeType.TaskGroup && node.Role != NodeRole.Attempt)
            Remove(node);
        else if (isGroup && !Owned(node).Any(child => child.Role != NodeRole.Hook && !Removed.Contains(child.Ordinal)))
            Remove(node);
        else
            OpenWithHooks(node);
    }

    private void OpenWithHooks(Node node)
    {
        Opened.Add(node.Ordinal);
        foreach (var hook in Owned(node).Where(child => child.Role == NodeRole.Hook))
        {
            if (WorkflowFlow.IsExit(hook) || hook.Phase.IsFailedOrError())
                Remove(hook);
        }
    }

    private void Remove(Node node)
    {
        var open = new Stack<int>([node.Ordinal]);
        while (open.TryPop(out var ordinal))
        {
            if (!Removed.Add(ordinal))
                continue;
            Opened.Remove(ordinal);
            foreach (var child in _state.Nodes[ordinal].Owned ?? [])
                open.Push(child);
        }
    }

    private IEnumerable<Node> Owned(Node node) => (node.Owned ?? []).Select(_turn.Node);
}
