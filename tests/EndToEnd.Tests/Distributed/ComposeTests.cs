using System.Globalization;
using System.Text.Json;
using Fleet.Chaos.Tests.Kills;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>docker compose up --build --scale worker=N: the images as they are built, RabbitMQ 4, PostgreSQL, containers on the engine that the workers share.</summary>
[Collection(LongestFirst.Compose)]
public sealed class ComposeTests(ComposeFleet fleet, Ledger ledger) : IClassFixture<ComposeFleet>
{
    // Each worker has the artifacts from the coordinator: no folder is shared.
    private const string Makes = """ "outputs": {"artifacts": [{"name": "made", "path": "/tmp/made"}]} """;
    private const string Needs = """ "inputs": {"artifacts": [{"name": "given", "path": "/tmp/given"}]} """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Diamond_OnThreeWorkers_RunsBothSidesAtOnce_OnDifferentWorkers()
    {
        await ledger.StartAsync();
        await fleet.ScaleAsync(3);
        using var events = EngineEvents.Listen();
        var run = "diamond-" + Guid.NewGuid().ToString("N")[..8];

        // B ends when C is there too, and the other way round: one after the other they would never end.
        var (name, uid) = await fleet.Api.SubmitAsync($$$"""
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "{{{run}}}"},
             "spec": {"entrypoint": "main", "templates": [
               {"name": "main", "dag": {"tasks": [
                 {"name": "a", "template": "a"}, {"name": "b", "template": "b", "dependencies": ["a"], {{{Takes("a")}}}}, {"name": "c", "template": "c", "dependencies": ["a"], {{{Takes("a")}}}},
                 {"name": "d", "template": "d", "dependencies": ["b", "c"], {{{Takes("c")}}}}]}},
               {{{Template("a", "echo of-a > /tmp/made", Makes)}}}, {{{Template("b", $"{Meets("c")}; grep of-a /tmp/given", Needs)}}},
               {{{Template("c", $"{Meets("b")}; cp -r /tmp/given /tmp/made", $"{Needs}, {Makes}")}}}, {{{Template("d", "grep of-a /tmp/given", Needs)}}}]}}
            """);
        var workflow = await fleet.Api.EndAsync(name);

        WorkflowFacts.Succeeded(workflow, "4/4");
        Assert.Equal(["a", "b", "c", "d"], (await ledger.ReadAsync(run)).Order(StringComparer.Ordinal));
        await events.EndedAsync(uid, 4);
        var starts = events.Starts(uid);
        Assert.Equal(4, starts.Length);
        var (a, b, c, d) = (starts[0], starts[1], starts[2], starts[3]);
        Assert.All([b, c], side => Assert.True(events.EndOf(a)!.Nanos <= side.Nanos && events.EndOf(side)!.Nanos <= d.Nanos, $"{a} {b} {c} {d}"));
        Assert.True(b.Nanos < events.EndOf(c)!.Nanos && c.Nanos < events.EndOf(b)!.Nanos, $"{b} {c}");
        Assert.NotEqual(b.Worker, c.Worker);
        // What Fleet reports is what the engine's labels say, and tells workers of one engine apart: a worker's id is its container's host name.
        var workers = (await fleet.ContainersAsync("worker")).Select(worker => worker.Id[..12]).ToArray();
        Assert.Equal(3, workers.Length);
        Assert.All(starts, start => Assert.Contains(start.Worker, workers));
        var pods = WorkflowFacts.Pods(workflow);
        Assert.Equal(new[] { b.Worker, c.Worker }.Order(), new[] { Host(pods["b"]), Host(pods["c"]) }.Order());
        Assert.Equal((a.Worker, d.Worker), (Host(pods["a"]), Host(pods["d"])));

        string Template(string task, string then, string artifacts) => $$$"""
            {"name": "{{{task}}}", {{{artifacts}}}, "container": {"image": "busybox", "command": ["sh", "-c"], "args": [{{{JsonSerializer.Serialize($"wget -q -O /dev/null 'http://{ledger.Host}/cgi-bin/add?{run}/{task}' && {then}")}}}]}}
            """;
        static string Takes(string from) => $$$"""
            "arguments": {"artifacts": [{"name": "given", "from": "{{tasks.{{{from}}}.outputs.artifacts.made}}"}]}
            """;
        string Meets(string other) => $"until wget -q -O - http://{ledger.Host}/runs/{run} | grep -qx {other}; do sleep 1; done";
    }

