using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Status;

/// <summary>
/// The edges that clients draw: <c>children</c> and <c>outboundNodes</c>. They follow from who owns whom and from the templates, so that they are not
/// stored: a fan-in would change the rows of all nodes before it (Argo's source <c>getOutboundNodes</c>, <c>connectDependencies</c>).
/// </summary>
internal sealed class NodeGraph
{
    private readonly WorkflowState _state;
    private readonly List<int>?[] _children;
    private readonly List<int>?[] _outbound;

    private NodeGraph(WorkflowState state)
    {
        _state = state;
        _children = new List<int>?[state.NodeCount];
        _outbound = new List<int>?[state.NodeCount];
    }

    /// <summary>Draws the edges of all nodes.</summary>
    public static NodeGraph Of(WorkflowState state)
    {
        var graph = new NodeGraph(state);
        foreach (var node in state.Nodes)
        {
            if (!node.Has(NodeFlags.Removed))
                graph.Connect(node);
        }

        return graph;
    }

    /// <summary>Ordinals of a node's children, in the order they were made.</summary>
    public IReadOnlyList<int> Children(int node) => _children[node] ?? [];

    /// <summary>Where what comes after a Steps or DAG node hangs; empty for other types.</summary>
    public IReadOnlyList<int> Outbound(Node node) => node.Type is NodeType.Steps or NodeType.DAG ? OutboundOf(node) : [];

    private void Connect(Node node)
    {
        switch (node.Role)
        {
            case NodeRole.Group: ConnectGroup(node); break;
            case NodeRole.Task: ConnectTask(node); break;
            case NodeRole.Member: ConnectMember(node); break;
            case NodeRole.Hook when node.Owner < 0:
                if (node.Suffix != ".onExit" && _state.Root is { } root)
                    Add(root.Ordinal, node.Ordinal);
                break;
            default:
                if (node.Owner >= 0)
                    Add(node.Owner, node.Ordinal);
                break;
        }
    }

    // The first group hangs under its Steps node, the next ones under what comes out of the group before.
    private void ConnectGroup(Node group)
    {
        if (group.Index == 0)
        {
            Add(group.Owner, group.Ordinal);
            return;
        }

        var before = Group(group.Owner, group.Index - 1);
        var steps = Owned(before.Ordinal, NodeRole.Step).ToList();
        if (steps.Count == 0)
            Add(before.Ordinal, group.Ordinal);
        foreach (var outbound in steps.SelectMany(OutboundOf))
            Add(AsOf(group, outbound), group.Ordinal);
    }

    private readonly Dictionary<int, Dictionary<int, Node>> _groups = [];

    private Node Group(int steps, int index)
    {
        if (!_groups.TryGetValue(steps, out var groups))
        {
            _groups[steps] = groups = [];
            foreach (var group in Owned(steps, NodeRole.Group))
                groups.TryAdd(group.Index, group);
        }

        return groups[index];
    }

    private void ConnectTask(Node task)
    {
        var dag = _state.Nodes[task.Owner];
        var dependencies = NodeEnds.Plan(dag)?.Dependencies[task.Site] ?? [];
        if (dependencies.Length == 0)
        {
            Add(dag.Ordinal, task.Ordinal);
            return;
        }

        foreach (var dependency in dependencies)
        {
            if (Task(dag, dependency) is not { } before)
                continue;
            foreach (var outbound in OutboundOf(before))
                Add(AsOf(task, outbound), task.Ordinal);
        }
    }

    private void ConnectMember(Node member)
    {
        var names = member.Template?.Template.ContainerSet?.Containers[member.Site].Dependencies ?? [];
        var before = Owned(member.Owner, NodeRole.Member).Where(other => names.Contains(other.Suffix[1..])).ToList();
        if (before.Count == 0)
            Add(member.Owner, member.Ordinal);
        foreach (var dependency in before)
            Add(dependency.Ordinal, member.Ordinal);
    }

    // What follows a daemon hangs below the attempt that was there when it began, though there are others since.
    private int AsOf(Node after, int outbound) => _state.Nodes[outbound] is { Role: NodeRole.Attempt } attempt && attempt.Ordinal > after.Ordinal
        ? Owned(attempt.Owner, NodeRole.Attempt).LastOrDefault(earlier => earlier.Ordinal < after.Ordinal)?.Ordinal ?? outbound
        : outbound;

    // Containers of a set that no other waits for; what follows hangs below them.
    private IEnumerable<Node> LastMembers(Node pod)
    {
        if (pod.Template?.Template.ContainerSet is not { } set)
            return [];
        var waitedFor = set.Containers.SelectMany(container => container.Dependencies).ToHashSet(StringComparer.Ordinal);
        return Owned(pod.Ordinal, NodeRole.Member).Where(member => !waitedFor.Contains(member.Suffix[1..]));
    }

    private List<int> OutboundOf(Node node)
    {
        if (_outbound[node.Ordinal] is { } known)
            return known;
        List<int> outbound = node.Type switch
        {
            NodeType.TaskGroup or NodeType.Retry or NodeType.Steps or NodeType.DAG => [.. NodeEnds.Of(_state, node).SelectMany(OutboundOf)],
            NodeType.Pod => [.. LastMembers(node).DefaultIfEmpty(node).Select(last => last.Ordinal)],
            _ => [node.Ordinal],
        };
        if (outbound.Count == 0 && node.Type is NodeType.TaskGroup or NodeType.Retry)
            outbound.Add(node.Ordinal);
        return _outbound[node.Ordinal] = outbound;
    }

    private readonly Dictionary<int, int[]> _tasks = [];

    private Node? Task(Node dag, int site)
    {
        if (!_tasks.TryGetValue(dag.Ordinal, out var tasks))
        {
            tasks = new int[dag.Template!.Groups[0].Length];
            Array.Fill(tasks, -1);
            foreach (var task in Owned(dag.Ordinal, NodeRole.Task))
                tasks[task.Site] = task.Ordinal;
            _tasks[dag.Ordinal] = tasks;
        }

        return tasks[site] < 0 ? null : _state.Nodes[tasks[site]];
    }

    private IEnumerable<Node> Owned(int owner, NodeRole role) => NodeEnds.Owned(_state, _state.Nodes[owner], role);

    private void Add(int parent, int child) => (_children[parent] ??= []).Add(child);
}
