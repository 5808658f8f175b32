using System.Globalization;
using System.Text;

namespace Fleet.Cli.Output;

/// <summary>
/// A frame at the bottom of a terminal that redraws itself, with lines that scroll away above it. The frame never exceeds the terminal and its lines are cut, not
/// wrapped, so that it can be taken back; it follows a resize, and costs at most ten drawings a second.
/// </summary>
internal sealed class LiveScreen : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private const int BeatsPerTick = 10;

    private readonly CliEnvironment environment;
    private readonly Func<int, int, IReadOnlyList<string>> frame;
    private readonly Lock gate = new();
    private readonly StringBuilder above = new();
    private readonly List<int> drawn = [];
    private readonly ITimer timer;
    private bool changed;
    private bool ended;
    private int beats;

    /// <summary>Begins to draw.</summary>
    /// <param name="environment">The terminal.</param>
    /// <param name="frame">Gives the frame's markup lines for (columns, rows), at most that many rows; asked again on each change and once a second.</param>
    public LiveScreen(CliEnvironment environment, Func<int, int, IReadOnlyList<string>> frame)
    {
        this.environment = environment;
        this.frame = frame;
        timer = environment.Time.CreateTimer(_ => OnBeat(), null, Beat, Beat);
    }

    /// <summary>The frame shows something else now.</summary>
    public void Invalidate()
    {
        lock (gate)
            changed = true;
    }

    /// <summary>A line above the frame.</summary>
    /// <param name="line">Text with at most colours in it.</param>
    public void Write(string line)
    {
        lock (gate)
        {
            above.Append(line).Append('\n');
            changed = true;
        }
    }

    /// <summary>Writes what is left, and takes the frame away.</summary>
    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            ended = true;
            environment.Out.Write(Erased().Append(above));
            environment.Out.Flush();
            above.Clear();
        }
    }

    private void OnBeat()
    {
        lock (gate)
        {
            if (ended || (++beats < BeatsPerTick && !changed))
                return;
            (beats, changed) = (0, false);
            var (columns, rows) = environment.Size();
            var text = Erased().Append(above);
            above.Clear();
            // A row less than there is: the cursor stands below the frame. A cell less: a full last cell makes some terminals wrap.
            foreach (var line in frame(columns - 1, rows - 1))
            {
                drawn.Add(MarkupText.Width(MarkupText.Render(line, columns - 1, colour: false)));
                text.Append(MarkupText.Render(line, columns - 1, environment.Colour)).Append('\n');
            }

            environment.Out.Write(text);
            environment.Out.Flush();
        }
    }

    // A terminal that was made narrower since has wrapped the frame's lines: they take more rows than were written. Row by row, as tmux keeps a copy in its history of
    // what is cleared from the upper left corner.
    private StringBuilder Erased()
    {
        var (columns, rows) = environment.Size();
        var height = drawn.Sum(width => Math.Max(1, (width + columns - 1) / columns));
        drawn.Clear();
        var text = new StringBuilder();
        height = Math.Min(height, rows - 1);
        if (height > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\r\u001b[{height}A");
            text.Insert(text.Length, "\u001b[2K\u001b[1B", height);
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{height}A");
        }

        return text;
    }
}
