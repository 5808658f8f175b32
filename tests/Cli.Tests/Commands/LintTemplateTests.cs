namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet lint</c> where manifests refer to templates of other files, of a server or of the data folder.</summary>
public sealed class LintTemplateTests : IDisposable
{
    private const string Caller = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: caller-}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps: [[{name: a, templateRef: {name: library, template: say}}]]
        """;

    private const string Library = """
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        metadata: {name: library}
        spec:
          templates:
          - {name: say, container: {image: alpine, args: [a]}}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task Files_SeeEachOthersTemplates_WhateverTheirOrder()
    {
        var (caller, library) = (await cli.WriteAsync("files/caller.yaml", Caller), await cli.WriteAsync("files/library.yaml", Library));

        Assert.Equal((0, "✔ no linting errors found!"), (await cli.RunAsync(null, "lint", caller, library), cli.Out.Trim()));
        Assert.Equal(0, await cli.RunAsync(null, "lint", Path.GetDirectoryName(caller)!, "--offline"));
        Assert.Equal(0, await cli.RunAsync(Library + "\n---\n" + Caller, "lint", "-"));
        Assert.Equal(1, await cli.RunAsync(null, "lint", caller));
        Assert.Contains("template reference library.say not found", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoredTemplates_AreSeen_UnlessOffline()
    {
        var caller = await cli.WriteAsync("files/caller.yaml", Caller);
        Assert.Equal(1, await cli.RunAsync(null, "lint", caller));
        Assert.False(Directory.Exists(cli.FileOf("data"))); // looking makes nothing
        Assert.Equal(0, await cli.RunAsync(null, "apply", "-f", await cli.WriteAsync("files/library.yaml", Library)));

        Assert.Equal(0, await cli.RunAsync(null, "lint", caller));
        Assert.Equal(1, await cli.RunAsync(null, "lint", caller, "--offline"));
    }

    [Fact]
    public async Task NamedServer_ThatDoesNotAnswer_IsAnError_OnlyWhereItIsNeeded()
    {
        var (caller, library) = (await cli.WriteAsync("files/caller.yaml", Caller), await cli.WriteAsync("files/library.yaml", Library));

        Assert.Equal(0, await cli.RunAsync(null, "lint", caller, library, "--server", "http://127.0.0.1:1"));
        Assert.Equal(1, await cli.RunAsync(null, "lint", caller, "--server", "http://127.0.0.1:1"));
        Assert.Contains("127.0.0.1:1", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_LeaveTheOthersOut_ButTheirTemplatesCount()
    {
        var both = await cli.WriteAsync("files/both.yaml", Caller + "\n---\n" + Library.Replace("args:", "nonsense:", StringComparison.Ordinal));

        Assert.Equal(1, await cli.RunAsync(null, "lint", both));
        Assert.Equal(0, await cli.RunAsync(null, "lint", both, "--kinds", "wf,cronworkflows"));
        Assert.Equal(1, await cli.RunAsync(null, "lint", both, "--kinds", "cronworkflows"));
        Assert.Contains("found nothing to lint in the specified paths", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1", "Pod", "found nothing to lint in the specified paths")]
    [InlineData("argoproj.io/v1alpha1", "workflow", "kind workflow is none: write Workflow")]
    [InlineData("argoproj.io/v1alpha1", "Rollout", "found nothing to lint in the specified paths")]
    public async Task DocumentsOfOtherKindsAlone_AreNoSuccess(string version, string kind, string says)
    {
        var file = await cli.WriteAsync("files/other.yaml", $"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: b}}\nspec: {{}}\n");

        Assert.Equal(1, await cli.RunAsync(null, "lint", file));
        Assert.Contains(says, cli.Out, StringComparison.Ordinal);
        Assert.Equal(kind == "workflow" ? 1 : 0, await cli.RunAsync(null, "lint", file, await cli.WriteAsync("files/library.yaml", Library)));
    }

    public void Dispose() => cli.Dispose();

    private string[] Lines() => cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
