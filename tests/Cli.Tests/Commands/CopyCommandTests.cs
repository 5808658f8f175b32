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

    [Fact]
    public async Task Copy_WritesEachArtifactWhereThePathSays()
    {
        await RunAsync();

        Assert.True(await cli.RunAsync(null, "cp", "@latest", cli.FileOf("copy"), "--path", "{workflowName}/{templateName}/{nodeId}/{artifactName}") == 0, cli.Out + cli.Error);
        Assert.Equal(["one", "two"], Directory.EnumerateFiles(cli.FileOf("copy/talk/say"), "main.log", SearchOption.AllDirectories).Select(File.ReadAllText).Order());
        Assert.Equal(2, cli.Error.Split("Created ").Length - 1);
    }

    [Fact]
    public async Task Copy_ByNodeTemplateAndName_AndSaysWhenNothingFits()
    {
        await RunAsync();
        Assert.Equal(0, await cli.RunAsync(null, "get", "talk", "-o", "json"));
        using var json = System.Text.Json.JsonDocument.Parse(cli.Out);
        var node = json.RootElement.GetProperty("status").GetProperty("nodes").EnumerateObject().Single(each => each.Value.GetProperty("displayName").GetString() == "b").Name;

        Assert.Equal(0, await cli.RunAsync(null, "cp", "talk", cli.FileOf("copy"), "--node-id", node, "--template-name", "say", "--artifact-name", "main-logs"));
        Assert.Equal("two", await File.ReadAllTextAsync(cli.FileOf($"copy/default/talk/{node}/outputs/main-logs/main.log"), TestContext.Current.CancellationToken));
        Assert.Single(Directory.EnumerateFiles(cli.FileOf("copy"), "*", SearchOption.AllDirectories));

        Assert.Equal(0, await cli.RunAsync(null, "cp", "talk", cli.FileOf("copy"), "--template-name", "absent"));
        Assert.Contains("no such output artifact", cli.Error, StringComparison.Ordinal);
        Assert.Equal(1, await cli.RunAsync(null, "cp", "absent", cli.FileOf("copy")));
    }

    [Fact]
    public async Task Copy_OfAnArtifactThatIsGone_FailsWithASentence_AndLeavesNothing()
    {
        await RunAsync();
        Directory.Delete(cli.FileOf("data/artifacts"), recursive: true);

        Assert.Equal(1, await cli.RunAsync(null, "cp", "talk", cli.FileOf("copy")));
        Assert.Contains("nothing is stored any more", cli.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cli.FileOf("copy")));
    }

    [Fact]
    public async Task Copy_WhereOneIsGone_CopiesTheRest_AndFails()
    {
        await RunAsync();
        File.Delete(Directory.EnumerateFiles(cli.FileOf("data/artifacts"), "main.log", SearchOption.AllDirectories).First());

        Assert.Equal(1, await cli.RunAsync(null, "cp", "talk", cli.FileOf("copy")));
        Assert.Contains("artifact main-logs of ", cli.Error, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(cli.FileOf("copy"), "main.log", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Copy_OfWhatWasDeletedAsAsked_SaysSo_AndGetDoesToo()
    {
        await RunAsync(Talk.Replace("archiveLogs: true", "archiveLogs: true\n  artifactGC: {strategy: OnWorkflowCompletion}", StringComparison.Ordinal));

        Assert.Equal(0, await cli.RunAsync(null, "cp", "talk", cli.FileOf("copy")));
        Assert.Contains("artifact main-logs of a was deleted (artifactGC): left out", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "get", "talk"));
        Assert.Matches(@"/main\.log \(\d+ bytes, deleted\)", cli.Out);
    }

    public void Dispose() => cli.Dispose();

    private async Task RunAsync(string manifest = Talk) => Assert.True(await cli.RunAsync(manifest, "run", "-", "--runtime", "dummy", "--artifacts", cli.FileOf("out")) == 0, cli.Out + cli.Error);
}
