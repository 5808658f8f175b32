using System.Text;
using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

public sealed class LintCommandTests : IDisposable
{
    private const string Caller = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: caller-}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps: [[{name: a, template: nowhere}]]
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
    public async Task Json_IsALinePerFile_WithErrorsAndWarnings()
    {
        var good = await cli.WriteAsync("files/good.yaml", Library + "\n---\nkind: Deployment\nmetadata: {name: x}\n");
        var bad = await cli.WriteAsync("files/bad.yaml", Caller.Replace("name: a,", "name: a, nonsense: 1,", StringComparison.Ordinal));
        var foreign = cli.FileOf("foreign.yaml");
        await File.WriteAllTextAsync(foreign, "kind: Workflow\nmetadata: {name: Größe}", Encoding.Latin1, TestContext.Current.CancellationToken);

        Assert.Equal(1, await cli.RunAsync(null, "lint", good, bad, foreign, "-o", "json"));

        var lines = Lines().Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal([good, bad, foreign], lines.Select(line => line.GetProperty("file").GetString()));
        Assert.Equal([true, false, false], lines.Select(line => line.GetProperty("ok").GetBoolean()));
        Assert.Equal(["message", "path", "line"], lines[0].GetProperty("warnings")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(("kind", 8), (lines[0].GetProperty("warnings")[0].GetProperty("path").GetString(), lines[0].GetProperty("warnings")[0].GetProperty("line").GetInt32()));
        Assert.Equal(
            [(8, "spec.templates[0].steps[0][0]"), (8, "spec.templates[0].steps[0][0].nonsense")],
            lines[1].GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("line").GetInt32(), error.GetProperty("path").GetString()!)));
        Assert.Equal(2, lines[2].GetProperty("errors")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Json_OfAFileThatIsNotThere_IsItsLine()
    {
        var good = await cli.WriteAsync("files/good.yaml", Library);
        var missing = cli.FileOf("missing.yaml");

        Assert.Equal(1, await cli.RunAsync(null, "lint", good, missing, "-o", "json"));

        var lines = Lines().Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal([(good, true), (missing, false)], lines.Select(line => (line.GetProperty("file").GetString()!, line.GetProperty("ok").GetBoolean())));
        Assert.Equal($"{missing}: no such file.", lines[1].GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task PrettyAndSimple_AreArgosForms_WithLines()
    {
        var bad = await cli.WriteAsync("files/bad.yaml", Caller);

        Assert.Equal(1, await cli.RunAsync(null, "lint", bad, "--offline"));
        Assert.Equal([bad + ":", "   ✖ line 8: in \"caller-\" (Workflow): spec.templates[0].steps[0][0]: templates.main.steps[0].a template name 'nowhere' undefined", "✖ 1 linting errors found!"], Lines());
        Assert.Equal(1, await cli.RunAsync(null, "lint", bad, "--offline", "-o", "simple", "--no-utf8"));
        Assert.Equal([$"{bad}:8: in \"caller-\" (Workflow): spec.templates[0].steps[0][0]: templates.main.steps[0].a template name 'nowhere' undefined"], Lines());
    }

    [Fact]
    public async Task StrictFalse_PassesOverUnknownFields()
    {
        var file = await cli.WriteAsync("files/a.yaml", Library.Replace("args:", "nonsense:", StringComparison.Ordinal));

        Assert.Equal(1, await cli.RunAsync(null, "lint", file));
        Assert.Equal(0, await cli.RunAsync(null, "lint", file, "--strict=false"));
    }

    [Fact]
    public async Task TwoTemplatesOfOneName_AreAWarning_AndOfflineAnErrorAsInArgo()
    {
        var (one, two) = (await cli.WriteAsync("files/1.yaml", Library), await cli.WriteAsync("files/2.yaml", Library));

        Assert.Equal(0, await cli.RunAsync(null, "lint", one, two, "-o", "simple"));
        Assert.StartsWith($"{two}:1: warning: in \"library\" (WorkflowTemplate): metadata.name: duplicate WorkflowTemplate found: \"library\" (the first is in {one})", cli.Out, StringComparison.Ordinal);
        Assert.Equal(1, await cli.RunAsync(null, "lint", one, two, "--offline"));
    }

    [Fact]
    public async Task Lists_AreReadItemByItem()
    {
        const string List = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: argoproj.io/v1alpha1
              kind: WorkflowTemplate
              metadata: {name: library}
              spec: {templates: [{name: say, container: {image: alpine}}]}
            - apiVersion: argoproj.io/v1alpha1
              kind: Workflow
              metadata: {generateName: caller-}
              spec:
                entrypoint: main
                templates:
                - name: main
                  steps: [[{name: b, template: nowhere}]]
            """;

        Assert.Equal(1, await cli.RunAsync(List, "lint", "-", "-o", "simple"));

        Assert.Equal(["standard input:15: in \"caller-\" (Workflow): spec.templates[0].steps[0][0]: templates.main.steps[0].b template name 'nowhere' undefined"], Lines());
    }

    [Fact]
    public async Task Folder_PassesOverWhatIsNoManifest_WithAWarning_AndAFileThatIsNamedIsAnError()
    {
        await cli.WriteAsync("files/a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec: {entrypoint: m, templates: [{name: m, container: {image: b}}]}\n");
        var values = await cli.WriteAsync("files/values.yaml", "replicas: 2\n");
        var chart = await cli.WriteAsync("files/z.yaml", "{{- if .Values.on }}\nkind: [\n");
        var folder = Path.GetDirectoryName(values)!;

        Assert.Equal(0, await cli.RunAsync(null, "lint", folder, "-o", "simple"));
        Assert.Equal([$"{values}:1: warning: this is no manifest and was left out: kind is required, for example \"kind: Workflow\"", $"{chart}:", "no linting errors found!"], Lines().Select(line => line.StartsWith(chart, StringComparison.Ordinal) ? $"{chart}:" : line));
        Assert.Equal(1, await cli.RunAsync(null, "lint", values));

        File.Delete(Path.Combine(folder, "a.yaml"));
        Assert.Equal(1, await cli.RunAsync(null, "lint", folder));
        await cli.WriteAsync("files/typo.yaml", "apiVersion: argoproj.io/v1alpha1\nknd: Workflow\n");
        await cli.WriteAsync("files/a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec: {entrypoint: m, templates: [{name: m, container: {image: b}}]}\n");
        Assert.Equal(1, await cli.RunAsync(null, "lint", folder));
    }

    // argo lint's walk goes into no link either (filepath.Walk).
    [Fact]
    public async Task Folder_LinksToFilesAreRead_LinksToFoldersAreNot_AndWhatCannotBeReadHidesNoOther()
    {
        var file = await cli.WriteAsync("files/sub/a.yaml", Library);
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(file))!;
        Directory.CreateSymbolicLink(Path.Combine(folder, "one"), folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "sub", "two"), folder);
        File.CreateSymbolicLink(Path.Combine(folder, "b.yaml"), await cli.WriteAsync("elsewhere.txt", Library.Replace("library", "other", StringComparison.Ordinal)));
        File.CreateSymbolicLink(Path.Combine(folder, "dangling.yaml"), "nowhere");

        Assert.Equal(1, await cli.RunAsync(null, "lint", folder, "-o", "simple"));
        Assert.Equal([$"{folder}/dangling.yaml: {folder}/dangling.yaml: no such file."], Lines());
        File.Delete(Path.Combine(folder, "dangling.yaml"));
        Assert.Equal(0, await cli.RunAsync(null, "lint", folder, "-o", "json"));
        Assert.Equal([Path.Combine(folder, "b.yaml"), file], Lines().Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("file").GetString()!));
    }

    [Theory]
    [InlineData("kind: WorkflowTemplate\nmetadata:\n  name: x\nspec: {\n")]
    [InlineData("{\"kind\": \"Workflow\", \"spec\": {")]
    public async Task Folder_AManifestThatIsBroken_IsAnError(string text)
    {
        var folder = Path.GetDirectoryName(await cli.WriteAsync("files/a.yaml", Library))!;
        await cli.WriteAsync("files/b.yaml", text);
        Assert.Equal(1, await cli.RunAsync(null, "lint", folder));
    }

    public void Dispose() => cli.Dispose();

    private string[] Lines() => cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
