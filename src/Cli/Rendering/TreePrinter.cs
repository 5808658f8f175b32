using Spectre.Console;

namespace Fleet.Cli.Rendering;

/// <summary>The tree of nodes with its columns STEP, TEMPLATE, PODNAME, DURATION, MESSAGE.</summary>
internal static class TreePrinter
{
    /// <summary>Markup lines; none when there is no node yet.</summary>
    public static IEnumerable<string> Lines(WorkflowView workflow, RenderOptions options)
    {
        var tree = new NodeTree(workflow);
        var main = TreeLines.Of(tree, options.Utf8);
        if (main.Count == 0)
            return [];
        var rows = new List<IReadOnlyList<Columns.Cell>> { Titles(options.Format) };
        rows.AddRange(main.Select(line => Row(workflow, line, options)));
        var handler = TreeLines.OfExitHandler(tree, options.Utf8);
        if (handler.Count > 0)
        {
            rows.Add([""]);
            rows.AddRange(handler.Select(line => Row(workflow, line, options)));
        }

        return Columns.Lines(rows);
    }

    private static Columns.Cell[] Titles(string format) =>
        format == "short" ? ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE", "NODENAME"]
        : format == "wide" ? ["STEP", "TEMPLATE", "PODNAME", "DURATION", "ARTIFACTS", "MESSAGE", "RESOURCESDURATION", "NODENAME"]
        : ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE"];

    private static List<Columns.Cell> Row(WorkflowView workflow, TreeLine line, RenderOptions options)
    {
        var node = line.Node;
        var glyph = Glyph.Of(node);
        var sign = options.Utf8 ? glyph.Utf8 : glyph.Ascii;
        var name = node.DisplayName.Length > 0 ? node.DisplayName : node.Name;
        var paint = glyph.Colour == Color.Default ? Markup.Escape(sign) : $"[{glyph.Colour.ToMarkup()}]{Markup.Escape(sign)}[/]";
        var step = new Columns.Cell($"{line.Prefix}{sign} {name}", $"{Markup.Escape(line.Prefix)}{paint} {Markup.Escape(name)}");
        var cells = new List<Columns.Cell> { step, node.Template, node.IsPod ? PodNames.Of(workflow.Name, node) : "", node.IsPod ? Durations.Between(node.StartedAt, node.FinishedAt, options.Now) : "" };
        if (options.Format == "wide")
            cells.Add(string.Join(',', node.Json.Items("outputs", "artifacts").Select(artifact => artifact.Text("name"))));
        cells.Add(OneLine(node.Message));
        if (options.Format == "wide")
            cells.Add(node.Json.Member("resourcesDuration") is { } resources ? string.Join(',', resources.EnumerateObject().Select(part => $"{part.Value}*{part.Name}")) : "");
        if (options.Format is "short" or "wide")
            cells.Add(node.HostNodeName);
        return cells;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
