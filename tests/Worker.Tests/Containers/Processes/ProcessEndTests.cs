using System.Globalization;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>How a task of the process runtime ends, and what becomes of it, on whatever rung this machine has.</summary>
public sealed class ProcessEndTests : ProcessTest
{
    [Fact]
    public async Task Stop_OfOneThatIgnoresIt_KillsItAfterTheGrace()
    {
        var id = await StartAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await FirstFrameAsync(id);

        await Runtime.StopAsync(id, TimeSpan.FromMilliseconds(100), Token);

        var state = await Runtime.InspectAsync(id, Token);
        Assert.Equal((ContainerPhase.Exited, 137, false), (state!.Phase, state.ExitCode, state.KilledByEngine));
    }

    [Fact]
    public async Task End_OfTheTask_EndsWhatItLeftInTheBackground()
    {
        var mark = Guid.NewGuid().ToString("N");
        var (id, output) = await RunAsync($"setsid sh -c 'echo {mark}; : >/tmp/said; while :; do sleep 0.05; done' & until [ -e /tmp/said ]; do sleep 0.05; done; exit 3");

        Assert.Equal((3, mark + "\n"), ((await Runtime.InspectAsync(id, Token))!.ExitCode, output));
        Assert.DoesNotContain(System.Diagnostics.Process.GetProcesses(), process => CommandLine(process.Id).Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task State_WhenAllItsProcessesWereKilled_SaysSo()
    {
        var id = await StartAsync("echo ready; while :; do sleep 0.1; done");
        await FirstFrameAsync(id);

        KillHard(id, "claim");
        KillHard(id, "init");

        var end = await Runtime.WaitAsync(id, Token);
        Assert.True(end!.KilledByEngine);
        Assert.Null(end.ExitCode);
    }

    [Fact]
    public async Task State_WhenOnlyItsShimWasKilled_StillGetsTheExitCode()
    {
        var id = await StartAsync("while [ ! -e /tmp/go ]; do sleep 0.05; done; echo out; exit 5");

        KillHard(id, "claim");
        Assert.Equal(0, await Runtime.ExecAsync(id, ["touch", "/tmp/go"], Token));

        Assert.Equal((5, false), (await Runtime.WaitAsync(id, Token) is { } end ? (end.ExitCode, end.KilledByEngine) : default));
        Assert.Equal("out\n", Text(await FramesAsync(Runtime, id)));
    }

    [Fact]
    public async Task Runtime_OfAnotherProcess_GoesOnWithWhatRuns()
    {
        var id = await StartAsync("for i in 1 2 3; do echo $i; done; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo 4; exit 7");
        await FirstFrameAsync(id);
        var engine = (await Runtime.InfoAsync(Token)).Id;
        var following = FramesAsync(Runtime, id);

        await using var other = new ProcessRuntime(Options, NullLogger.Instance, TimeProvider.System);
        var waiting = other.WaitAsync(id, Token);
        Assert.Equal((engine, ContainerPhase.Running), ((await other.InfoAsync(Token)).Id, (await other.InspectAsync(id, Token))!.Phase));
        Assert.Equal(0, await other.ExecAsync(id, ["touch", "/tmp/go"], Token));

        Assert.Equal(7, (await waiting)!.ExitCode);
        var (first, second) = (await following, await FramesAsync(other, id));
        Assert.Equal("1\n2\n3\n4\n", Text(first));
        Assert.Equal(first.Select(frame => (frame.Nanos, Text([frame]))), second.Select(frame => (frame.Nanos, Text([frame]))));
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void KillHard(string id, string file)
    {
        var stat = File.ReadAllText(Path.Combine(Options.Scratch, "state", $"{id}.{file}"));
        using var process = System.Diagnostics.Process.GetProcessById(int.Parse(stat.Split(' ')[0], CultureInfo.InvariantCulture));
        process.Kill();
    }
}
