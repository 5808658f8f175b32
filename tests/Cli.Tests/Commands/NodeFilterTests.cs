namespace Fleet.Cli.Tests.Commands;

/// <summary><c>--status</c> and <c>--node-field-selector</c> of <c>fleet get</c>; <c>--status</c> of <c>fleet delete</c>.</summary>
public sealed class NodeFilterTests : IDisposable
{
    private const string Manifest = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: many}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps: [[{name: good, template: say, arguments: {parameters: [{name: p, value: x}]}}, {name: bad, template: fails}]]
            - {name: say, inputs: {parameters: [{name: p}]}, container: {image: busybox}}
            - {name: fails, metadata: {annotations: {fleet.dummy/exit-code: "3"}}, container: {image: busybox}}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task Get_ShowsTheNodesThatAreAskedFor()
    {
        Assert.Equal(1, await cli.RunAsync(Manifest, "run", "-", "--runtime", "dummy", "-q", "-o", "name"));

        Assert.Equal(["bad", "good", "many"], await ShownAsync());
        Assert.Equal(["bad", "many"], await ShownAsync("--status", "Failed,Error"));
        Assert.Equal(["good"], await ShownAsync("--node-field-selector", "templateName=say"));
        Assert.Equal(["good"], await ShownAsync("--node-field-selector", "inputs.parameters.p.value==x,phase!=Failed"));
        Assert.Empty(await ShownAsync("--status", "Succeeded", "--node-field-selector", "displayName=bad"));
        Assert.Equal(2, await cli.RunAsync(null, "get", "many", "--node-field-selector", "colour=red"));
        Assert.Contains("unknown field 'colour'; use displayName, ", cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync(null, "get", "many", "--status", "Failing"));
        Assert.Contains("there is no phase 'Failing'; there are Pending, Running, Succeeded, Skipped, ", cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync(null, "get", "many", "--status", "Failed", "-o", "json"));
        Assert.Contains("--status chooses lines of the nodes of workflows", cli.Error, StringComparison.Ordinal);

        Assert.Equal(0, await cli.RunAsync(null, "get", "many", "--status", "Failed", "--node-field-selector", "displayName!=many", "-o", "short", "--no-utf8"));
        Assert.Equal(2, cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("STEP ", cli.Out, StringComparison.Ordinal);
        Assert.Matches("\nX bad +fails ", cli.Out);
        Assert.Equal(0, await cli.RunAsync(null, "watch", "many", "--node-field-selector", "displayName=bad", "--no-utf8"));
        Assert.Equal("X many[0].bad: Failed (Error (exit code 3))", Assert.Single(cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Replace("main: ", "", StringComparison.Ordinal));

        Assert.Equal(0, await cli.RunAsync(null, "delete", "--status", "Succeeded", "--dry-run"));
        Assert.Equal("", cli.Out);
        Assert.Equal(0, await cli.RunAsync(null, "delete", "--status", "Failed", "--force", "--dry-run"));
        Assert.Contains("'many'", cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "list", "--chunk-size", "1", "-o", "name"));
        Assert.Equal("many", cli.Out.Trim());
    }

    public void Dispose() => cli.Dispose();

    private async Task<List<string>> ShownAsync(params string[] options)
    {
        Assert.Equal(0, await cli.RunAsync(null, ["get", "many", "--no-utf8", "--no-color", .. options]));
        var lines = cli.Out.Split('\n').ToList();
        var titles = lines.FindIndex(line => line.StartsWith("STEP", StringComparison.Ordinal));
        return titles < 0 ? [] : [.. lines.Skip(titles + 1).SelectMany(line => new[] { "bad", "good", "many" }.Where(name => line.Contains($" {name} ", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }
}
