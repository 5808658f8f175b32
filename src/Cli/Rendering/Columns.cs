using Spectre.Console;

namespace Fleet.Cli.Rendering;

/// <summary>Lays cells out in columns, three blanks apart, as markup lines; the last column is not padded.</summary>
internal static class Columns
{
    /// <summary>A cell: its plain text decides the width, its markup is what is written.</summary>
    internal readonly record struct Cell(string Text, string Markup)
    {
        public static implicit operator Cell(string text) => new(text, Spectre.Console.Markup.Escape(text));
    }

    /// <summary>A coloured cell.</summary>
    public static Cell Painted(string text, Color colour) =>
        new(text, colour == Color.Default ? Markup.Escape(text) : $"[{colour.ToMarkup()}]{Markup.Escape(text)}[/]");

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        if (rows.Count == 0)
            yield break;
        var widths = new int[rows.Max(row => row.Count)];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Count; i++)
                widths[i] = Math.Max(widths[i], row[i].Text.GetCellWidth());
        }

        foreach (var row in rows)
        {
            var line = new System.Text.StringBuilder();
            for (var i = 0; i < row.Count; i++)
            {
                line.Append(row[i].Markup);
                if (row.Skip(i + 1).Any(cell => cell.Text.Length > 0))
                    line.Append(' ', widths[i] - row[i].Text.GetCellWidth() + 3);
            }

            yield return line.ToString();
        }
    }

    private static int GetCellWidth(this string text) => text.Length == 0 ? 0 : new Text(text).Length;
}
