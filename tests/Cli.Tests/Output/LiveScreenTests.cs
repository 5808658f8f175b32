using Fleet.Cli.Output;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Cli.Tests.Output;

public sealed class LiveScreenTests : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new();
    private readonly TerminalScreen terminal = new(20);
    private (int Columns, int Rows) size = (20, 6);
    private string[] frame = ["one", "two"];

    [Fact]
    public void Frame_Changes_IsDrawnInItsPlace()
    {
        using var screen = Start();
        Show(screen, "one", "two");
        Show(screen, "three");

        Assert.Equal(["three"], terminal.Rows);
    }

    [Fact]
    public void Frame_Unchanged_IsAskedAgainOnceASecond()
    {
        using var screen = Start();
        Show(screen, "0s");
        frame = ["1s"];
        time.Advance(Beat);
        Assert.Equal(["0s"], terminal.Rows);

        for (var i = 0; i < 10; i++)
            time.Advance(Beat);
        Assert.Equal(["1s"], terminal.Rows);
    }

    [Fact]
    public void Lines_Written_StandAboveTheFrame()
    {
        using var screen = Start();
        Show(screen, "frame");
        screen.Write("first");
        screen.Write("second, longer than the terminal is wide");
        Show(screen, "frame");
        screen.Write("third");
        Show(screen, "frame");

        Assert.Equal(["first", "second, longer than", "the terminal is wide", "third", "frame"], terminal.Rows);
    }

    [Fact]
    public void Frame_LinesTooLong_AreCut()
    {
        using var screen = Start();
        Show(screen, new string('x', 30), "[red]" + new string('y', 30) + "[/]", "end");

        Assert.Equal([new string('x', 18) + "…", new string('y', 18) + "…", "end"], terminal.Rows);
    }

    [Fact]
    public void Terminal_MadeNarrower_TheWrappedFrameIsTakenBack()
    {
        using var screen = Start();
        Show(screen, "123456789012345");
        // What the terminal makes of it: 15 cells take two rows of 10 columns, the cursor moves down by one.
        size = (10, 6);
        terminal.Write("\r\n");
        Show(screen, "short");

        Assert.Equal(["short"], terminal.Rows);
    }

    [Fact]
    public void Dispose_TakesTheFrameAway_AndWritesWhatIsLeft()
    {
        using (var screen = Start())
        {
            Show(screen, "frame");
            screen.Write("last");
        }

        time.Advance(Beat * 20);
        Assert.Equal(["last"], terminal.Rows);
    }

    [Fact]
    public void Frame_IsAskedForWhatFits()
    {
        var asked = (0, 0);
        using var screen = new LiveScreen(Environment(terminal), (columns, rows) =>
        {
            asked = (columns, rows);
            return [];
        });
        screen.Invalidate();
        time.Advance(Beat);

        Assert.Equal((19, 5), asked);
    }

    public void Dispose() => terminal.Dispose();

    private LiveScreen Start() => new(Environment(terminal), (_, _) => frame);

    private void Show(LiveScreen screen, params string[] lines)
    {
        frame = lines;
        screen.Invalidate();
        time.Advance(Beat);
    }

    private CliEnvironment Environment(TextWriter output) => new()
    {
        Out = output,
        Error = TextWriter.Null,
        In = Stream.Null,
        IsTerminal = true,
        Variable = _ => null,
        Time = time,
        Size = () => size,
    };
}
