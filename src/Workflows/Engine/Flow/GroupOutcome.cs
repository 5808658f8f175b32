using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Engine.Scopes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>How a StepGroup ends, and its Steps node with it (Argo's source <c>executeStepGroup</c>, <c>executeSteps</c>).</summary>
internal static class GroupOutcome
{
    /// <summary>
    /// A daemon died that was ready, and counted as over: its group fails after all, and the steps with it (Argo's source <c>executeSteps</c> looks at all groups again). What runs beside it goes on to its
    /// end before that, nothing new begins.
    /// </summary>
    public static void OnDaemonDied(Turn turn, Node daemon)
    {
        var group = turn.Node(daemon.Owner);
        var steps = turn.Node(group.Owner);
        if (group.Phase != NodePhase.Succeeded || steps.IsFulfilled || steps.Runtime is not StepsRuntime runtime || FailedChild(turn, steps, group) is not { } failed)
            return;
        Completion.Update(turn, group, NodePhase.Failed, FailedMessage(turn, failed));
        if (runtime.DeadGroup < 0 || group.Ordinal < runtime.DeadGroup)
            runtime.DeadGroup = group.Ordinal;
        Starts.Gather(turn, steps);
    }

    /// <summary>A daemon of an earlier group died: the steps fail with that group.</summary>
    /// <returns>True: they have.</returns>
    public static bool FailsWithDaemon(Turn turn, Node steps)
    {
        if (steps.Runtime is not StepsRuntime { DeadGroup: >= 0 and var dead })
            return false;
        Completion.Finish(turn, steps, NodePhase.Failed, turn.Node(dead).Message);
        return true;
    }

    /// <summary>Remembers the first step of a group that could not be made, or a hook of which could not (see <see cref="GroupRuntime.FirstError"/>).</summary>
    public static void NoteError(WorkflowState state, GroupRuntime runtime, Node step)
    {
        if ((runtime.FirstError < 0 || step.Ordinal < runtime.FirstError) && (Spoils(state, step) || (step.IsSettled && HookFlow.Broken(state, step) is not null)))
            runtime.FirstError = step.Ordinal;
    }

    /// <summary>
    /// The step is an error of its group, whatever its <c>continueOn</c> says: its template could not be run, or the condition of an item not be evaluated (Argo's source <c>executeStepGroup</c>). Templates
    /// that are nested too deep are none.
    /// </summary>
    public static bool Spoils(WorkflowState state, Node step) => step.Has(NodeFlags.Uncallable) || (step.IsUnmade && step.Depth <= state.MaxDepth);

    /// <summary>Why the outputs of a loop cannot be put together; null: they can. That is done when the group is over, not when they are asked for (Argo's source <c>processAggregateNodeOutputs</c>).</summary>
    public static string? AggregateProblem(Turn turn, Node group)
    {
        foreach (var site in group.Runtime is GroupRuntime runtime ? runtime.Sites : [])
        {
            if (site.Items is { Count: > 0 } items && LoopOutputs.Problem(turn.State, items) is { } problem)
                return problem;
        }

        return null;
    }

    /// <summary>Message of a group of which a child failed.</summary>
    public static string FailedMessage(Turn turn, Node failed) => $"child '{NodeNames.Id(turn.State, failed)}' failed";

    /// <summary>Whether what spoils a group is an exit handler: <c>executeStepGroup</c> gives its error to the Steps node, another hook's to the group.</summary>
    public static bool HasBrokenExit(Turn turn, Node group) =>
        group.Runtime is GroupRuntime { FirstError: >= 0 and var first } && HookFlow.Broken(turn.State, turn.Node(first)) is { } hook && WorkflowFlow.IsExit(hook);

    /// <summary>Why a group is Error: a call of it that could not be made, or a hook. Null: it is not.</summary>
    public static string? CallError(Turn turn, Node group)
    {
        if (group.Runtime is not GroupRuntime { FirstError: >= 0 and var first })
            return null;
        var child = turn.Node(first);
        if (!Spoils(turn.State, child))
            return HookFlow.Broken(turn.State, child)!.Message;
        return !child.Has(NodeFlags.Uncallable) ? child.Message : $"step group deemed errored due to child {NodeNames.Name(turn.State, child)} error: {child.Message}";
    }

    /// <summary>The first child whose failure counts; null: none.</summary>
    public static Node? FailedChild(Turn turn, Node steps, Node group)
    {
        var sites = steps.Template!.Groups[group.Index];
        foreach (var ordinal in group.Owned ?? [])
        {
            var child = turn.Node(ordinal);
            if (child.Role != NodeRole.Step || !child.Phase.IsFailedOrError())
                continue;
            var continueOn = sites[child.Site].Call.ContinueOn;
            if (continueOn is null || !(child.Phase == NodePhase.Failed ? continueOn.Failed : continueOn.Error))
                return child;
        }

        return null;
    }
}
