using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Goes on with loops and wide graphs that are started in several decisions.</summary>
internal static class ExpansionFlow
{
    /// <summary>Goes on with one node; one that is over, or waits for a place, is left alone.</summary>
    public static void Continue(Turn turn, int ordinal)
    {
        var node = turn.Node(ordinal);
        if (node.IsFulfilled)
            return;
        switch (node.Type)
        {
            case NodeType.DAG: DagFlow.Pump(turn, node); break;
            case NodeType.TaskGroup: LoopFlow.Expand(turn, node); break;
            case NodeType.StepGroup: StepsFlow.Expand(turn, node); break;
            case NodeType.Steps when IsUnfinished(turn.State, node): StepsFlow.StartGroup(turn, node); break;
            case NodeType.Retry when IsUnfinished(turn.State, node): RetryFlow.GoOn(turn, node); break;
        }
    }

    /// <summary>Goes on with all that can: the workflow is retried by hand. As much as one decision may; the rest is asked for.</summary>
    public static void ContinueAll(Turn turn)
    {
        foreach (var node in turn.State.Nodes.Where(node => !node.IsFulfilled && !node.Has(NodeFlags.Unbegun) && IsUnfinished(turn.State, node)).ToArray())
        {
            if (turn.Budget > 0)
                Continue(turn, node.Ordinal);
            else
                turn.Continue(node);
        }
    }

    /// <summary>A new leader has loaded the workflow: unfinished expansions and open resource templates are asked for again, they are stored nowhere else.</summary>
    public static void OnLoaded(Turn turn)
    {
        if (turn.State.IsFinished)
            return;
        if (turn.State is { StartedAt: null, Locks.Phase: LockPhase.Asked })
            LockFlow.RepeatForWorkflow(turn);
        MetricFlow.OnWorkflowBegun(turn);
        foreach (var node in turn.State.Nodes.ToArray())
        {
            if (!node.IsFulfilled && turn.State.StartedAt is not null && IsUnfinished(turn.State, node))
                turn.Continue(node);
            else if (node.Has(NodeFlags.Unbegun))
                Admission.OnLoaded(turn, node);
            else
                ManagedFlow.Ask(turn, node);
            if (MetricFlow.HasRealtime(node))
                MetricFlow.OnBegun(turn, node);
        }
    }

    // The last ones are those of a retry by hand: whoever would have told the node has told it already.
    private static bool IsUnfinished(WorkflowState state, Node node) => node.Runtime switch
    {
        Runtime.DagRuntime dag => dag.Ready.Count > 0 || dag is { Active: 0, Remaining: 0 },
        Runtime.TaskGroupRuntime group => group.Cursor is not null || group.Open == 0,
        Runtime.GroupRuntime group => group.Unstarted > 0 || group.Open == 0,
        Runtime.StepsRuntime steps => steps.Groups.TrueForAll(group => state.Nodes[group].IsSettled),
        Runtime.RetryRuntime { RetryAt: 0 } => RetryFlow.Last(state, node) is null or { IsSettled: true, IsOver: true },
        _ => false,
    };
}