    [Fact]
    public async Task Scale_UpAndDown_WhileTasksRun_LosesNothingAndRunsNothingTwice()
    {
        const int Tasks = 200;
        await ledger.StartAsync();
        await fleet.ScaleAsync(3);
        using var events = EngineEvents.Listen();
        var run = "scale-" + Guid.NewGuid().ToString("N")[..8];
        const string Item = "{{inputs.parameters.n}}";
        var gated = string.Create(CultureInfo.InvariantCulture, $"wget -q -O /dev/null 'http://{ledger.Host}/cgi-bin/add?{run}/{Item}' && for look in $(seq 300); do wget -q -O /dev/null http://{ledger.Host}/runs/{run}.open && exit 0; sleep 2; done; exit 1");

        var (name, uid) = await fleet.Api.SubmitAsync($$$"""
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "{{{run}}}"},
             "spec": {"entrypoint": "main", "templates": [
               {"name": "main", "steps": [[{"name": "task", "template": "task", "arguments": {"parameters": [{"name": "n", "value": "{{item}}"}]}, "withSequence": {"count": "{{{Tasks}}}"}}]]},
               {"name": "task", "inputs": {"parameters": [{"name": "n"}]}, "container": {"image": "busybox", "command": ["sh", "-c"], "args": [{{{JsonSerializer.Serialize(gated)}}}]}}]}}
            """);
        // Tasks hold their slots until the gate opens: all of six workers, two at a time. They look seldom: twelve that ask all the time leave the new workers no machine to start on.
        await ledger.SeesAsync(run, 6);
        await fleet.ScaleAsync(6);
        await ledger.SeesAsync(run, 12);
        await ledger.OpenAsync(run);
        await ledger.SeesAsync(run, 80);
        await fleet.ScaleAsync(1);
        var workflow = await fleet.Api.EndAsync(name);

        WorkflowFacts.Succeeded(workflow, $"{Tasks}/{Tasks}");
        var effects = (await ledger.ReadAsync(run)).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Order();
        Assert.Equal(Enumerable.Range(0, Tasks), effects);
        await events.EndedAsync(uid, Tasks);
        Assert.Equal(Tasks, events.Starts(uid).Length);
        Assert.Equal(6, events.Starts(uid).Select(start => start.Worker).Distinct().Count());
        Assert.Single(await fleet.ContainersAsync("worker"));
    }

    [Fact]
    public async Task WorkersWithoutABroker_AreUnhealthy_AndRecover()
    {
        await fleet.ScaleAsync(3);
        Assert.All(await fleet.ContainersAsync("worker"), worker => Assert.Equal("healthy", worker.Health));

        await fleet.ComposeAsync("stop", "--timeout", "5", "rabbitmq");
        await HealthAsync("unhealthy");
        await fleet.ComposeAsync("start", "rabbitmq");
        await HealthAsync("healthy");

        var (name, _) = await fleet.Api.SubmitAsync("""
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "after-"},
             "spec": {"entrypoint": "main", "templates": [{"name": "main", "container": {"image": "busybox", "command": ["true"]}}]}}
            """);
        WorkflowFacts.Succeeded(await fleet.Api.EndAsync(name), "1/1");
    }

    private static string Host(JsonElement pod) => pod.GetProperty("hostNodeName").GetString()!;

    private async Task HealthAsync(string wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while ((await fleet.ContainersAsync("worker")).Any(worker => worker.Health != wanted))
            await Task.Delay(TimeSpan.FromSeconds(1), patience.Token);
    }
}
