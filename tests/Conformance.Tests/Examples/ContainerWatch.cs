using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;
using Fleet.Worker.Containers;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>Starts and ends of task containers, from the engine itself.</summary>
internal sealed class ContainerWatch : IProgress<Message>, IAsyncDisposable
{
    private readonly DockerClient client = new DockerClientBuilder().Build();
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<string, ContainerTime> containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> workflows = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task watching = Task.CompletedTask;

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        var parameters = new ContainerEventsParameters
        {
            // A second back: the stream then surely covers everything from here on, however late the engine takes the call.
            Since = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal)
            {
                ["type"] = Set("container"),
                ["event"] = Set("start", "die", "destroy"),
                ["label"] = Set(ContainerLabels.Workflow),
            },
        };
        watching = client.System.MonitorEventsAsync(parameters, this, ended.Token);
    }

    /// <inheritdoc/>
    public void Report(Message value)
    {
        var labels = value.Actor.Attributes;
        // What keeps the network of a pod runs nothing, and ends when the pod is removed.
        if (labels.TryGetValue(ContainerLabels.Container, out var name) && name == "_sandbox")
            return;
        // What is missing of the three, or comes late, must not keep a run waiting; a container that the engine starts again has several ends.
        if (value.Action == "destroy" && !containers.ContainsKey(value.Actor.ID))
            return;
        workflows[value.Actor.ID] = labels[ContainerLabels.Workflow];
        var known = containers.GetValueOrDefault(value.Actor.ID) ?? new ContainerTime(int.Parse(labels[ContainerLabels.Node], CultureInfo.InvariantCulture), labels.AsReadOnly(), value.TimeNano!.Value, null);
        containers[value.Actor.ID] = value.Action == "start" ? known with { Started = value.TimeNano!.Value, Ended = null } : known with { Ended = known.Ended ?? value.TimeNano };
        Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>What ran for a workflow that has ended, once the engine has told the ends of all nodes of which Fleet knows them.</summary>
    public Task<IReadOnlyList<ContainerTime>> EndedAsync(Guid workflow, IReadOnlyCollection<int> nodes, CancellationToken cancellationToken) =>
        EndedAsync(workflow, seen => !nodes.Except(seen).Any(), cancellationToken);

    /// <summary>What ran for a workflow that was retried: nodes that the retry took away have left gaps in the numbers, so that the ends are only counted.</summary>
    public Task<IReadOnlyList<ContainerTime>> EndedAsync(Guid workflow, int nodes, CancellationToken cancellationToken) => EndedAsync(workflow, seen => seen.Count >= nodes, cancellationToken);

    // A pod has several containers, and a daemon no exit code: whatever began is waited for, too. With the workflow all of it ends.
    private async Task<IReadOnlyList<ContainerTime>> EndedAsync(Guid workflow, Func<IReadOnlySet<int>, bool> isWhole, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            var seen = Of(workflow);
            if (seen.TrueForAll(container => container.Ended is not null) && isWhole(seen.Select(container => container.Ordinal).ToHashSet()))
                return seen;
            await (await Task.WhenAny(watching, next).WaitAsync(cancellationToken));
        }
    }

    private List<ContainerTime> Of(Guid workflow) =>
        [.. containers.Where(pair => workflows[pair.Key] == workflow.ToString("D")).Select(pair => pair.Value).OrderBy(container => container.Started)];

    /// <summary>Removes what is left of workflows: of those that did not come to their end, and what <c>podGC</c> keeps.</summary>
    public async Task RemoveAsync(IEnumerable<Guid> workflows)
    {
        var own = workflows.Select(workflow => workflow.ToString("D")).ToHashSet(StringComparer.Ordinal);
        var list = await client.Containers.ListContainersAsync(new ContainersListParameters
        {
            All = true,
            Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal) { ["label"] = Set(ContainerLabels.Workflow) },
        });
        foreach (var container in list.Where(container => own.Contains(container.Labels[ContainerLabels.Workflow])))
            await client.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
        client.Dispose();
    }

    private static Dictionary<string, bool> Set(params string[] values) => values.ToDictionary(value => value, _ => true, StringComparer.Ordinal);
}
