using System.Globalization;
using Spectre.Console;

namespace Fleet.Cli.Rendering;

/// <summary>What a live view shows of a workflow in so many rows: as <c>fleet get</c> while there is room, else one line about the workflow and the nodes that matter most.</summary>
internal static class LiveFrame
{
    // Enough for: main: Error (exit code 1)
    private const int MessageWidth = 25;

    /// <summary>Markup lines, at most <paramref name="rows"/>.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="options">Signs and time.</param>
    /// <param name="columns">Columns there are: pod names and templates go where durations and messages would have no room.</param>
    /// <param name="rows">Rows there are.</param>
    /// <param name="brief">One line about the workflow even where there is room for its header.</param>
    public static IReadOnlyList<string> Lines(WorkflowView workflow, RenderOptions options, int columns, int rows, bool brief)
    {
        options = options with { Format = new[] { options.Format, TreePrinter.Compact }.FirstOrDefault(format => Fits(workflow, options with { Format = format }, columns), TreePrinter.Narrow) };
        if (!brief)
        {
            var whole = GetPrinter.Lines(workflow, options);
            if (whole.Count <= rows)
                return whole;
        }

        return [.. new[] { About(workflow, options) }.Concat(Table(workflow, options, rows - 1)).Take(Math.Max(0, rows))];
    }

    private static string About(WorkflowView workflow, RenderOptions options)
    {
        var glyph = Glyph.OfPhase(workflow.Phase);
        return string.Join("  ", new[]
        {
            $"[{glyph.Colour.ToMarkup()}]{(options.Utf8 ? glyph.Utf8 : glyph.Ascii)} {workflow.Status}[/]", Markup.Escape(workflow.Name), workflow.Progress,
            Durations.Between(workflow.StartedAt, workflow.FinishedAt, options.Now), Markup.Escape(workflow.Message.ReplaceLineEndings(" ")),
        }.Where(part => part.Length > 0));
    }

    private static IEnumerable<string> Table(WorkflowView workflow, RenderOptions options, int rows)
    {
        var table = TreePrinter.Rows(workflow, options).ToList();
        if (table.Count <= rows)
            return table.Select(row => row.Markup);
        // The titles, then what is at work or went wrong, then what waits, then what has ended last; in the order of the tree, with a line for the rest.
        var kept = table.Select((row, at) => (at, row.Node)).Skip(1).Where(row => row.Node is not null)
            .OrderBy(row => Rank(row.Node!)).ThenByDescending(row => Rank(row.Node!) == 2 ? row.Node!.FinishedAt : null).ThenBy(row => row.at)
            .Take(Math.Max(0, rows - 2)).Select(row => row.at).ToHashSet();
        var left = table.Where((row, at) => row.Node is not null && !kept.Contains(at)).Select(row => row.Node!).ToList();
        return [table[0].Markup, .. kept.Order().Select(at => table[at].Markup), Rest(left, options)];
    }

    private static bool Fits(WorkflowView workflow, RenderOptions options, int columns) =>
        TreePrinter.Lines(workflow, options).FirstOrDefault() is not { } titles || titles.IndexOf("MESSAGE", StringComparison.Ordinal) + MessageWidth <= columns;

    private static int Rank(NodeView node) => node.Phase switch
    {
        "Running" or "Failed" or "Error" => 0,
        "Pending" or "" => 1,
        _ => 2,
    };

    private static string Rest(List<NodeView> nodes, RenderOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(options.Utf8 ? "…" : "...")} {nodes.Count} more: {string.Join(", ", nodes.GroupBy(node => node.Phase.Length == 0 ? "Pending" : node.Phase).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"))}");
}
