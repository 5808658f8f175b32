using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Rebuilds the counters of open composite nodes from the nodes they own.</summary>
internal static class RuntimeRestorer
{
    public static void Restore(WorkflowState state, Node node)
    {
        switch (node.Type)
        {
            case NodeType.Steps: RestoreSteps(state, node); break;
            case NodeType.DAG: RestoreDag(state, node); break;
            case NodeType.TaskGroup: RestoreTaskGroup(state, node); break;
            case NodeType.Retry: RestoreRetry(state, node); break;
        }
    }

    /// <summary>Counters of open boundaries over their direct children.</summary>
    public static void CountChildren(WorkflowState state)
    {
        foreach (var node in state.Nodes)
        {
            if (node.Boundary < 0 || node.Type is not (NodeType.Pod or NodeType.Steps or NodeType.DAG) || state.Nodes[node.Boundary].Runtime is not BoundaryRuntime boundary)
                continue;
            if (!node.IsOver)
                boundary.ActiveChildren++;
            else if (node.Phase.IsFailedOrError() && !node.Has(NodeFlags.Forgiven))
                boundary.UnsuccessfulChildren++;
        }
    }

    private static IEnumerable<Node> Owned(WorkflowState state, Node node, NodeRole role) =>
        (node.Owned ?? []).Select(i => state.Nodes[i]).Where(n => n.Role == role);

    private static Turn TurnAt(WorkflowState state, Node node) => new(state, new DateTimeOffset(node.StartedAt, TimeSpan.Zero));

    private static void RestoreSteps(WorkflowState state, Node node)
    {
        var runtime = new StepsRuntime();
        node.Runtime = runtime;
        foreach (var group in Owned(state, node, NodeRole.Group))
        {
            runtime.Groups.Add(group.Ordinal);
            if (group.Phase.IsFailedOrError() && !node.IsFulfilled && runtime.DeadGroup < 0)
                runtime.DeadGroup = group.Ordinal;
            var restored = RestoreGroup(state, node, group);
            group.Runtime = restored;
            if (group.IsFulfilled)
                runtime.LateSteps += restored.Open;
        }
    }

    private static GroupRuntime RestoreGroup(WorkflowState state, Node steps, Node group)
    {
        var sites = steps.Template!.Groups[group.Index];
        var runtime = new GroupRuntime(sites.Length);
        group.Runtime = runtime;
        foreach (var child in Owned(state, group, NodeRole.Step))
        {
            var site = runtime.Sites[child.Site];
            if (child.Index < 0)
                site.Node = child.Ordinal;
            else
                LoopItems.Insert(state, site.Items ??= [], child.Ordinal);
            if (!child.IsSettled)
                runtime.Open++;
            GroupOutcome.NoteError(state, runtime, child);
        }

        for (var i = 0; i < sites.Length; i++)
            RestoreSite(state, steps, group, sites[i], runtime);
        return runtime;
    }

    private static void RestoreSite(WorkflowState state, Node steps, Node group, CallSite site, GroupRuntime runtime)
    {
        var step = runtime.Sites[site.Index];
        if (step.Node < 0 && !group.IsFulfilled && (step.Items is not null || group.LoopTexts?.ContainsKey(site.Index) == true))
        {
            step.Items ??= [];
            step.Cursor = RestoreCursor(state, group, steps, site, site.Index, step.Items.Select(i => state.Nodes[i].Index));
        }

        step.Started = step.Node >= 0 || (step.Items is not null && step.Cursor is null);
        if (step.Started)
            runtime.Unstarted--;
    }

    private static LoopCursor? RestoreCursor(WorkflowState state, Node owner, Node boundary, CallSite site, int key, IEnumerable<int> started)
    {
        var cursor = owner.LoopTexts is { } texts && texts.TryGetValue(key, out var text)
            ? CallPreparation.Restore(text, site, state.Values)
            : CallPreparation.Prepare(TurnAt(state, owner), boundary, site).Loop;
        if (cursor is null)
            return null;
        var kept = started.ToHashSet();
        while (kept.Remove(cursor.Next))
            cursor.Next++;
        if (cursor.Next >= cursor.Items.Count)
            return null;
        cursor.Kept = kept.Count == 0 ? null : kept;
        return cursor;
    }

    private static void RestoreDag(WorkflowState state, Node node)
    {
        var runtime = new DagRuntime(DagPlans.For(TurnAt(state, node), node));
        node.Runtime = runtime;
        foreach (var task in Owned(state, node, NodeRole.Task))
        {
            runtime.TaskNodes[task.Site] = task.Ordinal;
            if (!task.IsSettled)
            {
                runtime.Active++;
                continue;
            }

            runtime.Remaining--;
            foreach (var dependent in runtime.Plan.Dependents[task.Site])
                runtime.OpenDependencies[dependent]--;
        }
    }

    private static void RestoreTaskGroup(WorkflowState state, Node node)
    {
        var items = Owned(state, node, NodeRole.Item).ToList();
        var runtime = new TaskGroupRuntime { Open = items.Count(i => !i.IsSettled) };
        node.Runtime = runtime;
        var dag = state.Nodes[node.Boundary];
        if (dag.Runtime is DagRuntime { Plan: var plan })
            runtime.Cursor = RestoreCursor(state, node, dag, plan.Sites[node.Site], 0, items.Select(i => i.Index));
    }

    private static void RestoreRetry(WorkflowState state, Node node)
    {
        // A retry by hand clears the message: its next attempt is due at once.
        var waits = node.Message is not null && RetryFlow.Last(state, node) is { IsSettled: true };
        node.Runtime = new RetryRuntime { RetryAt = waits ? RetryFlow.Due(TurnAt(state, node), node)?.UtcTicks ?? 0 : 0 };
    }
}
