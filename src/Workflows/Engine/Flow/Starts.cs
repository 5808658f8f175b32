using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Whether something may start now.</summary>
internal enum StartAnswer
{
    /// <summary>It may.</summary>
    Go,

    /// <summary>It waits, and is tried again.</summary>
    Wait,

    /// <summary>It never will: the workflow has too many nodes, or its template fails fast.</summary>
    Never,
}

/// <summary>
/// The gate that every start passes: suspension, too many nodes, <c>spec.parallelism</c>, and <c>parallelism</c> and <c>failFast</c> of the enclosing template
/// (Argo docs, "Parallelism"). A blocked start has no node.
/// </summary>
internal static class Starts
{
    /// <summary>Asks for a start; a start that has to wait is remembered.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="key">What would start.</param>
    /// <param name="boundary">The enclosing Steps or DAG node; null: none.</param>
    /// <param name="onExit">It belongs to an exit handler.</param>
    public static StartAnswer Ask(Turn turn, StartKey key, Node? boundary, bool onExit)
    {
        var state = turn.State;
        if (IsFull(state, onExit) || IsCut(turn, key, boundary))
            return StartAnswer.Never;
        if (IsSuspended(state))
        {
            state.Waiting.Suspended.Add(key);
            return StartAnswer.Wait;
        }

        if (IsFull(state))
        {
            state.Waiting.Workflow.Add(key);
            return StartAnswer.Wait;
        }

        if (boundary is not null && IsFull(boundary))
        {
            state.Waiting.WaitFor(boundary.Ordinal, key);
            return StartAnswer.Wait;
        }

        return StartAnswer.Go;
    }

    /// <summary>Nothing is looked at until somebody resumes the workflow, or ends it.</summary>
    public static bool IsSuspended(WorkflowState state) => state.Suspended && !IsHalted(state, onExit: false);

    /// <summary>
    /// Shut down, past its deadline, or with too many nodes: nothing runs any more, but exit handlers where they do. What would have run otherwise gets its node, which fails at once
    /// (<see cref="ShutdownFlow.IsRefused"/>), unless there are too many of them.
    /// </summary>
    public static bool IsHalted(WorkflowState state, bool onExit) =>
        state.Shutdown == ShutdownFlow.Terminate || (!onExit && (state.Shutdown is not null || state.DeadlineExceeded)) || IsFull(state, onExit);

    /// <summary>It has too many nodes.</summary>
    public static bool IsFull(WorkflowState state, bool onExit) => state.Overflow >= (onExit ? NodeLimit.FullForExit : NodeLimit.Full);

    /// <summary>
    /// The template gives up: a direct child failed (<c>failFast</c>; Argo's source <c>checkParallelism</c>), or the daemon of a group of steps that was over.
    /// </summary>
    public static bool IsTripped(Node boundary) => boundary.Runtime is StepsRuntime { DeadGroup: >= 0 } || FailsFast(boundary);

    /// <summary>Why what would start in a template that gives up does not.</summary>
    public static string CutMessage(Turn turn, Node boundary) =>
        boundary.Runtime is StepsRuntime { DeadGroup: >= 0 and var dead } ? turn.Node(dead).Message ?? StepsFlow.FailFastMessage : StepsFlow.FailFastMessage;

    /// <summary>Message of a node that was made and waited, and never will begin (<see cref="StartAnswer.Never"/>).</summary>
    public static string NeverMessage(Turn turn, Node node) =>
        IsHalted(turn.State, node.Has(NodeFlags.OnExit)) ? ShutdownFlow.HaltMessage(turn.State) : CutMessage(turn, turn.Node(node.Boundary));

    private static bool FailsFast(Node boundary) =>
        boundary.Template is { Template.FailFast: true } && boundary.Runtime is BoundaryRuntime { UnsuccessfulChildren: > 0 };

    /// <summary>
    /// The template fails fast, and what would start is none of its hooks: those, and their attempts, are owed to what has run already, and wait for a place like everything else.
    /// </summary>
    public static bool IsCut(Turn turn, StartKey key, Node? boundary) =>
        boundary is not null && IsTripped(boundary) && key.Site >= 0 && (key.Owner == boundary.Ordinal || turn.Node(key.Owner).Role != NodeRole.Hook);

    /// <summary>All places of <c>spec.parallelism</c> are taken.</summary>
    public static bool IsFull(WorkflowState state) => state.Workflow.Spec.Parallelism is { } limit && state.ActivePods >= limit;

    /// <summary>All places of the template's <c>parallelism</c> are taken.</summary>
    public static bool IsFull(Node boundary) =>
        boundary.Template?.Template.Parallelism is { } limit && boundary.Runtime is BoundaryRuntime runtime && runtime.ActiveChildren >= limit;

