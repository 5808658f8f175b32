using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>How nodes come to be and end, and who is told.</summary>
internal static class Completion
{
    /// <summary>A new node.</summary>
    public static Node Create(Turn turn, NodeSeed seed, NodeType type, NodePhase phase)
    {
        if (seed.Waited is { } waited)
            return Begin(turn, waited, type, phase);
        var state = turn.State;
        var owner = seed.Owner < 0 ? null : state.Nodes[seed.Owner];
        var name = (owner is null ? state.Name : NodeNames.Name(state, owner)) + seed.Suffix;
        var node = new Node
        {
            Ordinal = state.Nodes.Count,
            Owner = seed.Owner,
            Boundary = seed.Boundary,
            Role = seed.Role,
            Suffix = seed.Suffix,
            DisplayName = seed.DisplayName,
            Site = seed.Site,
            Index = seed.Index,
            Hash = NodeNames.Hash(name),
            Depth = seed.Depth,
            Type = type,
            Phase = phase,
            Flags = seed.Flags | Inherited(owner),
            Template = seed.Template,
            TemplateName = seed.TemplateName,
            Artifacts = seed.Artifacts,
            StartedAt = turn.Now.UtcTicks,
        };
        state.Table.Add(node);
        NodeLimit.Count(turn, node);
        turn.Budget--;
        turn.Touch(node);
        Count(turn, node);
        if (MetricFlow.HasRealtime(node))
            turn.NoteBegun(node);
        return node;
    }

    /// <summary>Ends a node; hooks and owner follow later in the turn. A node ends once.</summary>
    public static void Finish(Turn turn, Node node, NodePhase phase, string? message = null)
    {
        if (node.FinishedAt != 0)
            throw new InvalidOperationException($"node {NodeNames.Name(turn.State, node)} is {node.Phase} and cannot become {phase}");
        var wasActive = IsCounted(node) && !node.IsOver;
        node.Phase = phase;
        node.FinishedAt = turn.Now.UtcTicks;
        node.Message = message;
        node.LoopTexts = null;
        if (node.Leaf is { } leaf)
            leaf.Request = default;
        turn.Touch(node);
        if (phase == NodePhase.Succeeded && node.CountsForProgress)
        {
            turn.State.TasksDone++;
            turn.TouchWorkflow();
        }

        if (node.Has(NodeFlags.Daemoned))
        {
            node.Flags &= ~NodeFlags.Daemoned;
            turn.State.OpenDaemons.Remove(node.Ordinal);
            turn.NoteWorkflow();
            if (phase.IsFailedOrError())
                DaemonFlow.OnDied(turn, node);
        }

        Admission.LeavePlace(turn, node);
        if (wasActive)
            Discount(turn, node);
        node.Flags &= ~NodeFlags.Unbegun;
        if (node.Runtime is BoundaryRuntime)
            turn.State.Waiting.Forget(node.Ordinal);
        if (node.Type is NodeType.Steps or NodeType.DAG)
            DaemonFlow.StopChildren(turn, node);
        MetricFlow.OnFinished(turn, node);
        GlobalOutputs.Export(turn, node);
        MemoFlow.Save(turn, node);
        turn.NoteFulfilled(node);
    }

    /// <summary>Ends a node that waited and will never begin as what it is not: no task, no steps (Argo's node of a call that could not be made).</summary>
    public static void FinishUnmade(Turn turn, Node node, string message)
    {
        Uncount(turn, node);
        node.Type = NodeType.Skipped;
        FinishUncallable(turn, node, message);
    }

    /// <summary>Ends a node whose template cannot be begun, or has no outputs.</summary>
    public static void FinishUncallable(Turn turn, Node node, string message)
    {
        node.Flags |= NodeFlags.Uncallable;
        Finish(turn, node, NodePhase.Error, Invocation.Framed(turn, node, message));
    }

    /// <summary>Sets phase and message of an open node.</summary>
    public static void Update(Turn turn, Node node, NodePhase phase, string? message)
    {
        if (node.Phase == phase && node.Message == message)
            return;
        node.Phase = phase;
        node.Message = message;
        turn.Touch(node);
    }

