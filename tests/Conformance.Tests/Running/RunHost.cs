using System.Collections.Concurrent;
using System.Text.Json;
using Fleet.Artifacts.Files;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Client;
using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Resources;
using Fleet.EndToEnd.Tests;
using Fleet.Worker.Containers.Docker;
using Fleet.Worker.Hosting;
using Fleet.Workflows.Spec;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(RunHost))]

namespace Fleet.Conformance.Tests.Running;

/// <summary>A coordinator with its API and a worker with Docker in this process: one for all workflows that are run for real. It starts when the first one is asked for.</summary>
public sealed class RunHost : IAsyncLifetime
{
    private const int Slots = 64;
    private const int ShortAtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(26);

    private readonly string folder = Directory.CreateTempSubdirectory("fleet-conformance-").FullName;
    private readonly ContainerWatch containers = new();
    private readonly BackingServer backing = new();
    private readonly RunQueue queue = new(ShortAtOnce);
    private readonly ConcurrentDictionary<Guid, bool> running = new();
    private readonly ConcurrentDictionary<Guid, bool> followed = new();
    private readonly ConcurrentBag<Task> queued = [];
    private readonly CancellationTokenSource ended = new();
    private readonly Lazy<Task<EmbeddedFleet>> fleet;

    public RunHost() => fleet = new Lazy<Task<EmbeddedFleet>>(StartAsync);

    /// <summary>Address of the server that stands for the network, without a slash at the end.</summary>
    internal string Backing => backing.Address;

    /// <summary>Cancelled when the tests are over.</summary>
    internal CancellationToken Ended => ended.Token;

    /// <summary>Address of the API.</summary>
    internal async Task<string> AddressAsync() => (await fleet.Value).Address!;

    /// <summary>The API, in process.</summary>
    internal async Task<IFleetApi> ApiAsync() => new InProcessApi((await fleet.Value).Api);

    /// <summary>Changes an object beside workflows.</summary>
    internal async Task ChangeAsync(ResourceChange change) => await (await fleet.Value).Resources.ChangeAsync(change, ended.Token);

    /// <summary>Does something when its turn comes; skips the test where there is no engine.</summary>
    /// <param name="pace">When it may begin.</param>
    /// <param name="run">What it does.</param>
    /// <param name="tooSlow">The machine was too slow for what it is to show: it is done again, twice at most, when the machine is quiet.</param>
    internal Task<T> QueueAsync<T>(Pace pace, Func<Task<T>> run, Func<T, bool>? tooSlow = null)
    {
        Part.NeedsEngine();
        var task = RunOnQuietAsync();
        queued.Add(task);
        return task;

        async Task<T> RunOnQuietAsync()
        {
            var result = await queue.RunAsync(pace, run, ended.Token);
            for (var again = 0; again < 2 && tooSlow?.Invoke(result) == true; again++)
                result = await queue.RunAsync(Pace.Quiet, run, ended.Token);
            return result;
        }
    }

    /// <summary>Runs a workflow to its end.</summary>
    internal async Task<ExampleRun> RunAsync(RunRequest request)
    {
        var api = await ApiAsync();
        var find = await StoredTemplates.FindAsync(api.Resources, request.Manifest, request.Namespace, ended.Token);
        var loaded = WorkflowLoader.Load(request.Manifest, new LoadOptions { FindTemplate = find, Changes = new SubmissionChanges { Parameters = request.Parameters } });
        Assert.Empty(loaded.Errors);
        var created = await api.CreateAsync(request.Namespace, JsonSerializer.Deserialize<JsonElement>(Assert.Single(loaded.Workflows).Json), dryRun: false, ended.Token);
        var acting = request.Act(api, created.GetProperty("metadata").GetProperty("name").GetString()!, ended.Token);
        var run = await FollowAsync(created);
        await acting;
        return run;
    }

