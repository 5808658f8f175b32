using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Nodes;

/// <summary>
/// Where what follows a node hangs in Argo's graph of nodes (Argo's source <c>getOutboundNodes</c>): below the items of a loop, the last attempt, the steps of the last group, the targets of a DAG.
/// </summary>
internal static class NodeEnds
{
    /// <summary>The nodes directly inside that a node ends with; none: it has nothing inside.</summary>
    public static IEnumerable<Node> Of(WorkflowState state, Node node) => node.Type switch
    {
        NodeType.TaskGroup => Owned(state, node, NodeRole.Item),
        NodeType.Retry => Owned(state, node, NodeRole.Attempt).TakeLast(1),
        NodeType.Steps => Owned(state, node, NodeRole.Group).TakeLast(1).SelectMany(group => Owned(state, group, NodeRole.Step)),
        NodeType.DAG => Targets(state, node),
        _ => [],
    };

    /// <summary>The graph of a DAG; null: its template is not known yet.</summary>
    public static DagPlan? Plan(Node dag) => (dag.Runtime as DagRuntime)?.Plan ?? dag.Template?.Dag;

    /// <summary>Nodes that a node owns in one role, in the order they were made.</summary>
    public static IEnumerable<Node> Owned(WorkflowState state, Node owner, NodeRole role) =>
        owner.Owned is null ? [] : owner.Owned.Select(ordinal => state.Nodes[ordinal]).Where(node => node.Role == role);

    private static IEnumerable<Node> Targets(WorkflowState state, Node dag)
    {
        if (Plan(dag) is not { } plan)
            return [];
        var tasks = Owned(state, dag, NodeRole.Task).ToDictionary(task => task.Site);
        return plan.Targets.Where(tasks.ContainsKey).Select(target => tasks[target]);
    }
}
