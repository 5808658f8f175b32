using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

/// <summary>Workflows that use templates and ConfigMaps, run in this process on the dummy runtime, and simulated.</summary>
public sealed class TemplateCommandTests : IDisposable
{
    private const string Stored = """
        kind: WorkflowTemplate
        metadata: {name: library}
        spec:
          entrypoint: say
          arguments: {parameters: [{name: who, value: nobody}]}
          workflowMetadata: {labels: {made-by: library}}
          templates:
          - name: say
            inputs: {parameters: [{name: word, valueFrom: {configMapKeyRef: {name: limits, key: word}}}]}
            metadata: {annotations: {fleet.dummy/logs: "{{inputs.parameters.word}} {{workflow.parameters.who}} stored"}}
            container: {image: busybox, env: [{name: W, valueFrom: {configMapKeyRef: {name: limits, key: word}}}]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: limits}
        data: {word: hello}
        """;

    private const string Caller = """
        kind: Workflow
        metadata: {name: caller}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: who, value: world}]}
          templates:
          - name: main
            steps:
            - - {name: x, templateRef: {name: library, template: say}}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task Run_From_RunsAStoredTemplate_WithItsArguments()
    {
        Assert.Equal(0, await cli.RunAsync(Stored, "apply", "-f", "-"));

        Assert.Equal(0, await cli.RunAsync(null, "run", "--from", "template/library", "-p", "who=fleet", "--runtime", "dummy"));
        Assert.Contains("hello fleet stored", cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "get", "@latest", "-o", "json"));
        var workflow = JsonSerializer.Deserialize<JsonElement>(cli.Out);
        var labels = workflow.GetProperty("metadata").GetProperty("labels");
        Assert.Equal(("library", "library"), (labels.GetProperty("made-by").GetString(), labels.GetProperty("workflows.argoproj.io/workflow-template").GetString()));

        Assert.Equal(2, await cli.RunAsync(null, "run", "--from", "template/gone", "--runtime", "dummy"));
        Assert.Contains("workflowtemplates.argoproj.io \"gone\" not found", cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync(null, "run", "--from", "configmap/limits"));
        Assert.Contains("write template/NAME", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileWithTemplates_UsesThemForThisRun_SaysSo_AndStoresNothing()
    {
        Assert.Equal(0, await cli.RunAsync(Stored, "apply", "-f", "-"));
        var file = cli.FileOf("all.yaml");
        await File.WriteAllTextAsync(file, $"{Caller}\n---\n{Stored.Replace("stored", "given", StringComparison.Ordinal).Replace("word: hello", "word: salut", StringComparison.Ordinal)}\n", TestContext.Current.CancellationToken);

        Assert.Equal(0, await cli.RunAsync(null, "run", file, "--runtime", "dummy"));

        Assert.Contains("salut world given", cli.Out, StringComparison.Ordinal);
        Assert.Contains($"{file}: WorkflowTemplate library, ConfigMap limits: used for this workflow only; fleet apply -f {file} stores them", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "get", "configmap/limits", "-o", "yaml"));
        Assert.Contains("word: hello", cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(Caller, "run", "-", "--runtime", "dummy"));
        Assert.Contains("hello world stored", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ConfigMapMissing_EndsInErrorWithASentence()
    {
        Assert.Equal(0, await cli.RunAsync(Stored, "apply", "-f", "-"));
        Assert.Equal(0, await cli.RunAsync(null, "delete", "configmap/limits"));

        Assert.Equal(1, await cli.RunAsync(Caller, "run", "-", "--runtime", "dummy"));

        Assert.Contains("unable to retrieve inputs.parameters.word from ConfigMap: ConfigMap 'limits' does not exist", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_Given_IsWhatIsStored()
    {
        var documents = Stored.Split("---\n");
        await File.WriteAllTextAsync(
            cli.FileOf("outcomes.yaml"),
            $"given:\n  configMaps: {{limits: {{word: hello}}}}\n  templates:\n  -\n{string.Join('\n', documents[0].TrimEnd().Split('\n').Select(line => "    " + line))}\n",
            TestContext.Current.CancellationToken);

        Assert.Equal(0, await cli.RunAsync(Caller, "simulate", "-", "--outcomes", cli.FileOf("outcomes.yaml"), "-o", "json"));
        Assert.Contains("\"value\": \"hello\"", cli.Out, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync(Caller, "simulate", "-"));
        Assert.Contains("template reference library.say not found", cli.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(cli.FileOf("outcomes.yaml"), "given:\n  configMaps: {limits: 3}\n  templates:\n  - {kind: ConfigMap, metadata: {name: a}}\n  - {kind: WorkflowTemplate, metadata: {name: B}}\n", TestContext.Current.CancellationToken);
        Assert.Equal(2, await cli.RunAsync(Caller + "\n---\n" + Stored, "simulate", "-", "--outcomes", cli.FileOf("outcomes.yaml")));
        Assert.All((string[])[":2: error: given.configMaps.limits: expected a map", ":4: error: given.templates[0]: expected a WorkflowTemplate", ":5: error: given.templates[1]: metadata.name: name 'B' is invalid"], text => Assert.Contains(text, cli.Error, StringComparison.Ordinal));
    }

    public void Dispose() => cli.Dispose();
}