    /// <summary>A node ended: run its hooks, then tell its owner.</summary>
    public static void OnFulfilled(Turn turn, Node node)
    {
        LockFlow.Release(turn, node);
        if (node.IsSettled)
            return;
        if (!HookFlow.AreOver(turn, node))
            return;
        node.Flags |= NodeFlags.Settled;
        turn.Touch(node);
        Forget(turn, node);
        Tell(turn, node);
    }

    // A StepGroup is asked about its steps for as long as its Steps node is open; a daemon goes on.
    private static void Forget(Turn turn, Node node)
    {
        if (node.Type == NodeType.StepGroup || node.Has(NodeFlags.Daemoned))
            return;
        if (node.Runtime is StepsRuntime steps)
        {
            foreach (var group in steps.Groups)
                turn.Node(group).Runtime = null;
        }

        node.Runtime = null;
    }

    private static void Tell(Turn turn, Node node)
    {
        if (node.Owner < 0)
        {
            WorkflowFlow.OnSettled(turn, node);
            return;
        }

        var owner = turn.Node(node.Owner);
        switch (node.Role)
        {
            case NodeRole.Group: StepsFlow.OnGroupSettled(turn, owner, node); break;
            case NodeRole.Step: StepsFlow.OnStepSettled(turn, owner, node); break;
            case NodeRole.Task: DagFlow.OnTaskSettled(turn, owner, node); break;
            case NodeRole.Item: LoopFlow.OnItemSettled(turn, owner); break;
            case NodeRole.Attempt: RetryFlow.OnAttemptSettled(turn, owner, node); break;
            case NodeRole.Hook: HookFlow.OnHookSettled(turn, owner); break;
            case NodeRole.Member: break; // its pod ends as the worker tells
            default: throw new InvalidOperationException($"a {node.Role} has no owner that is told");
        }
    }

    // The body of a node that waited begins.
    private static Node Begin(Turn turn, Node node, NodeType type, NodePhase phase)
    {
        Uncount(turn, node);
        node.Type = type;
        node.Phase = phase;
        node.Message = null;
        node.Flags &= ~NodeFlags.Unbegun;
        turn.Touch(node);
        Count(turn, node);
        return node;
    }

    private static NodeFlags Inherited(Node? owner) => owner is null ? NodeFlags.None : owner.Flags & NodeFlags.OnExit;

    // Pods count for spec.parallelism; Pods, Steps and DAGs for their boundary's parallelism.
    private static void Count(Turn turn, Node node)
    {
        var state = turn.State;
        if (node.CountsForProgress)
        {
            state.TasksTotal++;
            turn.TouchWorkflow();
        }

        if (node.IsFulfilled || !IsCounted(node))
            return;
        if (node.Type == NodeType.Pod && !node.Has(NodeFlags.Unbegun))
            state.ActivePods++;
        if (node.Boundary >= 0 && state.Nodes[node.Boundary].Runtime is BoundaryRuntime boundary)
            boundary.ActiveChildren++;
    }

    // An open node whose body has not begun.
    private static void Uncount(Turn turn, Node node)
    {
        var state = turn.State;
        if (node.CountsForProgress)
        {
            state.TasksTotal--;
            turn.TouchWorkflow();
        }

        if (!IsCounted(node) || node.Boundary < 0 || state.Nodes[node.Boundary].Runtime is not BoundaryRuntime boundary)
            return;
        boundary.ActiveChildren--;
        turn.NoteFreed(node.Boundary);
    }

    private static void Discount(Turn turn, Node node)
    {
        var state = turn.State;
        if (node.Type == NodeType.Pod && !node.Has(NodeFlags.Unbegun))
        {
            state.ActivePods--;
            turn.NotePodEnded();
        }

        if (node.Boundary >= 0 && state.Nodes[node.Boundary].Runtime is BoundaryRuntime boundary)
        {
            boundary.ActiveChildren--;
            if (node.Phase.IsFailedOrError() && ++boundary.UnsuccessfulChildren == 1 && Starts.IsTripped(state.Nodes[node.Boundary]))
                Starts.Gather(turn, state.Nodes[node.Boundary]);
            turn.NoteFreed(node.Boundary);
        }
    }

    private static bool IsCounted(Node node) => node.Type is NodeType.Pod or NodeType.Steps or NodeType.DAG;
}
