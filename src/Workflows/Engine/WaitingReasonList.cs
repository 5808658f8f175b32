using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine;

/// <summary>Collects why things wait.</summary>
internal static class WaitingReasonList
{
    public static List<WaitingReason> Of(WorkflowState state, int limit)
    {
        var spec = state.Workflow.Spec;
        var reasons = new List<WaitingReason>();
        Add(reasons, state, state.Waiting.Suspended, limit, WaitingKind.WorkflowSuspended, "the workflow is suspended: resume it");
        Add(reasons, state, state.Waiting.Workflow, limit, WaitingKind.WorkflowParallelism, $"spec.parallelism is {spec.Parallelism} and as many tasks are open");
        foreach (var boundary in state.Waiting.Boundaries)
        {
            var node = state.Nodes[boundary];
            var text = $"parallelism of template {node.Template?.Template.Name} is {node.Template?.Template.Parallelism} and as many of its children are open";
            Add(reasons, state, state.Waiting.Boundary(boundary)!, limit, WaitingKind.TemplateParallelism, text);
        }

        foreach (var node in state.Nodes)
        {
            if (reasons.Count >= limit)
                break;
            if (!node.IsFulfilled && Own(state, node) is { } reason)
                reasons.Add(reason);
        }

        return reasons;
    }

    private static void Add(List<WaitingReason> reasons, WorkflowState state, IEnumerable<StartKey> keys, int limit, WaitingKind kind, string text)
    {
        foreach (var key in keys)
        {
            if (reasons.Count >= limit)
                return;
            reasons.Add(new WaitingReason(Name(state, key), kind, text));
        }
    }

    private static string Name(WorkflowState state, StartKey key)
    {
        if (key.Owner < 0)
            return key.Site < 0 ? state.Name + Flow.WorkflowFlow.HookSuffix(state, key.Site) : state.Name;
        var owner = state.Nodes[key.Owner];
        var name = NodeNames.Name(state, owner);
        return owner.Runtime switch
        {
            DagRuntime dag when key.Site >= 0 => name + dag.Plan.Sites[dag.Plan.Order[key.Site]].Suffix,
            GroupRuntime when key.Site >= 0 => name + state.Nodes[owner.Boundary].Template!.Groups[owner.Index][key.Site].Suffix,
            _ when key.Site < 0 && Flow.HookFlow.Site(state, owner) is { } site => name + Flow.HookFlow.Suffix(site, key.Site),
            _ => name,
        };
    }

    private static WaitingReason? Own(WorkflowState state, Node node) => node switch
    {
        _ when node.Has(NodeFlags.Unbegun) => null,
        { Type: NodeType.Suspend, Leaf.ResumeAt: > 0 and var at } => new WaitingReason(
            NodeNames.Name(state, node), WaitingKind.Suspended, $"suspended until {Scopes.NodeFacts.Time(at)}, or resume it", new DateTimeOffset(at, TimeSpan.Zero)),
        { Type: NodeType.Suspend } => new WaitingReason(NodeNames.Name(state, node), WaitingKind.Suspended, "suspended: resume it"),
        { Runtime: RetryRuntime { RetryAt: > 0 and var at } } => new WaitingReason(
            NodeNames.Name(state, node), WaitingKind.RetryBackoff, $"next attempt at {Scopes.NodeFacts.Time(at)} ({node.Message})", new DateTimeOffset(at, TimeSpan.Zero)),
        { Runtime: TaskGroupRuntime { Cursor: { } cursor } } => new WaitingReason(
            NodeNames.Name(state, node), WaitingKind.Expansion, $"{cursor.Next} of {cursor.Items.Count} items are started"),
        _ => null,
    };
}
