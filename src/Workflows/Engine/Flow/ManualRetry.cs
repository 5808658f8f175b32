using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Records;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// A retry by hand (Argo docs, CLI reference, <c>argo retry</c>): the workflow is open again, and goes on as one that was loaded: what its nodes tell is all there is. See <see cref="RetryPlan"/>.
/// </summary>
internal static class ManualRetry
{
    /// <summary>Carries out the request, or refuses it in Argo's words.</summary>
    public static void Retry(Turn turn, RetryRequested request)
    {
        var state = turn.State;
        NodeSelection? chosen = null;
        var error = request.Refusal(state.Phase, state.IsFinished);
        if (error is null && request is { RestartSuccessful: true, NodeFieldSelector.Length: > 0 })
            chosen = NodeSelection.Parse(request.NodeFieldSelector, out error);
        if (error is not null)
        {
            turn.Send(new RequestRefused(error));
            return;
        }

        state.Override(request.Parameters);
        var plan = RetryPlan.Of(turn, chosen);
        foreach (var ordinal in plan.Removed)
            Remove(turn, turn.Node(ordinal));
        foreach (var ordinal in plan.Opened)
            Open(turn, turn.Node(ordinal));
        Forgive(turn, plan);
        state.Table.Rebuild();
        Reopen(turn);
        Restore(turn, plan, request.Parameters.Count > 0);
        turn.Send(new ClearTimer(new TimerKey(0, TimerKind.TimeToLive)));
        RepositoryFlow.GoOn(turn);
    }

    // Only the ordinal stays in use: what still comes for it from a worker or a timer is late.
    private static void Remove(Turn turn, Node node)
    {
        node.Flags = NodeFlags.Removed | NodeFlags.Settled | (node.Flags & NodeFlags.OwnsWorkflow);
        node.Type = NodeType.Skipped;
        node.Phase = NodePhase.Omitted;
        node.Message = null;
        node.Item = null;
        node.Inputs = [];
        node.Artifacts = null;
        node.Outputs = null;
        node.LoopTexts = null;
        node.Leaf = null;
        node.Locks = null;
        node.Memo = null;
        node.Template = null;
        node.TemplateName = null;
        turn.Touch(node);
    }

    // What failed and is kept was dealt with, or is an attempt or a hook's. What ran at a stop is no matter of the next one.
    private static void Forgive(Turn turn, RetryPlan plan)
    {
        foreach (var node in turn.State.Nodes)
        {
            if (node.Has(NodeFlags.RanOn))
            {
                node.Flags &= ~NodeFlags.RanOn;
                turn.Touch(node);
            }

            if (!node.Phase.IsFailedOrError() || !plan.Opened.Contains(node.Boundary))
                continue;
            node.Flags |= NodeFlags.Forgiven;
            turn.Touch(node);
        }
    }

    private static void Open(Turn turn, Node node)
    {
        node.Flags &= ~(NodeFlags.Settled | NodeFlags.HooksAsked | NodeFlags.CutShort | NodeFlags.Forgiven | NodeFlags.Uncallable);
        node.Phase = NodePhase.Running;
        node.Message = null;
        node.Outputs = null;
        node.StartedAt = turn.Now.UtcTicks;
        node.FinishedAt = 0;
        node.OpenHooks = 0;
        turn.Touch(node);
    }

    private static void Reopen(Turn turn)
    {
        var state = turn.State;
        state.Retries++;
        ClaimFlow.OnRetried(state);
        state.Phase = "";
        state.Message = null;
        state.StartedAt = null;
        state.FinishedAt = null;
        state.Shutdown = null;
        state.DeadlineExceeded = false;
        state.Overflow = 0;
        state.ExitNodeCount = 0;
        state.ExitStatus = null;
        state.HeldHooks.Clear();
        state.Waiting.Clear();
        turn.TouchWorkflow();
    }

    // As a loaded workflow, but that new arguments reach the nodes that are open again.
    private static void Restore(Turn turn, RetryPlan plan, bool newArguments)
    {
        var state = turn.State;
        var renewal = newArguments ? new RetryRenewal(turn, plan, node => Remove(turn, node)) : null;
        foreach (var ordinal in plan.Opened)
        {
            var node = turn.Node(ordinal);
            if (node.Has(NodeFlags.Removed))
                continue;
            renewal?.Renew(node);
            RuntimeRestorer.Restore(state, node);
            if (renewal?.Prune(node) != true)
                continue;
            state.Table.Rebuild();
            RuntimeRestorer.Restore(state, node);
        }

        StateLoader.Count(state);
        RuntimeRestorer.CountChildren(state);
        WaitingRestorer.Restore(state);
    }
}