    /// <summary>
    /// The Steps or DAG node whose <c>parallelism</c> an attempt of a Retry node needs a place of: the Retry node itself has none (Argo counts Pods, Steps and DAGs). Null: none, or it is no
    /// Retry node.
    /// </summary>
    public static Node? PlaceOf(Turn turn, Node node) =>
        node.Type == NodeType.Retry && node.Boundary >= 0 ? turn.Node(node.Boundary) : null;

    /// <summary>
    /// Takes the start that is first in the workflow among those whose place may be free now; null: none. One order over all queues makes it the same
    /// whether a start waits for the workflow, its template, or for both.
    /// </summary>
    public static StartKey? NextWaiting(WorkflowState state, IReadOnlyCollection<int> freed, bool podEnded)
    {
        SortedSet<StartKey>? best = null;
        if (podEnded && !IsFull(state) && state.Waiting.Workflow.Count > 0)
            best = state.Waiting.Workflow;
        foreach (var boundary in freed)
        {
            if (state.Waiting.Boundary(boundary) is not { Count: > 0 } waiting || state.Nodes[boundary].IsFulfilled || IsFull(state.Nodes[boundary]))
                continue;
            if (best is null || state.Waiting.Order.Compare(waiting.Min, best.Min) < 0)
                best = waiting;
        }

        if (best is null)
            return null;
        var key = best.Min;
        return best.Remove(key) ? key : throw new InvalidOperationException($"start {key.Site} of node {key.Owner} waits in no order");
    }

    /// <summary>A template has begun to fail fast: what waits under it for a place of the workflow is told with the rest of what waits there, and not when some place becomes free.</summary>
    public static void Gather(Turn turn, Node boundary)
    {
        var waiting = turn.State.Waiting;
        if (waiting.Workflow.Count == 0)
            return;
        foreach (var key in waiting.WorkflowOf(Starters(turn, boundary).Select(node => node.Ordinal).ToHashSet()).ToArray())
        {
            waiting.Workflow.Remove(key);
            waiting.WaitFor(boundary.Ordinal, key);
        }
    }

    // Who starts what counts for a template's parallelism: the template itself, its groups, its loops and its Retry nodes.
    private static IEnumerable<Node> Starters(Turn turn, Node boundary)
    {
        if (boundary.Type == NodeType.DAG && !boundary.Has(NodeFlags.Unbegun))
            yield return boundary;
        var open = new Stack<Node>([boundary]);
        while (open.TryPop(out var node))
        {
            foreach (var owned in (node.Owned ?? []).Select(turn.Node).Where(owned => owned.Boundary == boundary.Ordinal))
            {
                if (owned.Type is NodeType.StepGroup or NodeType.TaskGroup || PlaceOf(turn, owned) == boundary)
                    yield return owned;
                if (owned.Type is NodeType.StepGroup or NodeType.TaskGroup)
                    open.Push(owned);
            }
        }
    }

    /// <summary>The workflow was resumed.</summary>
    public static void WakeSuspended(Turn turn)
    {
        var waiting = turn.State.Waiting.Suspended;
        var keys = waiting.ToArray();
        waiting.Clear();
        foreach (var key in keys)
            Retry(turn, key);
    }

    /// <summary>Tries a start again; one whose owner is over is forgotten.</summary>
    public static void Retry(Turn turn, StartKey key)
    {
        if (key.Owner < 0)
        {
            WorkflowFlow.Resume(turn, key.Site);
            return;
        }

        var owner = turn.Node(key.Owner);
        if (key.Site < 0)
        {
            HookFlow.Resume(turn, owner, key.Site);
            return;
        }

        if (owner.IsFulfilled)
            return;
        if (owner.Has(NodeFlags.Unbegun))
        {
            Admission.Proceed(turn, owner);
            return;
        }

        switch (owner.Type)
        {
            case NodeType.DAG:
                DagFlow.StartTask(turn, owner, ((DagRuntime)owner.Runtime!).Plan.Order[key.Site]);
                DagFlow.Check(turn, owner);
                break;
            case NodeType.StepGroup:
                StepsFlow.StartSite(turn, owner, key.Site);
                StepsFlow.CheckGroup(turn, owner);
                break;
            case NodeType.Steps: StepsFlow.StartGroup(turn, owner); break;
            case NodeType.TaskGroup: LoopFlow.Expand(turn, owner); break;
            case NodeType.Retry: RetryFlow.StartAttempt(turn, owner); break;
            default: throw new InvalidOperationException($"a {owner.Type} node starts nothing");
        }
    }
}
