using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Runtime;

/// <summary>Nodes of a loop in the order of its items. They are made in that order, but for those that a retry by hand makes again.</summary>
internal static class LoopItems
{
    /// <summary>Puts a node in its place.</summary>
    public static void Insert(WorkflowState state, List<int> items, int ordinal)
    {
        var index = state.Nodes[ordinal].Index;
        var at = items.Count;
        while (at > 0 && state.Nodes[items[at - 1]].Index > index)
            at--;
        items.Insert(at, ordinal);
    }

    /// <summary>Items of a TaskGroup.</summary>
    public static List<int> Of(WorkflowState state, Node taskGroup)
    {
        var items = new List<int>(taskGroup.Owned?.Count ?? 0);
        var last = -1;
        var sorted = true;
        foreach (var ordinal in taskGroup.Owned ?? [])
        {
            if (state.Nodes[ordinal] is not { Role: NodeRole.Item } item)
                continue;
            items.Add(ordinal);
            sorted &= item.Index > last;
            last = item.Index;
        }

        if (!sorted)
            items.Sort((one, other) => state.Nodes[one].Index.CompareTo(state.Nodes[other].Index));
        return items;
    }
}
