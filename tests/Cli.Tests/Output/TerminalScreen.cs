using System.Text;

namespace Fleet.Cli.Tests.Output;

/// <summary>As much of a terminal as live views use: lines, wrapping, cursor up and down, erase a row. Tests look at what stands on it.</summary>
internal sealed class TerminalScreen(int columns) : TextWriter
{
    private readonly List<StringBuilder> rows = [new()];
    private int row;
    private int column;
    private string? escape;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>All rows without blanks at their ends; the empty ones at the end are left out.</summary>
    public string[] Rows => [.. rows.Select(text => text.ToString().TrimEnd()).Reverse().SkipWhile(text => text.Length == 0).Reverse()];

    public override void Write(char value)
    {
        if (escape is not null)
        {
            escape += value;
            // Modes that a process sets for its keys (ESC = and ESC [ ? 1 h) change nothing that stands here.
            if (escape is "=" or ">")
                escape = null;
            else if (char.IsAsciiLetter(value))
                Do();
            return;
        }

        switch (value)
        {
            case '\u001b':
                escape = "";
                break;
            case '\r':
                column = 0;
                break;
            case '\n':
                (row, column) = (row + 1, 0);
                Reach();
                break;
            default:
                if (column == columns)
                    Write('\n');
                rows[row].Append(' ', Math.Max(0, column + 1 - rows[row].Length));
                rows[row][column++] = value;
                break;
        }
    }

    private void Do()
    {
        var number = int.TryParse(escape![1..^1], out var given) ? given : 1;
        switch (escape[^1])
        {
            case 'A':
                row = Math.Max(0, row - number);
                break;
            case 'B':
                row += number;
                Reach();
                break;
            case 'K':
                Assert.Equal(2, number);
                rows[row].Clear();
                break;
            case 'm':
                break;
            case 'h' or 'l' when escape.StartsWith("[?", StringComparison.Ordinal):
                break;
            default:
                Assert.Fail($"escape {escape} is not expected of a live view");
                break;
        }

        escape = null;
    }

    private void Reach()
    {
        while (rows.Count <= row)
            rows.Add(new StringBuilder());
    }
}
