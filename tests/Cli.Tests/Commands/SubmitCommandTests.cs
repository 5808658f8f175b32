using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

public sealed class SubmitCommandTests : IDisposable
{
    private const string Manifest = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: hello-}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: who, value: world}]}
          templates:
          - {name: main, container: {image: alpine, args: ["{{workflow.parameters.who}}"]}}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task DryRun_PrintsTheChangedWorkflow_WithoutAServer()
    {
        Assert.Equal(0, await SubmitAsync(Manifest, "--dry-run", "-p", "who=you", "-l", "a=b", "-o", "yaml"));

        Assert.Contains("generateName: hello-", cli.Out, StringComparison.Ordinal);
        Assert.Contains("value: you", cli.Out, StringComparison.Ordinal);
        Assert.Contains("a: b", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("uid:", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Priority_ServiceAccountAndScheduledTime_ReplaceTheManifests()
    {
        Assert.Equal(0, await SubmitAsync(Manifest, "--dry-run", "--priority", "7", "--serviceaccount", "robot", "--scheduled-time", "2026-01-31T13:00:00+01:00", "-o", "json"));

        var workflow = JsonDocument.Parse(cli.Out).RootElement;
        Assert.Equal(7, workflow.GetProperty("spec").GetProperty("priority").GetInt32());
        Assert.Equal("robot", workflow.GetProperty("spec").GetProperty("serviceAccountName").GetString());
        Assert.Equal("2026-01-31T12:00:00Z", workflow.GetProperty("metadata").GetProperty("annotations").GetProperty("workflows.argoproj.io/scheduled-time").GetString());
        Assert.Equal(2, await SubmitAsync(Manifest, "--dry-run", "--scheduled-time", "soon", "-o", "json"));
    }

    [Fact]
    public async Task DryRun_OfAnInvalidWorkflow_ExitsTwo()
    {
        Assert.Equal(2, await SubmitAsync(Manifest.Replace("entrypoint: main", "entrypoint: other", StringComparison.Ordinal), "--dry-run", "-o", "name"));

        Assert.Contains("other", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }

    [Theory]
    [InlineData("--dry-run should have an output option", "--dry-run")]
    [InlineData("--server-dry-run should have an output option", "--server-dry-run")]
    [InlineData("--dry-run cannot be combined with --server-dry-run", "--dry-run", "--server-dry-run", "-o", "json")]
    [InlineData("--watch cannot be combined with --dry-run", "--dry-run", "--watch", "-o", "json")]
    public async Task DryRun_WithWrongOptions_IsRefusedInArgosWords(string words, params string[] options)
    {
        Assert.Equal(2, await SubmitAsync(Manifest, options));

        Assert.Contains(words, cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private async Task<int> SubmitAsync(string manifest, params string[] options)
    {
        await File.WriteAllTextAsync(cli.FileOf("hello.yaml"), manifest, TestContext.Current.CancellationToken);
        return await cli.RunAsync(null, ["submit", cli.FileOf("hello.yaml"), .. options]);
    }
}
