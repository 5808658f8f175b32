using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Watches a run: by which event each node came to be, and by which it was over.</summary>
internal sealed class NodeWatch
{
    private readonly VirtualRun _run;
    private int _event;

    public NodeWatch(VirtualRun run)
    {
        _run = run;
        run.Observe = (_, decision) => Look(decision);
    }

    /// <summary>Number of the event that made a node, by node name.</summary>
    public Dictionary<string, int> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>Number of the event by which a node was over, by node name.</summary>
    public Dictionary<string, int> Over { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes by name, as they were seen last.</summary>
    public Dictionary<string, NodeSummary> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Called after each event.</summary>
    public Action<WorkflowState>? Each { get; set; }

    /// <summary>Nodes that run at this moment: begun, not over, and nobody waits for a lock of theirs.</summary>
    public static IEnumerable<Node> Active(WorkflowState state) => state.Nodes.Where(node => !node.IsFulfilled && !node.Has(NodeFlags.Unbegun));

    private void Look(Decision decision)
    {
        _event++;
        foreach (var ordinal in decision.Nodes)
        {
            var node = _run.State.Describe(ordinal);
            Nodes[node.Name] = node;
            Made.TryAdd(node.Name, _event);
            if (_run.State.Nodes[ordinal].IsFulfilled)
                Over.TryAdd(node.Name, _event);
        }

        Each?.Invoke(_run.State);
    }
}
