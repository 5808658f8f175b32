using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Stop, terminate, the workflow's deadline and too many nodes: open tasks are stopped, waiting nodes fail, nothing new runs (Argo docs, "Shutdown", "Timeouts"). Steps and DAGs go on to their end with
/// tasks that fail at once, except a DAG that was stopped (<see cref="IsClosed"/>), and where there are too many nodes.
/// </summary>
internal static class ShutdownFlow
{
    /// <summary><c>spec.shutdown</c> with exit handlers.</summary>
    public const string Stop = "Stop";

    /// <summary><c>spec.shutdown</c> without.</summary>
    public const string Terminate = "Terminate";

    /// <summary>Shuts the workflow down. A stop that became a terminate ends exit handlers too.</summary>
    public static void Shutdown(Turn turn, string strategy, string? message)
    {
        turn.State.Shutdown = strategy;
        turn.TouchWorkflow();
        if (turn.State.StartedAt is null && turn.State.Locks is not null)
        {
            WorkflowFlow.OnShutdownWaiting(turn);
            return;
        }

        foreach (var node in turn.State.Nodes)
        {
            if (node is { Type: NodeType.Pod, Phase: NodePhase.Running, IsFulfilled: false } && Starts.IsHalted(turn.State, node.Has(NodeFlags.OnExit)))
                NoteRunning(turn, node);
        }

        Halt(turn, message ?? $"workflow shutdown with strategy:  {strategy}", message ?? HaltMessage(turn.State));
    }

    /// <summary>The workflow's deadline is over.</summary>
    public static void OnDeadline(Turn turn)
    {
        if (turn.State.IsFinished || turn.State.DeadlineExceeded || turn.State.ExitNodeCount > 0)
            return;
        turn.State.DeadlineExceeded = true;
        turn.TouchWorkflow();
        Halt(turn, LeafOutcome.DeadlineMessage, LeafOutcome.DeadlineMessage);
    }

    /// <summary>The workflow has too many nodes.</summary>
    public static void OnOverflow(Turn turn)
    {
        var message = NodeLimit.Message(turn.State);
        Halt(turn, message, message);
    }

    /// <summary>Message of a node that ends because of it.</summary>
    public static string HaltMessage(WorkflowState state) => state switch
    {
        { Shutdown: { } strategy } => $"Stopped with strategy '{strategy}'",
        { Overflow: > 0 } => NodeLimit.Message(state),
        _ => LeafOutcome.DeadlineMessage,
    };

    /// <summary>Message of a Retry node that makes no further attempt because of it.</summary>
    public static string RetryMessage(WorkflowState state) => state is { Shutdown: null, Overflow: 0 } && WorkflowFlow.Deadline(state) is { } deadline
        ? string.Create(CultureInfo.InvariantCulture, $"retry exceeded workflow deadline {NodeFacts.Time(deadline.UtcTicks)}")
        : HaltMessage(state);

    /// <summary>
    /// The DAG is part of what was stopped: it fails when its open tasks have ended, whatever became of them (Argo's source <c>assessDAGPhase</c>), and what follows those that ran then has no node.
    /// </summary>
    public static bool IsClosed(WorkflowState state, Node dag) => state.Shutdown is not null && dag is { Type: NodeType.DAG } && !dag.Has(NodeFlags.OnExit);

    /// <summary>Ends a leaf that was made too late to run (Argo's sources <c>createWorkflowPod</c>, <c>failNodesWithoutCreatedPodsAfterDeadlineOrShutdown</c>).</summary>
    /// <returns>False: it may run.</returns>
    public static bool IsRefused(Turn turn, Node leaf)
    {
        if (!Starts.IsHalted(turn.State, leaf.Has(NodeFlags.OnExit)))
            return false;
        LeafFlow.End(turn, leaf, NodePhase.Failed, turn.State.Shutdown is { } strategy && leaf.Type == NodeType.Pod ? $"workflow shutdown with strategy: {strategy}" : HaltMessage(turn.State));
        return true;
    }

    private static void NoteRunning(Turn turn, Node node)
    {
        for (var at = node; at is not null && !at.Has(NodeFlags.RanOn) && at.Type != NodeType.DAG; at = at.Owner < 0 ? null : turn.Node(at.Owner))
        {
            at.Flags |= NodeFlags.RanOn;
            turn.Touch(at);
        }
    }

    private static void Halt(Turn turn, string taskMessage, string waitMessage)
    {
        var state = turn.State;
        foreach (var node in state.Nodes.ToArray())
        {
            if (node.IsOver || !Starts.IsHalted(state, node.Has(NodeFlags.OnExit)))
                continue;
            if (node.Has(NodeFlags.Unbegun))
            {
                Admission.End(turn, node, NodePhase.Failed, waitMessage);
                continue;
            }

            switch (node.Type)
            {
                case NodeType.Suspend: SuspendFlow.End(turn, node, NodePhase.Failed, waitMessage); break;
                case NodeType.HTTP: LeafFlow.Stop(turn, node, waitMessage); break;
                case NodeType.Retry when RetryFlow.Last(state, node) is { IsSettled: true, IsOver: true }: RetryFlow.Cancel(turn, node); break;
                default:
                    if (node.IsLeaf)
                        LeafFlow.Stop(turn, node, taskMessage);
                    break;
            }
        }

        WakeAll(turn);
        turn.NoteWorkflow();
    }

    // What waited starts and fails, or never will: its owners may be over now.
    private static void WakeAll(Turn turn)
    {
        var waiting = turn.State.Waiting;
        var keys = waiting.Suspended.Concat(waiting.Workflow).Concat(waiting.Boundaries.SelectMany(b => waiting.Boundary(b)!)).Order().ToArray();
        waiting.Clear();
        foreach (var key in keys)
            Starts.Retry(turn, key);
        foreach (var node in turn.State.Nodes.ToArray())
        {
            if (!node.IsFulfilled)
                Recheck(turn, node);
        }
    }

    private static void Recheck(Turn turn, Node node)
    {
        switch (node.Type)
        {
            case NodeType.DAG: DagFlow.Pump(turn, node); break;
            case NodeType.TaskGroup: LoopFlow.Expand(turn, node); break;
            case NodeType.StepGroup: StepsFlow.CheckGroup(turn, node); break;
        }
    }
}
