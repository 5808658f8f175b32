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
            if (!node.IsFulfilled && IsUnfinished(node))
                turn.Continue(node);
            else if (node.Has(NodeFlags.Unbegun))
                Admission.OnLoaded(turn, node);
            else
                ManagedFlow.Ask(turn, node);
            if (MetricFlow.HasRealtime(node))
                MetricFlow.OnBegun(turn, node);
        }
    }

    private static bool IsUnfinished(Node node) => node.Runtime switch
    {
        Runtime.DagRuntime dag => dag.Ready.Count > 0,
        Runtime.TaskGroupRuntime group => group.Cursor is not null,
        Runtime.GroupRuntime group => group.Unstarted > 0,
        _ => false,
    };
}
