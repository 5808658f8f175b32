using Spectre.Console;

namespace Fleet.Cli.Rendering;

/// <summary>The tree of nodes with its columns STEP, TEMPLATE, PODNAME, DURATION, MESSAGE.</summary>
internal static class TreePrinter
{
    /// <summary>Format of live views where there is no room for pod names.</summary>
    public const string Compact = "compact";

    /// <summary>Format of live views where there is no room for templates either.</summary>
    public const string Narrow = "narrow";

    /// <summary>Markup lines; none when there is no node yet.</summary>
    public static IEnumerable<string> Lines(WorkflowView workflow, RenderOptions options) => Rows(workflow, options).Select(row => row.Markup);

    /// <summary>Markup lines with the node that each shows; null: the titles, a blank.</summary>
    public static IEnumerable<(string Markup, NodeView? Node)> Rows(WorkflowView workflow, RenderOptions options)
    {
        var tree = new NodeTree(workflow, options.Shows);
        var main = TreeLines.Of(tree, options.Utf8);
        var handler = TreeLines.OfExitHandler(tree, options.Utf8);
        if (main.Count + handler.Count == 0)
            return [];
        var between = main.Count > 0 && handler.Count > 0;
        var rows = new List<IReadOnlyList<Columns.Cell>> { Titles(options.Format) };
        rows.AddRange(main.Select(line => Row(workflow, line, options)));
        if (between)
            rows.Add([""]);
        rows.AddRange(handler.Select(line => Row(workflow, line, options)));

        NodeView?[] nodes = [null, .. main.Select(line => line.Node), .. between ? (NodeView?[])[null] : [], .. handler.Select(line => line.Node)];
        return Columns.Lines(rows).Zip(nodes);
    }

    private static Columns.Cell[] Titles(string format) =>
        format == "short" ? ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE", "NODENAME"]
        : format == "wide" ? ["STEP", "TEMPLATE", "PODNAME", "DURATION", "ARTIFACTS", "MESSAGE", "RESOURCESDURATION", "NODENAME"]
        : format == Compact ? ["STEP", "TEMPLATE", "DURATION", "MESSAGE"]
        : format == Narrow ? ["STEP", "DURATION", "MESSAGE"]
        : ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE"];

    private static List<Columns.Cell> Row(WorkflowView workflow, TreeLine line, RenderOptions options)
    {
        var node = line.Node;
        var glyph = Glyph.Of(node);
        var sign = options.Utf8 ? glyph.Utf8 : glyph.Ascii;
        var name = ShownText.Of(node.DisplayName.Length > 0 ? node.DisplayName : node.Name);
        var paint = glyph.Colour == Color.Default ? Markup.Escape(sign) : $"[{glyph.Colour.ToMarkup()}]{Markup.Escape(sign)}[/]";
        var step = new Columns.Cell($"{line.Prefix}{sign} {name}", $"{Markup.Escape(line.Prefix)}{paint} {Markup.Escape(name)}");
        var cells = new List<Columns.Cell> { step };
        if (options.Format != Narrow)
            cells.Add(node.Template);
        if (options.Format is not (Narrow or Compact))
            cells.Add(node.IsPod ? PodNames.Of(workflow.Name, node) : "");
        cells.Add(node.IsPod ? Durations.Between(node.StartedAt, node.FinishedAt, options.Now) : "");
        if (options.Format == "wide")
            cells.Add(string.Join(',', node.Json.Items("outputs", "artifacts").Select(ArtifactText.Name)));
        cells.Add(OneLine(node.Message));
        if (options.Format == "wide")
            cells.Add(node.Json.Member("resourcesDuration") is { } resources ? string.Join(',', resources.EnumerateObject().Select(part => $"{part.Value}*{part.Name}")) : "");
        if (options.Format is "short" or "wide")
            cells.Add(node.HostNodeName);
        return cells;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
