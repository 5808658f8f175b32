using System.Globalization;
using Fleet.Cli.Rendering;
using Fleet.Workflows.Expressions;
using Spectre.Console;

namespace Fleet.Cli.Simulation;

/// <summary>The timeline as bars, one a task: what it waits for a slot is dotted. Lines are Spectre markup.</summary>
internal static class TimelinePlot
{
    private const int LongestLabel = 32;
    private const int ShortestBar = 10;

    /// <summary>Title and bars.</summary>
    /// <param name="rows">Tasks and suspend nodes.</param>
    /// <param name="end">Seconds at which the simulation ended.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="utf8">Draw with UTF-8 signs; else ASCII.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<TimelineRow> rows, double end, string title, int width, bool utf8)
    {
        yield return Markup.Escape(title);
        if (rows.Count == 0)
            yield break;
        var labels = rows.Select(row => Short(row.DisplayName, utf8)).ToArray();
        var times = rows.Select(row => Times(row, utf8)).ToArray();
        var labelWidth = labels.Max(label => label.Length);
        var bar = Math.Max(ShortestBar, width - labelWidth - times.Max(time => time.Length) - 4);
        for (var i = 0; i < rows.Count; i++)
        {
            var glyph = Glyph.OfPhase(rows[i].Phase);
            var drawn = Bar(rows[i], end, bar, utf8).PadRight(bar);
            yield return $"{Markup.Escape(labels[i].PadRight(labelWidth))}  {(glyph.Colour == Color.Default ? drawn : $"[{glyph.Colour.ToMarkup()}]{drawn}[/]")}  {Markup.Escape(times[i])}";
        }
    }

    private static string Bar(TimelineRow row, double end, int width, bool utf8)
    {
        var (waits, runs) = utf8 ? ('·', row.Type == "Suspend" ? '░' : '█') : ('.', row.Type == "Suspend" ? '=' : '#');
        var begin = Column(row.Ready);
        var from = Math.Max(begin, Column(row.Started ?? row.Finished ?? end));
        var to = row.Started is null ? from : Math.Min(width, Math.Max(from + 1, Column(row.Finished ?? end)));
        // What is too short for a column is shown in the last one.
        if (row.Started is not null && from == to)
            from = Math.Max(0, to - 1);
        begin = Math.Min(begin, from);
        return new string(' ', begin) + new string(waits, from - begin) + new string(runs, to - from);

        int Column(double at) => end <= 0 ? 0 : Math.Min(width, (int)(at / end * width));
    }

    private static string Times(TimelineRow row, bool utf8) => row.Started is { } started
        ? $"{Time(started)} {(utf8 ? "→" : "-")} {(row.Finished is { } finished ? Time(finished) : "?")}"
        : "never began";

    private static string Time(double seconds) => GoDuration.FromTimeSpan(TimeSpan.FromSeconds(seconds)).ToString();

    private static string Short(string label, bool utf8) => label.Length <= LongestLabel ? label : string.Create(CultureInfo.InvariantCulture, $"{label.AsSpan(0, LongestLabel - (utf8 ? 1 : 3))}{(utf8 ? "…" : "...")}");
}
