using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fleet.Cli.Output;

/// <summary>Turns a markup line of the printers into the text that is written: coloured or plain, cut to a width.</summary>
internal static class MarkupText
{
    private const int Unlimited = 100_000;

    /// <summary>The text of a line.</summary>
    /// <param name="markup">Spectre markup without line breaks.</param>
    /// <param name="width">Cells at most; what is cut ends with <c>…</c>.</param>
    /// <param name="colour">With SGR escapes.</param>
    public static string Render(string markup, int width, bool colour)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Unlimited; // wrapping is the terminal's, not the library's
        console.Write(new Line(Cut(new Markup(markup).GetSegments(console), width)));
        return text.ToString();
    }

    /// <summary>Cells that a rendered text without escapes takes on a terminal.</summary>
    public static int Width(string text) => text.Length == 0 ? 0 : Segment.CellCount([new Segment(text)]);

    private static List<Segment> Cut(IEnumerable<Segment> segments, int width)
    {
        var all = segments.ToList();
        if (Segment.CellCount(all) <= width)
            return all;
        var kept = new List<Segment>();
        var left = width - 1;
        foreach (var segment in all)
        {
            var part = Head(segment.Text, left);
            left -= Width(part);
            kept.Add(new Segment(part.Length < segment.Text.Length ? part + "…" : part, segment.Style));
            if (part.Length < segment.Text.Length)
                break;
        }

        return kept;
    }

    private static string Head(string text, int width)
    {
        var head = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var cells = Width(rune.ToString());
            if (cells > width)
                break;
            width -= cells;
            head.Append(rune);
        }

        return head.ToString();
    }

    private sealed class Line(IReadOnlyList<Segment> segments) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => segments;
    }
}
