using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Timers that are due. One whose reason is gone (the node ended or began meanwhile) changes nothing.</summary>
internal static class TimerFlow
{
    public static void OnFired(Turn turn, TimerKey key)
    {
        var state = turn.State;
        if (state.IsFinished)
            return;
        if (key.Kind == TimerKind.WorkflowDeadline)
        {
            ShutdownFlow.OnDeadline(turn);
            return;
        }

        if (key.Ordinal < 0 || key.Ordinal >= state.NodeCount)
            throw new InvalidOperationException($"there is no node {key.Ordinal}");
        var node = turn.Node(key.Ordinal);
        if (node.IsOver)
            return;
        if (node.Has(NodeFlags.Unbegun))
        {
            if (key.Kind is TimerKind.Timeout or TimerKind.PendingTimeout)
                Admission.End(turn, node, NodePhase.Failed, LeafOutcome.PendingMessage);
            return;
        }

        switch (key.Kind)
        {
            case TimerKind.Suspend: SuspendFlow.OnTimer(turn, node); break;
            case TimerKind.RetryBackoff: RetryFlow.OnTimer(turn, node); break;
            case TimerKind.Timeout or TimerKind.PendingTimeout or TimerKind.ActiveDeadline when node.Has(NodeFlags.Daemoned): break;
            case TimerKind.PendingTimeout when node.Has(NodeFlags.Began): break;
            case TimerKind.Timeout or TimerKind.PendingTimeout or TimerKind.ActiveDeadline: LeafFlow.Stop(turn, node, key.Kind == TimerKind.PendingTimeout ? LeafOutcome.PendingMessage : LeafOutcome.DeadlineMessage); break;
        }
    }
}
