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
        Assert.Equal("2026-01-31T13:00:00+01:00", workflow.GetProperty("metadata").GetProperty("annotations").GetProperty("workflows.argoproj.io/scheduled-time").GetString());
        foreach (var moment in (string[])["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.25Z"])
            Assert.Equal(0, await SubmitAsync(Manifest, "--dry-run", "--scheduled-time", moment, "-o", "json"));
        foreach (var moment in (string[])["soon", "12:00", "2026-01-31", "2026-01-31T12:00:00"])
            Assert.Equal(2, await SubmitAsync(Manifest, "--dry-run", "--scheduled-time", moment, "-o", "json"));
        Assert.Contains("scheduled-time contains invalid time.RFC3339 format", cli.Error, StringComparison.Ordinal);
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
    [InlineData("--log cannot be combined with --server-dry-run", "--server-dry-run", "--log", "-o", "json")]
    public async Task DryRun_WithWrongOptions_IsRefusedInArgosWords(string words, params string[] options)
    {
        Assert.Equal(2, await SubmitAsync(Manifest, options));

        Assert.Contains(words, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_False_PassesOverUnknownFields_AndByDefaultTheyAreErrors()
    {
        var manifest = Manifest.Replace("  entrypoint: main", "  colour: red\n  entrypoint: main", StringComparison.Ordinal);

        Assert.Equal(2, await SubmitAsync(manifest, "--dry-run", "-o", "json"));
        Assert.Contains(":5: error: spec.colour: unknown field", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await SubmitAsync(manifest, "--dry-run", "-o", "json", "--strict=false"));
        Assert.DoesNotContain("colour", cli.Out, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync(manifest, "simulate", "-"));
        Assert.Equal(0, await cli.RunAsync(manifest, "simulate", "-", "--strict=false"));
        Assert.Equal(2, await cli.RunAsync(manifest, "run", "-", "--runtime", "dummy"));
        Assert.Equal(0, await cli.RunAsync(manifest, "run", "-", "--runtime", "dummy", "--strict=false"));
    }

    [Fact]
    public async Task NodeFilter_WithoutWatch_IsSaidInArgosWords()
    {
        Assert.Equal(0, await SubmitAsync(Manifest, "--dry-run", "-o", "json", "--status", "Failed"));
        Assert.Contains("--status should only be used with --watch", cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private async Task<int> SubmitAsync(string manifest, params string[] options)
    {
        await File.WriteAllTextAsync(cli.FileOf("hello.yaml"), manifest, TestContext.Current.CancellationToken);
        return await cli.RunAsync(null, ["submit", cli.FileOf("hello.yaml"), .. options]);
    }
}
