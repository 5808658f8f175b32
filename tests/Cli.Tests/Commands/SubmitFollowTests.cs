using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Hosting;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Hosting;

namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet submit</c> with <c>--log</c> and <c>--watch</c>, at a server whose tasks are none.</summary>
public sealed class SubmitFollowTests : IAsyncLifetime
{
    private const string Manifest = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: two}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps: [[{name: good, template: say}], [{name: bad, template: fails}]]
            - {name: say, metadata: {annotations: {fleet.dummy/logs: hello}}, container: {image: busybox}}
            - {name: fails, metadata: {annotations: {fleet.dummy/logs: oh no, fleet.dummy/exit-code: "3"}}, container: {image: busybox}}
        """;

    private readonly CliRun cli = new();
    private EmbeddedFleet fleet = null!;

    [Fact]
    public async Task Log_ShowsTheLogsUntilTheEnd_WithWaitTheExitCodeToo()
    {
        Assert.Equal(0, await SubmitAsync("--log"));
        Assert.Equal(["hello", "oh no"], Lines(cli.Out));
        Assert.Contains("submitted two to ", cli.Error, StringComparison.Ordinal);

        Assert.Equal(1, await SubmitAsync("--name", "waited", "--log", "--wait", "-o", "name"));
        Assert.Equal("waited", cli.Out.Trim());
        Assert.Equal(["hello", "oh no"], Lines(cli.Error));
    }

    [Fact]
    public async Task Watch_ShowsTheNodesThatAreAskedFor()
    {
        Assert.Equal(1, await SubmitAsync("--watch", "--status", "Failed", "--node-field-selector", "templateName=fails", "--no-utf8"));

        Assert.Contains("X two[1].bad: Failed", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("good", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--watch", cli.Error, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync()
    {
        fleet = await EmbeddedFleet.StartAsync(
            new EmbeddedOptions
            {
                Store = cli.FileOf("server.db"),
                Logs = cli.FileOf("server-logs"),
                Coordinator = new CoordinatorOptions(),
                Worker = new WorkerOptions { Id = "dummy", Runtime = new DummyRuntime(new DummyEngine(TimeProvider.System)), Slots = 2 },
            },
            new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Variable = _ => null },
            TestContext.Current.CancellationToken);
        await fleet.ListenAsync(new ApiListen("http://127.0.0.1:0", null), TestContext.Current.CancellationToken);
        await fleet.Leadership.WhenLeadingAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await fleet.DisposeAsync();
        cli.Dispose();
    }

    // What the pods have written; their names have a number.
    private static string[] Lines(string text) => [.. text.Split('\n').Where(line => line.StartsWith("two-", StringComparison.Ordinal) || line.StartsWith("waited-", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])];

    private Task<int> SubmitAsync(params string[] options) => cli.RunAsync(Manifest, ["submit", "-", "--server", fleet.Address!, .. options]);
}
