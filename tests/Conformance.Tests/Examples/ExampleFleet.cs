using System.Collections.Concurrent;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Client;
using Fleet.Coordinator.Hosting;
using Fleet.EndToEnd.Tests;
using Fleet.Worker.Containers.Docker;
using Fleet.Worker.Hosting;
using Fleet.Workflows.Spec;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>A coordinator and a worker with Docker in this process, which run all examples: the long ones at once, the others a few at a time.</summary>
public sealed class ExampleFleet : IAsyncLifetime
{
    private const string Namespace = "default";
    private const int Slots = 64;
    private const int ShortAtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly string folder = Directory.CreateTempSubdirectory("fleet-examples-").FullName;
    private readonly ContainerWatch containers = new();
    private readonly BackingServer backing = new();
    private readonly ConcurrentDictionary<Guid, bool> running = new();
    private readonly SemaphoreSlim turns = new(ShortAtOnce);
    private readonly Dictionary<string, Task<ExampleRun>> runs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ended = new(Patience);
    private EmbeddedFleet? fleet;

    /// <summary>The run of a check; the first call starts all runs.</summary>
    internal async Task<ExampleRun> RunAsync(ExampleCheck check)
    {
        Part.NeedsEngine();
        _ = ExampleLine.All;
        await StartAsync();
        return await runs[check.Title].WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await ((Task)Task.WhenAll(runs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fleet is not null)
            await fleet.DisposeAsync();
        await containers.RemoveAsync(running.Keys);
        await containers.DisposeAsync();
        backing.Dispose();
        ended.Dispose();
        turns.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync()
    {
        if (fleet is not null)
            return;
        containers.Start();
        fleet = await EmbeddedFleet.StartAsync(
            new EmbeddedOptions
            {
                Store = Path.Combine(folder, "fleet.db"),
                Logs = Path.Combine(folder, "logs"),
                Coordinator = new CoordinatorOptions(),
                Worker = new WorkerOptions
                {
                    Id = "examples-" + Path.GetFileName(folder),
                    Runtime = new DockerRuntime(new DockerRuntimeOptions(), NullLogger<DockerRuntime>.Instance, TimeProvider.System),
                    Slots = Slots,
                    // What the files ask for of Kubernetes' nodes.
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["beta.kubernetes.io/arch"] = "amd64" },
                    DrainLimit = TimeSpan.Zero,
                },
            },
            CliEnvironment.System(),
            ended.Token);
        await fleet.Leadership.WhenLeadingAsync(ended.Token);
        foreach (var need in ExampleTests.Checks.SelectMany(check => check.Needs))
            await fleet.Resources.ChangeAsync(need, ended.Token);
        foreach (var document in ExampleTests.Checks.SelectMany(check => check.Stored()).Distinct(StringComparer.Ordinal).SelectMany(Documents))
            await new InProcessApi(fleet.Api).Resources.CreateAsync(document.Kind, document.Kind == "ClusterWorkflowTemplate" ? "" : Namespace, JsonSerializer.Deserialize<JsonElement>(document.Json), ended.Token);
        foreach (var check in ExampleTests.Checks.Where(check => check.Long))
            runs.Add(check.Title, RunOneAsync(check));
        foreach (var check in ExampleTests.Checks.Where(check => check is { Long: false, Quiet: false }))
            runs.Add(check.Title, InTurnAsync(check));
        Task loud = Task.WhenAll(ExampleTests.Checks.Where(check => check is { Long: false, Quiet: false }).Select(check => runs[check.Title]));
        foreach (var check in ExampleTests.Checks.Where(check => check.Quiet))
            runs.Add(check.Title, AfterAsync(loud, check));
    }

    private async Task<ExampleRun> InTurnAsync(ExampleCheck check)
    {
        await turns.WaitAsync(ended.Token);
        try
        {
            return await RunOneAsync(check);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<ExampleRun> AfterAsync(Task others, ExampleCheck check)
    {
        await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var run = await RunOneAsync(check);
        for (var again = 0; again < 2 && check.TooSlow(run); again++)
            run = await RunOneAsync(check);
        return run;
    }

    private async Task<ExampleRun> RunOneAsync(ExampleCheck check)
    {
        var api = new InProcessApi(fleet!.Api);
        var text = check.Backing(ExampleLine.All[check.Line].Text, backing.Address);
        var find = await StoredTemplates.FindAsync(api.Resources, text, Namespace, ended.Token);
        var loaded = WorkflowLoader.Load(text, new LoadOptions { FindTemplate = find, Changes = new SubmissionChanges { Parameters = check.Parameters } });
        Assert.Empty(loaded.Errors);
        var created = await api.CreateAsync(Namespace, JsonSerializer.Deserialize<JsonElement>(Assert.Single(loaded.Workflows).Json), dryRun: false, ended.Token);
        var (name, uid) = (created.GetProperty("metadata").GetProperty("name").GetString()!, created.GetProperty("metadata").GetProperty("uid").GetGuid());
        running[uid] = true;
        var acting = check.Act(api, name, ended.Token);
        var end = await EndAsync(api, name);
        running.TryRemove(uid, out _);
        var run = await ReadAsync(api, end, name, uid);
        await acting;
        using var metrics = new MemoryStream();
        await fleet!.Api.Metrics.WriteAsync(metrics, ended.Token);
        return run with { Metrics = System.Text.Encoding.UTF8.GetString(metrics.ToArray()) };
    }

    // Those of a text that refer to others come after them.
    private static IEnumerable<SpecDocument> Documents(string text) =>
        WorkflowLoader.Load(text).Documents.OrderBy(document => document.Json.Contains("templateRef", StringComparison.Ordinal));

    private async Task<JsonElement> EndAsync(InProcessApi api, string name)
    {
        await foreach (var change in api.WatchAsync(Namespace, new WatchRequest { Name = name }, ended.Token))
        {
            if (change.Object.GetProperty("status").TryGetProperty("finishedAt", out var at) && at.ValueKind == JsonValueKind.String)
                return change.Object;
        }

        throw new InvalidOperationException($"the watch of {name} ended before it did");
    }

    private async Task<ExampleRun> ReadAsync(InProcessApi api, JsonElement end, string name, Guid uid)
    {
        List<(string Node, string Line)> lines = [];
        var ids = end.GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Name).ToList();
        await foreach (var line in api.LogsAsync(Namespace, name, new LogRequest { Follow = true }, ended.Token))
            lines.Add((ids.Single(id => id == line.PodName || NumberOf(id) == NumberOf(line.PodName)), line.Content));
        var run = new ExampleRun(end, lines.ToLookup(line => line.Node, line => line.Line), []);
        var ran = run.Pods.Where(pod => pod.ExitCode is not null).Select(pod => pod.Ordinal);
        return run with { Containers = await containers.EndedAsync(uid, [.. ran], ended.Token) };

        // A pod is named after the workflow, its template and the number in its node's id.
        static string NumberOf(string text) => text[(text.LastIndexOf('-') + 1)..];
    }
}
