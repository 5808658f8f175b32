using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>Ctrl-C, SIGTERM and SIGHUP at the real program with real containers.</summary>
public sealed class SignalTests : IDisposable
{
    private const string Manifest = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: sleepy
        spec:
          entrypoint: main
          onExit: bye
          templates:
            - name: main
              steps:
                - - name: nap
                    template: nap
            - name: nap
              container:
                image: busybox
                command: [sh, -c]
                args: ["trap 'TRAP' TERM; echo napping; while true; do sleep 1; done"]
            - name: bye
              container: {image: busybox, command: [echo, good night]}
        """;

    private readonly FleetProcess fleet = new();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Signal_StopsTheWorkflow_RunsItsExitHandler_AndLeavesNoContainer(string signal)
    {
        Part.NeedsEngine();
        var run = fleet.Start("run", await FileAsync("exit 7"), "--runtime", "docker");
        await run.SeesAsync("nap: napping");
        run.Signal(signal);

        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("good night", run.Out, StringComparison.Ordinal);
        Assert.Contains("stopping the workflow", run.Error, StringComparison.Ordinal);
        var workflow = await GetAsync();
        Assert.Equal("Failed", workflow.GetProperty("status").GetProperty("phase").GetString());
        Assert.Empty(await ContainersAsync(workflow));
    }

    [Fact]
    public async Task Hangup_UnderNohup_IsNoSignal()
    {
        Part.NeedsEngine();
        using var detached = new FleetProcess { Through = ["nohup"] };
        var run = detached.Start("run", await FileAsync("exit 7"), "--runtime", "docker");
        await run.SeesAsync("nap: napping");
        run.Signal("HUP");
        run.Signal("INT");

        // Had the hangup counted, the interrupt would be the second signal, which does not wait for the exit handler.
        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("good night", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("process")]
    public async Task SecondSignal_KillsTheTasks_AndTheWorkflowIsTerminated(string runtime)
    {
        await Part.NeedsRuntimeAsync(runtime);
        var run = fleet.Start("run", await FileAsync("echo not yet"), "--runtime", runtime);
        await run.SeesAsync("nap: napping");
        run.Signal("INT");
        // The step refuses to end: it would be killed only after its grace period.
        await run.SeesAsync("not yet");
        await run.SeesAsync("once more kills its tasks");
        run.Signal("INT");

        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("sleepy was terminated", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("good night", run.Out, StringComparison.Ordinal);
        var workflow = await GetAsync();
        Assert.Equal("Failed", workflow.GetProperty("status").GetProperty("phase").GetString());
        if (runtime == "docker")
            Assert.Empty(await ContainersAsync(workflow));
        else
            Assert.Empty(Directory.EnumerateDirectories(Path.Combine(fleet.Data, "scratch", "boxes")));
    }

    [Fact]
    public async Task Server_Term_EndsWithZero_AndRunOnItsFolderBehavesAsInProcess()
    {
        Part.NeedsEngine();
        fleet.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
        var server = fleet.Start("server", "--runtime", "docker");
        await server.SeesAsync("listening on");
        var file = await FileAsync("exit 7");
        var run = fleet.Start("run", file);
        await run.SeesAsync("nap: napping");
        run.Signal("INT");
        Assert.Equal(130, await run.EndAsync());
        Assert.Contains("good night", run.Out, StringComparison.Ordinal);

        var second = fleet.Start("run", file, "--quiet", "-o", "name");
        await second.SeesAsync("the name sleepy is taken: this run is called sleepy-2");
        var (exit, _, error) = await fleet.RunAsync("terminate", "sleepy-2");
        Assert.True(exit == 0, error);
        Assert.Equal(1, await second.EndAsync());
        Assert.Equal("sleepy-2", second.Out.Trim());
        Assert.Equal(2, (await fleet.RunAsync("run", file, "--runtime", "dummy")).Exit);

        server.Signal("TERM");
        Assert.Equal(0, await server.EndAsync());
        Assert.Equal(0, (await fleet.RunAsync("list")).Exit);
    }

    public void Dispose() => fleet.Dispose();

    private async Task<string> FileAsync(string trap)
    {
        var file = Path.Combine(fleet.Data, "sleepy.yaml");
        await File.WriteAllTextAsync(file, Manifest.Replace("TRAP", trap, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        return file;
    }

    private async Task<JsonElement> GetAsync() => JsonSerializer.Deserialize<JsonElement>((await fleet.RunAsync("get", "sleepy", "-o", "json")).Out);

    private static async Task<string[]> ContainersAsync(JsonElement workflow)
    {
        var uid = workflow.GetProperty("metadata").GetProperty("uid").GetString();
        return (await Tool.RunAsync("docker", ["ps", "-aq", "--filter", "label=fleet.workflow=" + uid])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
