using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Makes a state from records: nodes, then counters, then what only open nodes have, then what waits.</summary>
internal static class StateLoader
{
    public static WorkflowState Load(WorkflowRecord record, IReadOnlyList<NodeRecord> records)
    {
        var state = WorkflowRecordCodec.Read(record);
        foreach (var nodeRecord in records.OrderBy(r => r.Ordinal))
        {
            if (nodeRecord.Ordinal != state.NodeCount)
                throw new InvalidDataException($"workflow {record.Name}: the record of node {state.NodeCount} is missing");
            state.Table.Add(NodeRecordCodec.Read(nodeRecord, state));
        }

        Count(state);
        if (state.IsFinished || record.ValuesAreCut)
            return state;
        foreach (var node in state.Nodes)
        {
            if (!node.IsOver && !node.Has(NodeFlags.Unbegun))
                RuntimeRestorer.Restore(state, node);
        }

        RuntimeRestorer.CountChildren(state);
        WaitingRestorer.Restore(state);
        return state;
    }

    /// <summary>Counts anew what is counted over all nodes.</summary>
    public static void Count(WorkflowState state)
    {
        (state.TasksTotal, state.TasksDone, state.ActivePods, state.OpenHooks) = (0, 0, 0, 0);
        state.OpenDaemons.Clear();
        foreach (var node in state.Nodes)
        {
            if (node.CountsForProgress)
            {
                state.TasksTotal++;
                if (node.Phase == NodePhase.Succeeded)
                    state.TasksDone++;
            }

            if (!node.IsOver && (node.Has(NodeFlags.Unbegun) ? node.Has(NodeFlags.Placed) : node.Type == NodeType.Pod))
                state.ActivePods++;
            if (node.Has(NodeFlags.Daemoned) && !node.IsOver)
                state.OpenDaemons.Add(node.Ordinal);
            if (node.Role == NodeRole.Hook && !node.IsSettled)
            {
                if (node.Owner < 0)
                    state.OpenHooks++;
                else
                    state.Nodes[node.Owner].OpenHooks++;
            }
        }
    }
}
