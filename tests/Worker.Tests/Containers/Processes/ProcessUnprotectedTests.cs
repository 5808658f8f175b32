using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>Without a sandbox: the bare host, with the same life of a container.</summary>
public sealed class ProcessUnprotectedTests : ProcessTest
{
    protected override ProcessRuntimeOptions Options => base.Options with { Unprotected = true };

    [Fact]
    public async Task Task_RunsOnTheBareHost_AndThatIsSaid()
    {
        Assert.Contains("UNPROTECTED", (await Runtime.InfoAsync(Token)).Description, StringComparison.Ordinal);
        var (id, output) = await RunAsync($"echo $((6 * 7)) | tee '{Data}/answer'; exit 4");

        Assert.Equal("42\n", output);
        Assert.Equal(4, (await Runtime.InspectAsync(id, Token))!.ExitCode);
        Assert.Equal("42\n", await File.ReadAllTextAsync(Path.Combine(Data, "answer"), Token));
        Assert.Equal("42\n", await ReadAsync(id, Path.Combine(Data, "answer")));
    }

    [Fact]
    public async Task End_OfTheTask_EndsWhatItLeftInTheBackground()
    {
        var (_, output) = await RunAsync($"setsid sh -c 'echo $$; : >\"{Data}/said\"; exec sleep 300' & until [ -e '{Data}/said' ]; do sleep 0.05; done");

        Assert.NotEqual("", output);
        Assert.False(Lives(output));
    }

    [Fact]
    public async Task Stop_AndExec_ReachTheTask()
    {
        var id = await StartAsync("trap 'echo bye; exit 143' TERM; echo ready; while :; do sleep 0.1; done");
        await FirstFrameAsync(id);

        Assert.Equal(9, await Runtime.ExecAsync(id, ["sh", "-c", "exit 9"], Token));
        await Runtime.StopAsync(id, TimeSpan.FromSeconds(30), Token);

        Assert.Equal((ContainerPhase.Exited, 143), (await Runtime.InspectAsync(id, Token) is { } end ? (end.Phase, end.ExitCode!.Value) : default));
    }

    [Fact]
    public async Task Destroy_OfARunningOne_EndsItsProcesses()
    {
        var id = await StartAsync("echo $$; trap '' TERM; while :; do sleep 0.1; done");
        await using var frames = Runtime.FollowLogsAsync(id, 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync());
        var process = Text([frames.Current]);
        Assert.True(Lives(process));

        await Runtime.DestroyAsync(id, Token);

        Assert.False(Lives(process));
    }

    // One that nobody has reaped yet has no memory, and so no variables.
    private static bool Lives(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Trim()}/environ").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
