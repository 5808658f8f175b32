using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Locks;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Locks of nodes and of the workflow (Argo docs, "Synchronization"): asked for before the body begins, given up when the node or the workflow has ended. A Retry node holds them over all
/// its attempts.
/// </summary>
internal static class LockFlow
{
    /// <summary>Reads which locks a template or the workflow names.</summary>
    /// <returns>The locks; null: there are none.</returns>
    /// <exception cref="ExpressionException">A tag cannot be resolved.</exception>
    /// <exception cref="SpecFormatException">They are no locks: the sentence is Argo's.</exception>
    public static LockStanding? Read(Turn turn, TagText? text, Substitution scope)
    {
        if (text is null)
            return null;
        var names = LockNames.Of(SpecReader.ReadSynchronization(scope.Apply(text).Source), turn.State.Namespace);
        return names.Length == 0 ? null : new LockStanding(names);
    }

    /// <summary>Asks for a node's locks.</summary>
    public static void Ask(Turn turn, Node node)
    {
        Ask(node.Locks!);
        turn.Touch(node);
        Repeat(turn, node);
    }

    /// <summary>Asks for the workflow's locks.</summary>
    public static void AskForWorkflow(Turn turn)
    {
        Ask(turn.State.Locks!);
        turn.TouchWorkflow();
        RepeatForWorkflow(turn);
    }

    /// <summary>Sends a node's request, again where it was sent before.</summary>
    public static void Repeat(Turn turn, Node node) =>
        Send(turn, node.Ordinal, node.Locks!, HolderName(turn.State, node), NodeNames.Name(turn.State, node));

    /// <summary>Sends the workflow's request, again where it was sent before.</summary>
    public static void RepeatForWorkflow(Turn turn) => Send(turn, LockHolder.WholeWorkflow, turn.State.Locks!, HolderName(turn.State, null), turn.State.Name);

    /// <summary>Argo's name of a holder.</summary>
    /// <param name="state">The workflow.</param>
    /// <param name="node">The node; null: the workflow itself.</param>
    public static string HolderName(WorkflowState state, Node? node) =>
        node is null ? $"{state.Namespace}/{state.Name}" : $"{state.Namespace}/{state.Name}/{NodeNames.Id(state, node)}";

    /// <summary>A request is granted.</summary>
    public static void OnGranted(Turn turn, LocksGranted granted)
    {
        if (Current(turn, granted.Ordinal, granted.Ticket, out var node) is not { } standing)
            return;
        standing.Phase = LockPhase.Held;
        standing.Waiting = null;
        standing.Holdings = [];
        if (node is null)
        {
            WorkflowFlow.OnLocksHeld(turn);
            return;
        }

        node.Message = null;
        turn.Touch(node);
        Admission.Proceed(turn, node);
    }

    /// <summary>A request has to wait, or waits for another lock by now.</summary>
    public static void OnQueued(Turn turn, LocksQueued queued)
    {
        if (Current(turn, queued.Ordinal, queued.Ticket, out var node) is not { } standing || Knows(standing, queued))
            return;
        standing.Phase = LockPhase.Queued;
        standing.Waiting = queued.Waiting;
        standing.Holdings = queued.Holdings;
        if (node is not null && Starts.IsHalted(turn.State, node.Has(NodeFlags.OnExit)))
        {
            Admission.End(turn, node, NodePhase.Failed, ShutdownFlow.HaltMessage(turn.State));
            return;
        }

        if (node is null)
        {
            turn.State.Message = queued.Message;
            turn.TouchWorkflow();
            return;
        }

        node.Message = queued.Message;
        turn.Touch(node);
        Admission.LeavePlace(turn, node);
    }

    /// <summary>A request can never be granted: a node without its body, a failed workflow.</summary>
    public static void OnRefused(Turn turn, LocksRefused refused)
    {
        if (Current(turn, refused.Ordinal, refused.Ticket, out var node) is not { } standing)
            return;
        if (node is null)
        {
            turn.State.Locks = null;
            WorkflowFlow.FailToLock(turn, refused.Message);
            return;
        }

        node.Locks = null;
        Completion.FinishUnmade(turn, node, refused.Message);
    }

    /// <summary>There is no place to begin: others may have the locks meanwhile.</summary>
    public static void GiveBack(Turn turn, Node node)
    {
        if (node.Locks is not { Phase: LockPhase.Held } standing)
            return;
        standing.Phase = LockPhase.GivenBack;
        if (node.Memo is { } memo)
            memo.Hit = null;
        turn.Touch(node);
        turn.Send(new ReleaseLocks(node.Ordinal));
    }

    /// <summary>A node has ended.</summary>
    public static void Release(Turn turn, Node node)
    {
        if (node.Locks is not { } standing)
            return;
        node.Locks = null;
        turn.Touch(node);
        if (standing.Phase != LockPhase.GivenBack)
            turn.Send(new ReleaseLocks(node.Ordinal));
    }

    /// <summary>The workflow has ended.</summary>
    public static void ReleaseWorkflow(Turn turn)
    {
        if (turn.State.Locks is null)
            return;
        turn.State.Locks = null;
        turn.TouchWorkflow();
        turn.Send(new ReleaseLocks(LockHolder.WholeWorkflow));
    }

    private static void Ask(LockStanding standing)
    {
        standing.Phase = LockPhase.Asked;
        standing.Ticket++;
    }

    private static void Send(Turn turn, int ordinal, LockStanding standing, string holder, string node) => turn.Send(new AcquireLocks(ordinal, standing.Ticket, new LockRequest
    {
        Locks = standing.Locks,
        Holder = holder,
        Node = node,
        Priority = turn.State.Workflow.Spec.Priority ?? 0,
        CreatedAt = turn.State.CreatedAt,
    }));

    private static bool Knows(LockStanding standing, LocksQueued queued) =>
        standing.Phase == LockPhase.Queued && standing.Waiting == queued.Waiting && standing.Holdings.SequenceEqual(queued.Holdings);

    // Late, doubled and stale answers change nothing.
    private static LockStanding? Current(Turn turn, int ordinal, int ticket, out Node? node)
    {
        node = null;
        var state = turn.State;
        if (ordinal == LockHolder.WholeWorkflow)
            return state is { IsFinished: false, Locks: { Phase: LockPhase.Asked or LockPhase.Queued } own } && own.Ticket == ticket ? own : null;
        if (ordinal < 0 || ordinal >= state.NodeCount)
            throw new InvalidOperationException($"workflow {state.Name} has no node {ordinal}");
        node = turn.Node(ordinal);
        return !node.IsFulfilled && node.Locks is { Phase: LockPhase.Asked or LockPhase.Queued } standing && standing.Ticket == ticket ? standing : null;
    }
}
