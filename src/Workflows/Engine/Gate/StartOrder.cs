using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Gate;

/// <summary>
/// The order in which waiting starts are tried: that of a walk through the workflow, depth first, as Argo's (<c>executeTemplate</c> and below). What an item of a loop has begun goes on before the next item
/// begins. It is made of what never changes: numbers in templates and loops.
/// </summary>
internal sealed class StartOrder(WorkflowState state) : IComparer<StartKey>
{
    private const int Last = int.MaxValue;

    public int Compare(StartKey x, StartKey y)
    {
        var (one, other) = (x.Owner, y.Owner);
        var (here, there) = (Place(x), Place(y));
        if (one != other)
        {
            var (depth, otherDepth) = (Depth(one), Depth(other));
            for (; depth > otherDepth; depth--)
                (here, one) = (Place(state.Nodes[one]), state.Nodes[one].Owner);
            for (; otherDepth > depth; otherDepth--)
                (there, other) = (Place(state.Nodes[other]), state.Nodes[other].Owner);
            while (one != other)
            {
                (here, one) = (Place(state.Nodes[one]), state.Nodes[one].Owner);
                (there, other) = (Place(state.Nodes[other]), state.Nodes[other].Owner);
            }
        }

        return here.CompareTo(there) is not 0 and var order ? order : x.CompareTo(y);
    }

    private int Depth(int node)
    {
        var depth = 0;
        for (; node >= 0; node = state.Nodes[node].Owner)
            depth++;
        return depth;
    }

    // A start comes after all that the same call has begun: a loop's next item after the items before. Hooks come last, the exit handler behind the others.
    private (int, int, int) Place(StartKey key)
    {
        if (key.Site < 0)
            return (Last, key.Site == HookFlow.ExitSite ? Last : -key.Site, Last);
        var owner = key.Owner < 0 ? NodeType.DAG : state.Nodes[key.Owner].Type;
        return owner is NodeType.DAG or NodeType.StepGroup ? (key.Site, Last, Last) : (Last - 1, Last, Last);
    }

    // No two nodes of one owner have the same place: else what lies below them would be in no order with the rest.
    private (int, int, int) Place(Node node) => node.Role switch
    {
        NodeRole.Step => (node.Site, Math.Max(0, node.Index), node.Ordinal),
        NodeRole.Task => (Rank(node), 0, node.Ordinal),
        NodeRole.Hook => (Last, 0, node.Ordinal),
        NodeRole.Root => (0, 0, node.Ordinal),
        _ => (node.Index, 0, node.Ordinal),
    };

    // Of a DAG whose dependencies have tags the numbers of the list count.
    private int Rank(Node task) => state.Nodes[task.Owner].Template?.Dag is { } plan && task.Site < plan.Ranks.Length ? plan.Ranks[task.Site] : task.Site;
}
