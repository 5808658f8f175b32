using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// The most nodes that a workflow may have: a few lines of templates that call each other make more than any memory holds. A workflow that comes to it is Error: what runs is stopped, nothing new starts but
/// exit handlers, which may make as many nodes again. Argo has the size of its status object instead.
/// </summary>
internal static class NodeLimit
{
    /// <summary><see cref="WorkflowState.Overflow"/> of a workflow that has too many nodes.</summary>
    public const int Full = 1;

    /// <summary><see cref="WorkflowState.Overflow"/> when its exit handlers make too many as well.</summary>
    public const int FullForExit = 2;

    /// <summary>A node was made.</summary>
    public static void Count(Turn turn, Node node)
    {
        var state = turn.State;
        var stage = node.Has(NodeFlags.OnExit) ? FullForExit : Full;
        if (state.Overflow >= stage || state.Table.Live <= (long)state.NodeLimit * stage)
            return;
        state.Overflow = stage;
        turn.TouchWorkflow();
        turn.NoteOverflow();
    }

    /// <summary>Why a loop cannot be entered, before any item has a node; null: it can.</summary>
    public static string? Problem(Turn turn, Node boundary, LoopCursor loop)
    {
        var state = turn.State;
        var most = (long)state.NodeLimit * (boundary.Has(NodeFlags.OnExit) ? FullForExit : Full);
        // A looped task has its TaskGroup beside the items.
        var others = state.Table.Live + (boundary.Type == NodeType.DAG ? 1L : 0L);
        return others + loop.Items.Count <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the loop has {loop.Items.Count} items: with them the workflow would have {Sentence(state)}");
    }

    /// <summary>What is said of the workflow.</summary>
    public static string Message(WorkflowState state) => $"the workflow has {Sentence(state)}";

    private static string Sentence(WorkflowState state) =>
        string.Create(CultureInfo.InvariantCulture, $"more than {state.NodeLimit} nodes, the most that one may have; split it, or set FLEET_NODE_LIMIT higher where workflows are submitted to");
}