    /// <summary>Follows a workflow that was created to its end.</summary>
    /// <param name="created">The Workflow object.</param>
    internal async Task<ExampleRun> FollowAsync(JsonElement created)
    {
        var metadata = created.GetProperty("metadata");
        var (space, name, uid) = (metadata.GetProperty("namespace").GetString()!, metadata.GetProperty("name").GetString()!, metadata.GetProperty("uid").GetGuid());
        running[uid] = true;
        var api = await ApiAsync();
        var end = await EndAsync(api, space, name);
        running.TryRemove(uid, out _);
        var run = await ReadAsync(api, end, space, name, uid);
        using var metrics = new MemoryStream();
        await (await fleet.Value).Api.Metrics.WriteAsync(metrics, ended.Token);
        return run with { Metrics = System.Text.Encoding.UTF8.GetString(metrics.ToArray()) };
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Task.WhenAll(queued).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fleet.IsValueCreated)
        {
            await ((Task)fleet.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (fleet.Value.IsCompletedSuccessfully)
                await (await fleet.Value).DisposeAsync();
            await containers.RemoveAsync(running.Keys.Concat(followed.Keys));
        }

        await containers.DisposeAsync();
        backing.Dispose();
        queue.Dispose();
        ended.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<EmbeddedFleet> StartAsync()
    {
        ended.CancelAfter(Patience);
        containers.Start();
        var secrets = new Contracts.SecretCipher([Contracts.SecretKey.Create()]);
        var kept = new FileArtifactStore(Path.Combine(folder, "artifacts"), TimeProvider.System);
        var started = await EmbeddedFleet.StartAsync(
            new EmbeddedOptions
            {
                Store = Path.Combine(folder, "fleet.db"),
                Logs = Path.Combine(folder, "logs"),
                Coordinator = new CoordinatorOptions { Secrets = secrets, Artifacts = new FileArtifactStore(Path.Combine(folder, "artifacts"), TimeProvider.System) },
                Worker = new WorkerOptions
                {
                    Id = Path.GetFileName(folder),
                    Runtime = new DockerRuntime(new DockerRuntimeOptions(), NullLogger<DockerRuntime>.Instance, TimeProvider.System),
                    Slots = Slots,
                    Secrets = secrets,
                    Artifacts = kept,
                    // What the files ask for of Kubernetes' nodes.
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["beta.kubernetes.io/arch"] = "amd64" },
                    DrainLimit = TimeSpan.Zero,
                },
            },
            CliEnvironment.System(),
            ended.Token);
        await started.ListenAsync(new ApiListen("http://127.0.0.1:0", null), ended.Token);
        await started.Leadership.WhenLeadingAsync(ended.Token);
        return started;
    }

    private async Task<JsonElement> EndAsync(IFleetApi api, string space, string name)
    {
        await foreach (var change in api.WatchAsync(space, new WatchRequest { Name = name }, ended.Token))
        {
            if (change.Object.GetProperty("status").TryGetProperty("finishedAt", out var at) && at.ValueKind == JsonValueKind.String)
                return change.Object;
        }

        throw new InvalidOperationException($"the watch of {name} ended before it did");
    }

    private async Task<ExampleRun> ReadAsync(IFleetApi api, JsonElement end, string space, string name, Guid uid)
    {
        List<(string Node, string Line)> lines = [];
        var ids = end.GetProperty("status").TryGetProperty("nodes", out var nodes) ? nodes.EnumerateObject().Select(node => node.Name).ToList() : [];
        await foreach (var line in api.LogsAsync(space, name, new LogRequest { Follow = true }, ended.Token))
            lines.Add((ids.Single(id => id == line.PodName || NumberOf(id) == NumberOf(line.PodName)), line.Content));
        var run = new ExampleRun(end, lines.ToLookup(line => line.Node, line => line.Line), []) { ArtifactFolder = Path.Combine(folder, "artifacts") };
        var ran = run.Pods.Where(pod => pod.ExitCode is not null).Select(pod => pod.Ordinal).ToList();
        // Whoever is followed again was retried.
        return run with { Containers = await (followed.TryAdd(uid, true) ? containers.EndedAsync(uid, ran, ended.Token) : containers.EndedAsync(uid, ran.Count, ended.Token)) };

        // A pod is named after the workflow, its template and the number in its node's id.
        static string NumberOf(string text) => text[(text.LastIndexOf('-') + 1)..];
    }
}
