using System.Globalization;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Status;

/// <summary><c>progress</c> of each node: of a task 1/1 or 0/1, of the others done and total tasks in it.</summary>
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
            if (node.CountsForProgress)
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
        {
            // What counts itself is one, whatever stands below it.
            texts[i] = state.Nodes[i] is { CountsForProgress: true } node ? (node.Phase == NodePhase.Succeeded ? "1/1" : "0/1")
                : total[i] == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{done[i]}/{total[i]}");
        }

        return texts;
    }
}
