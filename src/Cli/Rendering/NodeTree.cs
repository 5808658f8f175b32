namespace Fleet.Cli.Rendering;

/// <summary>
/// The nodes of a workflow as a tree of ownership. Argo's <c>children</c> are edges of execution; what is drawn is who contains whom:
/// the boundary (DAG, Steps), within it step groups, task groups and retries. Where only some nodes are shown, what one that is not shown contains takes its place.
/// </summary>
internal sealed class NodeTree
{
    private readonly WorkflowView workflow;
    private readonly Func<NodeView, bool>? shows;
    private readonly ILookup<string, NodeView> owned;

    /// <param name="workflow">The workflow.</param>
    /// <param name="shows">Which nodes are shown; null: all.</param>
    public NodeTree(WorkflowView workflow, Func<NodeView, bool>? shows = null)
    {
        this.workflow = workflow;
        this.shows = shows;
        var containers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parent in workflow.Nodes.Values.Where(node => node.Type is "StepGroup" or "TaskGroup" or "Retry"))
        {
            foreach (var child in parent.Children)
            {
                if (workflow.Nodes.TryGetValue(child, out var node) && Contains(parent, node))
                    containers[child] = parent.Id;
            }
        }

        owned = workflow.Nodes.Values.Where(node => !IsRoot(node))
            .ToLookup(node => containers.TryGetValue(node.Id, out var container) ? container : HookOwner(node) ?? node.BoundaryId, StringComparer.Ordinal);
    }

    /// <summary>The entry node; none before it exists, several where it is not shown itself.</summary>
    public IEnumerable<NodeView> Roots => workflow.Nodes.GetValueOrDefault(workflow.Name) is { } root ? Uppermost(root) : [];

    /// <summary>The workflow's exit handler in the same way.</summary>
    public IEnumerable<NodeView> ExitHandlers => workflow.Nodes.Values.FirstOrDefault(node => node.Name == workflow.Name + ".onExit") is { } handler ? Uppermost(handler) : [];

    /// <summary>What is shown in a node, in order: by start, then by name with its item numbers as numbers. Omitted nodes are left out.</summary>
    public IReadOnlyList<NodeView> ChildrenOf(NodeView node) =>
        shows is null ? Contained(node) : [.. Contained(node).SelectMany(child => child.Type == "StepGroup" ? [child] : Uppermost(child))];

    // Step groups are but a way to draw steps below their parent: without it they are nothing.
    private IEnumerable<NodeView> Uppermost(NodeView node) =>
        shows is null || (node.Type != "StepGroup" && shows(Shown(node))) ? [node] : Contained(node).SelectMany(Uppermost);

    private IReadOnlyList<NodeView> Contained(NodeView node)
    {
        if (node.Type == "Retry" && owned[node.Id].Count() == 1)
            return Contained(owned[node.Id].First());
        return [.. owned[node.Id].Where(child => child.Phase != "Omitted").OrderBy(child => child.Type == "StepGroup" ? GroupIndex(child) : 0)
            .ThenBy(child => child.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(ItemIndex).ThenBy(child => child.Name, StringComparer.Ordinal)];
    }

    /// <summary>What is shown for a node: a retry with one attempt is shown as that attempt under the retry's name.</summary>
    public NodeView Shown(NodeView node)
    {
        if (node.Type != "Retry" || owned[node.Id].Take(2).ToArray() is not [var attempt])
            return node;
        return attempt with { DisplayName = node.DisplayName };
    }

    private bool IsRoot(NodeView node) => node.Name == workflow.Name || node.Name == workflow.Name + ".onExit";

    private string? HookOwner(NodeView node)
    {
        if (node.BoundaryId.Length > 0)
            return null;
        // Workflow-level hooks and orphaned attempts have no boundary: they hang under the root.
        return workflow.Name;
    }

    private static bool Contains(NodeView parent, NodeView node) =>
        node.Name.StartsWith(parent.Name, StringComparison.Ordinal) && node.Name.Length > parent.Name.Length && node.Name[parent.Name.Length] is '(' or '.';

    private static int GroupIndex(NodeView group)
    {
        var open = group.Name.LastIndexOf('[');
        return open >= 0 && int.TryParse(group.Name.AsSpan(open + 1, group.Name.Length - open - 2), out var index) ? index : 0;
    }

    private static int ItemIndex(NodeView node)
    {
        var open = node.DisplayName.LastIndexOf('(');
        if (open < 0)
            return -1;
        var digits = node.DisplayName.AsSpan(open + 1);
        var length = 0;
        while (length < digits.Length && char.IsAsciiDigit(digits[length]))
            length++;
        return int.TryParse(digits[..length], out var index) ? index : -1;
    }
}
