using System.Text.Json;
using Fleet.Cli;
using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>Commands of <c>fleet</c> to the server, in the namespace of a line, so that <c>@latest</c> is the line's own.</summary>
/// <param name="host">The server.</param>
/// <param name="line">The line.</param>
/// <param name="address">Address of the server's API.</param>
internal sealed class CliSession(RunHost host, E2eLine line, string address) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fleet-e2e-").FullName;
    private readonly List<CliOutput> outputs = [];
    private JsonElement? submitted;

    /// <summary>The line.</summary>
    public E2eLine Line => line;

    /// <summary>What was said so far.</summary>
    public IReadOnlyList<CliOutput> Outputs => outputs;

    /// <summary>Name of the workflow that was submitted last.</summary>
    public string Name => submitted!.Value.GetProperty("metadata").GetProperty("name").GetString()!;

    /// <summary>Submits the line's only workflow with the label of Argo's tests, as their fixture does.</summary>
    /// <param name="change">Changes its text, where it would end before a command reaches it; null: it stays as it is.</param>
    public async Task SubmitAsync(Func<string, string>? change = null)
    {
        var api = await host.ApiAsync();
        var text = Assert.Single(line.Workflows);
        var manifest = WorkflowLoader.Load(change?.Invoke(text) ?? text, new LoadOptions
        {
            Changes = new SubmissionChanges { Labels = new Dictionary<string, string> { ["workflows.argoproj.io/test"] = "true" } },
        });
        submitted = await api.CreateAsync(line.Namespace, JsonSerializer.Deserialize<JsonElement>(Assert.Single(manifest.Workflows).Json), dryRun: false, host.Ended);
    }

    /// <summary>Waits for the end of what was submitted last.</summary>
    public Task<ExampleRun> EndAsync() => host.FollowAsync(submitted!.Value);

    /// <summary>Waits for the end of a workflow.</summary>
    public async Task<ExampleRun> EndAsync(string name) => await host.FollowAsync(await (await host.ApiAsync()).GetAsync(line.Namespace, name, host.Ended));

    /// <summary>Waits until what was submitted last is as wanted.</summary>
    public async Task<ExampleRun> WhenAsync(Func<ExampleRun, bool> condition)
    {
        await foreach (var change in (await host.ApiAsync()).WatchAsync(line.Namespace, new WatchRequest { Name = Name }, host.Ended))
        {
            if (change.Object.GetProperty("status").TryGetProperty("nodes", out _) && new ExampleRun(change.Object, Array.Empty<string>().ToLookup(text => text), []) is var run && condition(run))
                return run;
        }

        throw new InvalidOperationException($"the watch of {Name} ended");
    }

    /// <summary>Workflows of the namespace.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync() => (await (await host.ApiAsync()).ListAsync(line.Namespace, new ListRequest(), host.Ended)).Items;

    /// <summary>A file of the session.</summary>
    public async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text, host.Ended);
        return path;
    }

    /// <summary>Makes objects beside workflows.</summary>
    public async Task ApplyAsync(IReadOnlyList<string> manifests)
    {
        if (manifests.Count == 0)
            return;
        List<string> files = [];
        foreach (var manifest in manifests)
            files.Add(await WriteAsync($"{files.Count}.yaml", manifest));
        var applied = await RunAsync(["apply", .. files]);
        Assert.True(applied.Exit == 0, applied.All);
    }

    /// <summary>Runs a command of the line as it stands: <c>argo</c>'s words are <c>fleet</c>'s, its namespace is the line's.</summary>
    /// <param name="index">Which one.</param>
    public Task<CliOutput> CallAsync(int index) => RunAsync(line.Calls[index].Select(word => (IsFile(word) ? word : line.Own(word)).Replace("metadata.namespace=argo", "metadata.namespace=" + line.Namespace, StringComparison.Ordinal)));

    /// <summary>Runs a command.</summary>
    public async Task<CliOutput> RunAsync(IEnumerable<string> words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var environment = new CliEnvironment
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            In = Stream.Null,
            IsTerminal = false,
            Variable = name => name switch { "FLEET_DATA" => Path.Combine(folder, "data"), "FLEET_SERVER" => address, _ => null },
        };
        List<string> arguments = [];
        foreach (var word in words)
            arguments.Add(IsFile(word) ? await WriteAsync(Path.GetFileName(word), line.Manifests.Single(manifest => manifest.File == "test/e2e/" + word).Text) : word);
        var exit = await FleetCli.RunAsync([.. arguments, "--namespace", line.Namespace], environment);
        var said = new CliOutput(exit, output.ToString(), error.ToString());
        outputs.Add(said);
        return said;
    }

    // As Argo's tests name them, from their own folder.
    private static bool IsFile(string word) => word.StartsWith("testdata/", StringComparison.Ordinal) || word.StartsWith("smoke/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
