using System.Globalization;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Status;

/// <summary><c>progress</c> of each node: done and total tasks in it.</summary>
internal static class NodeProgress
{
    /// <summary>By ordinal; null: the node has none.</summary>
    public static string?[] Of(WorkflowState state)
    {
        var done = new int[state.NodeCount];
        var total = new int[state.NodeCount];
        for (var i = state.NodeCount - 1; i >= 0; i--)
        {
            var node = state.Nodes[i];
            if (node.Type is NodeType.Pod or NodeType.HTTP)
            {
                total[i]++;
                if (node.Phase == NodePhase.Succeeded)
                    done[i]++;
            }

            if (node.Owner < 0)
                continue;
            done[node.Owner] += done[i];
            total[node.Owner] += total[i];
        }

        var texts = new string?[state.NodeCount];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = total[i] == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{done[i]}/{total[i]}");
        return texts;
    }
}
