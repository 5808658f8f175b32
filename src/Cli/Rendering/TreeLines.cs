namespace Fleet.Cli.Rendering;

/// <summary>A line of the tree.</summary>
/// <param name="Prefix">The drawing before the sign.</param>
/// <param name="Node">The node.</param>
internal readonly record struct TreeLine(string Prefix, NodeView Node);

/// <summary>Draws a <see cref="NodeTree"/> as lines; step groups are not lines but branches of the drawing.</summary>
internal static class TreeLines
{
    /// <summary>All lines of the workflow: the entry node's tree, then (after an empty node) the exit handler's.</summary>
    public static IReadOnlyList<TreeLine> Of(NodeTree tree, bool utf8) => Draw(tree, tree.Roots, utf8);

    /// <summary>Lines of the exit handler; none when there is none.</summary>
    public static IReadOnlyList<TreeLine> OfExitHandler(NodeTree tree, bool utf8) => Draw(tree, tree.ExitHandlers, utf8);

    private static List<TreeLine> Draw(NodeTree tree, IEnumerable<NodeView> roots, bool utf8)
    {
        var lines = new List<TreeLine>();
        foreach (var root in roots)
            Add(lines, tree, root, "", "", utf8 ? Drawing.Utf8 : Drawing.Ascii);
        return lines;
    }

    private static void Add(List<TreeLine> lines, NodeTree tree, NodeView node, string prefix, string indent, Drawing draw)
    {
        lines.Add(new TreeLine(prefix, tree.Shown(node)));
        var children = tree.ChildrenOf(node).Where(child => child.Type != "StepGroup" || tree.ChildrenOf(child).Count > 0).ToArray();
        for (var i = 0; i < children.Length; i++)
        {
            var last = i == children.Length - 1;
            if (children[i].Type == "StepGroup")
                AddGroup(lines, tree, children[i], indent, last, draw);
            else
                Add(lines, tree, children[i], indent + (last ? draw.Last : draw.Branch), indent + (last ? draw.Blank : draw.Line), draw);
        }
    }

    private static void AddGroup(List<TreeLine> lines, NodeTree tree, NodeView group, string indent, bool last, Drawing draw)
    {
        var steps = tree.ChildrenOf(group);
        for (var i = 0; i < steps.Count; i++)
        {
            var outer = i == 0 ? (last ? draw.Last : draw.Branch) : (last ? draw.Blank : draw.Line);
            var inner = steps.Count == 1 ? draw.Single : i == 0 ? draw.Fork : i == steps.Count - 1 ? draw.Last : draw.Branch;
            var below = indent + (last ? draw.Blank : draw.Line) + (i == steps.Count - 1 ? draw.Blank : draw.Line);
            Add(lines, tree, steps[i], indent + outer + inner, below, draw);
        }
    }

    private sealed record Drawing(string Branch, string Last, string Line, string Blank, string Fork, string Single)
    {
        public static readonly Drawing Utf8 = new("├─", "└─", "│ ", "  ", "┬─", "──");

        public static readonly Drawing Ascii = new("|-", "`-", "| ", "  ", "+-", "--");
    }
}
