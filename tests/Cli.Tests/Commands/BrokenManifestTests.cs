using System.Net;
using System.Text;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Hosting;

namespace Fleet.Cli.Tests.Commands;

/// <summary>A file with every kind of mistake, in several documents: all of it is told at once, and nothing is stored.</summary>
public sealed class BrokenManifestTests : IDisposable
{
    private const string Broken = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          generateName: cycle-
        spec:
          entrypoint: main
          templates:
            - name: main
              dag:
                tasks:
                  - {name: a, template: say, dependencies: [b], arguments: {parameters: [{name: text, value: x}]}}
                  - {name: b, template: say, dependencies: [a], arguments: {parameters: [{name: text, value: x}]}}
            - name: say
              inputs: {parameters: [{name: text}]}
              container: {image: busybox, comand: [echo], args: ["{{inputs.parameters.text}}"]}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          generateName: syntax-
        spec:
          entrypoint: nowhere
          templates:
            - name: main
             container: {image: busybox}
              archiveLocation: {plugin: {name: x}}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          generateName: names-
        spec:
          entrypoint: main
          retries: 3
          templates:
            - name: main
              steps:
                - - {name: a, template: nowhere}
                  - name: b
                    template: say
                - - name: c
                    template: say
                    arguments: {parameters: [{name: text, value: "{{steps.none.outputs.result}}"}]}
            - name: say
              inputs: {parameters: [{name: text}]}
              archiveLocation: {plugin: {name: x}}
              parallelism: many
              container: {image: busybox, args: ["{{inputs.parameters.txt}}"]}
        """;

    // Line, path ("": the whole document), a part of the message.
    private static readonly (int Line, string Path, string Part)[] Mistakes =
    [
        (12, "spec.templates[0].dag.tasks[1]", "templates.main.tasks dependency cycle detected: b->a->b"),
        (15, "spec.templates[1].container.comand", "did you mean \"command\"?"),
        (25, "", "not valid YAML"),
        (34, "spec.retries", "unknown field"),
        (38, "spec.templates[0].steps[0][0]", "template name 'nowhere' undefined"),
        (39, "spec.templates[0].steps[0][1]", "inputs.parameters.text was not supplied"),
        (43, "spec.templates[0].steps[1][0].arguments.parameters[0].value", "failed to resolve {{steps.none.outputs.result}}"),
        (46, "spec.templates[1].archiveLocation.plugin", "is not built yet in this version of Fleet"),
        (47, "spec.templates[1].parallelism", "expected a whole number"),
        (48, "spec.templates[1].container.args[0]", "failed to resolve {{inputs.parameters.txt}}"),
        (27, "", "There are 2 workflows in it"),
    ];

    private readonly CliRun cli = new();

    [Fact]
    public async Task Run_BrokenFile_TellsEverythingAtOnce_AndStoresNothing()
    {
        var file = await WriteAsync();

        Assert.Equal(2, await cli.RunAsync(null, "run", file, "--runtime", "dummy"));

        AssertTold(file, cli.Error);
        Assert.Equal(0, await cli.RunAsync(null, "list", "-o", "name"));
        Assert.Equal("", cli.Out.Trim());
    }

    // A name is one error among the others, with its line, and told before anything starts.
    [Theory]
    [InlineData("{name: Größe, namespace: a.b}", "metadata.name: name 'Größe' is invalid", "metadata.namespace: namespace 'a.b' is invalid")]
    [InlineData("{generateName: _x-}", "metadata.generateName: generateName '_x-' is invalid")]
    [InlineData("{labels: {a: b}}", "metadata: name or generateName is required")]
    public async Task Run_BadName_IsToldWithTheOtherErrors(string metadata, params string[] told)
    {
        var file = await WriteAsync(Nameless(metadata, "nowhere"));

        Assert.Equal(2, await cli.RunAsync(null, "run", file, "--runtime", "dummy"));

        Assert.DoesNotContain("tasks run on", cli.Error, StringComparison.Ordinal);
        Assert.All(told, error => Assert.Contains($"{file}:3: error: {error}", cli.Error, StringComparison.Ordinal));
        Assert.Contains($"{file}:5: error: ", cli.Error, StringComparison.Ordinal);
        Assert.Equal(told.Length + 1, cli.Error.Split(": error: ").Length - 1);
    }

    [Theory]
    [InlineData("{name: Größe}", 1)]
    [InlineData("{generateName: _x-}", 1)]
    [InlineData("{labels: {a: b}}", 0)]
    public async Task Lint_BadName_IsAnError_AndNoNameIsNone_AsInArgo(string metadata, int exit)
    {
        var file = await WriteAsync(Nameless(metadata, "main"));

        Assert.Equal(exit, await cli.RunAsync(null, "lint", file, "-o", "simple"));

        if (exit > 0)
            Assert.Contains($"{file}:3: in \"", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--name", "good")]
    [InlineData("--generate-name", "good-")]
    public async Task Run_NameOfTheCommandLine_TakesThePlaceOfABadOne(string option, string name)
    {
        foreach (var metadata in new[] { "{name: Größe}", "{}" })
            Assert.Equal(0, await cli.RunAsync(null, "run", await WriteAsync(Nameless(metadata, "main")), "--runtime", "dummy", option, name));
    }

    // Latin-1: the letter would become a replacement character in the task's arguments.
    [Theory]
    [InlineData("run", "--runtime", "dummy")]
    [InlineData("simulate")]
    public async Task File_NotUtf8_IsRefusedWithItsLine(string command, params string[] options)
    {
        var file = cli.FileOf("latin1.yaml");
        await File.WriteAllTextAsync(file, Nameless("{name: a, annotations: {b: Größe}}", "main"), Encoding.Latin1, TestContext.Current.CancellationToken);

        Assert.Equal(2, await cli.RunAsync(null, [command, file, .. options]));

        Assert.Contains($"{file}:3: not valid UTF-8 (byte 0xF6): save the manifest as UTF-8.", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task File_WithByteOrderMark_IsRead(string encoding)
    {
        var file = cli.FileOf("marked.yaml");
        await File.WriteAllTextAsync(file, Nameless("{name: a, annotations: {b: Größe}}", "main"), Encoding.GetEncoding(encoding), TestContext.Current.CancellationToken);

        Assert.Equal(0, await cli.RunAsync(null, "lint", file));
    }

    [Fact]
    public async Task Submit_BrokenFile_TellsEverythingAtOnce_AndNothingReachesTheServer()
    {
        await using var fleet = await ServeAsync();
        var file = await WriteAsync();

        Assert.Equal(2, await cli.RunAsync(null, "submit", file, "--server", fleet.Address!, "--wait"));

        AssertTold(file, cli.Error);
        Assert.Empty((await ListAsync(fleet)).Items);
    }

    [Fact]
    public async Task Submit_SoundFile_IsStored()
    {
        await using var fleet = await ServeAsync();
        const string sound = """
            {apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {generateName: sound-}, spec: {entrypoint: main, templates: [{name: main, container: {image: busybox}}]}}
            """;

        Assert.Equal(0, await cli.RunAsync(sound, "submit", "-", "--server", fleet.Address!, "-o", "name"));

        Assert.Equal(cli.Out.Trim(), Assert.Single((await ListAsync(fleet)).Items).GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Api_BrokenManifest_IsRefusedWithEveryError_AndStoresNothing()
    {
        await using var fleet = await ServeAsync();
        const string manifest = """
            {"workflow": {"kind": "Workflow", "metadata": {"generateName": "x-"}, "spec": {"entrypoint": "main", "templates": [
              {"name": "main", "steps": [[{"name": "a", "template": "nowhere"}, {"name": "b", "template": "say"}]]},
              {"name": "say", "inputs": {"parameters": [{"name": "text"}]}, "archiveLocation": {"plugin": {"name": "x"}}, "container": {"image": "busybox"}}]}}}
            """;
        using var http = new HttpClient { BaseAddress = new Uri(fleet.Address!) };
        using var content = new StringContent(manifest, Encoding.UTF8, "application/json");

        using var reply = await http.PostAsync(new Uri("/api/v1/workflows/default", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        var message = JsonSerializer.Deserialize<JsonElement>(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("message").GetString()!;
        Assert.All((string[])["'nowhere' undefined", "inputs.parameters.text was not supplied", "spec.templates[1].archiveLocation.plugin"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Empty((await ListAsync(fleet)).Items);
    }

    public void Dispose() => cli.Dispose();

    private static void AssertTold(string file, string error)
    {
        string[] told = [.. error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(": error: ", StringComparison.Ordinal))];
        Assert.Equal(Mistakes.Length, told.Length);
        Assert.All(Mistakes, mistake =>
        {
            var begin = $"{file}:{mistake.Line}: error: {(mistake.Path.Length == 0 ? "" : mistake.Path + ": ")}";
            Assert.Contains(told, line => line.StartsWith(begin, StringComparison.Ordinal) && line.Contains(mistake.Part, StringComparison.Ordinal));
        });
    }

    private static string Nameless(string metadata, string entrypoint) => $$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {{metadata}}
        spec:
          entrypoint: {{entrypoint}}
          templates:
            - name: main
              container: {image: busybox}
        """;

    private Task<string> WriteAsync(string text = Broken) => cli.WriteAsync("broken.yaml", text);

    private async Task<EmbeddedFleet> ServeAsync()
    {
        var environment = new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Variable = _ => null };
        var options = new EmbeddedOptions { Store = cli.FileOf("server.db"), Logs = cli.FileOf("server-logs"), Coordinator = new CoordinatorOptions() };
        var fleet = await EmbeddedFleet.StartAsync(options, environment, TestContext.Current.CancellationToken);
        await fleet.ListenAsync(new ApiListen("http://127.0.0.1:0", null), TestContext.Current.CancellationToken);
        await fleet.Leadership.WhenLeadingAsync(TestContext.Current.CancellationToken);
        return fleet;
    }

    private static Task<WorkflowList> ListAsync(EmbeddedFleet fleet) => new InProcessApi(fleet.Api).ListAsync("", new ListRequest(), TestContext.Current.CancellationToken);
}
