namespace Fleet.Cli.Tests.Commands;

/// <summary>Artifacts of workflows on this machine's disk.</summary>
public sealed class CopyCommandTests : IDisposable
{
    private const string Talk = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: talk
        spec:
          entrypoint: main
          archiveLogs: true
          templates:
            - name: main
              steps:
                - - {name: a, template: say, arguments: {parameters: [{name: text, value: one}]}}
                  - {name: b, template: say, arguments: {parameters: [{name: text, value: two}]}}
            - name: say
              inputs: {parameters: [{name: text}]}
              metadata:
                annotations: {fleet.dummy/logs: "{{inputs.parameters.text}}"}
              container: {image: busybox, command: [echo]}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task Run_ArchivedLogs_AreWrittenAsTheyAre()
    {
        await RunAsync();

        Assert.Equal("one", await File.ReadAllTextAsync(cli.FileOf("out/talk/a/main-logs"), TestContext.Current.CancellationToken));
        Assert.Equal("two", await File.ReadAllTextAsync(cli.FileOf("out/talk/b/main-logs"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => cli.Dispose();

    private async Task RunAsync() => Assert.True(await cli.RunAsync(Talk, "run", "-", "--runtime", "dummy", "--artifacts", cli.FileOf("out")) == 0, cli.Out + cli.Error);
}
