using System.Text.Json;
using Fleet.Client;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Locks and memoization. The files' sleeps are shortened: what counts is the order, not how long it takes.</summary>
internal static class LockChecks
{
    private const string Namespace = "default";

    private static readonly string[] Items = ["0:1", "1:2", "2:3", "3:4", "4:5"];

    public static IEnumerable<ExampleCheck> All =>
    [
        new("synchronization-mutex-tmpl-level", run =>
        {
            run.AssertItems("synchronization-acquire-lock", Items);
            run.AssertItems("synchronization-acquire-lock1", Items);
            Assert.Equal(1, ContainerTime.MostAtOnce(Of(run, "synchronization-acquire-lock(")));
            Assert.Equal(1, ContainerTime.MostAtOnce(Of(run, "synchronization-acquire-lock1(")));
            Assert.Equal(2, ContainerTime.MostAtOnce(run.Containers));
        })
        {
            // Long enough that the two of them meet, however slowly containers start.
            Backing = (text, _) => text.Replace("sleep 20;", "sleep 4;", StringComparison.Ordinal).Replace("sleep 50;", "sleep 7;", StringComparison.Ordinal),
            Long = true,
            TooSlow = run => ContainerTime.MostAtOnce(run.Containers) < 2,
        },
        new("synchronization-tmpl-level", run => AssertAtOnce(run, 3))
        {
            Backing = Shorter,
            Needs = [Needed(ResourceKinds.ConfigMap, "my-config", """{"data":{"template":"3","workflow":"3"}}""")],
        },
        new("synchronization-db-tmpl-level", run => AssertAtOnce(run, 2))
        {
            Backing = Shorter,
            Needs = [new ResourceChange(ResourceAction.Apply, new ResourceKey(ResourceKinds.SyncLimit, Namespace, "template")) { Manifest = SyncLimit.Write(2) }],
        },
        new("synchronization-wf-level", run => Assert.Equal("hello world", run.Log(run.Root)))
        {
            Needs = [Needed(ResourceKinds.ConfigMap, "my-config", """{"data":{"template":"3","workflow":"3"}}""")],
            Act = (api, name, cancellationToken) => AssertWorkflowsAtOnceAsync(api, name, more: 4, most: 3, cancellationToken),
        },
        new("synchronization-db-mutex-wf-level", run => Assert.Equal("hello world", run.Log(run.Root)))
        {
            Act = (api, name, cancellationToken) => AssertWorkflowsAtOnceAsync(api, name, more: 1, most: 1, cancellationToken),
        },
        new("memoize-simple", run =>
        {
            Assert.Equal("""{"hit":false,"key":"cache-key","cacheName":"cache-config"}""", run.Root.Json.GetProperty("memoizationStatus").GetRawText());
            Assert.Equal("world", run.Root.Output("hello"));
        })
        {
            // Ten seconds are little on a busy machine.
            Backing = (text, _) => text.Replace("10s", "10m", StringComparison.Ordinal),
            Act = AssertFoundAsync,
        },
    ];

    private static string Shorter(string text, string server) =>
        text.Replace("sleep 10;", "sleep 1;", StringComparison.Ordinal);

    private static ResourceChange Needed(string kind, string name, string manifest) =>
        new(ResourceAction.Apply, new ResourceKey(kind, Namespace, name)) { Manifest = System.Text.Encoding.UTF8.GetBytes(manifest) };

    private static void AssertAtOnce(ExampleRun run, int most)
    {
        run.AssertItems("synchronization-acquire-lock", Items);
        Assert.Equal(Items.Length, run.Containers.Count);
        Assert.InRange(ContainerTime.MostAtOnce(run.Containers), 1, most);
        Assert.All(run.Pods, pod => Assert.Equal("acquired lock", run.Log(pod)));
    }

    private static IEnumerable<ContainerTime> Of(ExampleRun run, string prefix) =>
        run.Containers.Where(container => run.Nodes[container.Ordinal].DisplayName.StartsWith(prefix, StringComparison.Ordinal));

    // Others of the same file come while the first one runs.
    private static async Task AssertWorkflowsAtOnceAsync(IFleetApi api, string name, int more, int most, CancellationToken cancellationToken)
    {
        var names = new List<string> { name };
        for (var i = 0; i < more; i++)
            names.Add(await AgainAsync(api, name, cancellationToken));
        var times = new List<ContainerTime>();
        foreach (var each in names)
        {
            var status = (await EndAsync(api, each, cancellationToken)).GetProperty("status");
            Assert.Equal("Succeeded", status.GetProperty("phase").GetString());
            Assert.False(status.TryGetProperty("synchronization", out _));
            times.Add(new ContainerTime(0, new Dictionary<string, string>(), Ticks("startedAt"), Ticks("finishedAt")));

            long Ticks(string field) => status.GetProperty(field).GetDateTimeOffset().UtcTicks;
        }

        Assert.InRange(ContainerTime.MostAtOnce(times), 1, most);
    }

    private static async Task AssertFoundAsync(IFleetApi api, string name, CancellationToken cancellationToken)
    {
        await EndAsync(api, name, cancellationToken);
        var second = await EndAsync(api, await AgainAsync(api, name, cancellationToken), cancellationToken);
        var node = new ExampleNode(0, Assert.Single(second.GetProperty("status").GetProperty("nodes").EnumerateObject()).Value);
        Assert.True(node.Json.GetProperty("memoizationStatus").GetProperty("hit").GetBoolean());
        Assert.Equal(("Succeeded", "world"), (node.Phase, node.Output("hello")));
        Assert.False(node.Json.TryGetProperty("hostNodeName", out _), "a container was started");
    }

    private static async Task<string> AgainAsync(IFleetApi api, string name, CancellationToken cancellationToken)
    {
        var first = await api.GetAsync(Namespace, name, cancellationToken);
        var again = JsonSerializer.SerializeToElement(new
        {
            apiVersion = "argoproj.io/v1alpha1",
            kind = "Workflow",
            metadata = new { generateName = first.GetProperty("metadata").GetProperty("generateName").GetString() },
            spec = first.GetProperty("spec"),
        });
        return (await api.CreateAsync(Namespace, again, dryRun: false, cancellationToken)).GetProperty("metadata").GetProperty("name").GetString()!;
    }

    private static async Task<JsonElement> EndAsync(IFleetApi api, string name, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync(Namespace, new WatchRequest { Name = name }, cancellationToken))
        {
            if (change.Object.GetProperty("status").TryGetProperty("finishedAt", out var at) && at.ValueKind == JsonValueKind.String)
                return change.Object;
        }

        throw new InvalidOperationException($"the watch of {name} ended before it did");
    }
}
