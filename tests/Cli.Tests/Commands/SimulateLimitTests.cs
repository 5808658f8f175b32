using System.Text;
using System.Text.Json;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Tests.Commands;

/// <summary>Deadlines, room and what never ends, in <c>fleet simulate</c>.</summary>
public sealed class SimulateLimitTests : SimulateTest
{
    [Fact]
    public async Task Deadline_EndsTheTask()
    {
        var manifest = Diamond.Replace("container: {image: busybox}", "activeDeadlineSeconds: 30\n      container: {image: busybox}", StringComparison.Ordinal);

        Assert.Equal(1, await SimulateAsync(manifest, "nodes: [{match: A, duration: forever}]", "-o", "json"));

        var node = Nodes(Status()).Single(node => Text(node, "displayName") == "A");
        Assert.Equal(("Failed", "Step exceeded its deadline", "2026-01-01T00:00:30Z"), (Text(node, "phase"), Text(node, "message"), Text(node, "finishedAt")));
    }

    // What the end of a task at the deadline makes room for: a place, a lock, a slot, a dependent. It has a node that fails at once, and runs nowhere.
    [Theory]
    [InlineData("parallelism: 1", "steps: [[{name: b, template: work, withItems: [1, 2, 3]}]]", "", "", "b(0:1)=Failed b(1:2)=Failed b(2:3)=Failed")]
    [InlineData("", "steps: [[{name: b, template: work, withItems: [1, 2, 3]}]]", "synchronization: {mutexes: [{name: m}]}, ", "", "b(0:1)=Failed b(1:2)=Failed b(2:3)=Failed")]
    [InlineData("", "steps: [[{name: b, template: work, withItems: [1, 2, 3]}]]", "", "1", "b(0:1)=Failed b(1:2)=Failed b(2:3)=Failed")]
    [InlineData("", "dag: {tasks: [{name: a, template: work}, {name: c, template: work, depends: a || a.Failed}, {name: d, template: nested, depends: a.Failed}]}", "", "", "a=Failed c=Failed d=Failed x=Failed")]
    public async Task WorkflowDeadline_NothingStartsWithIt(string spec, string body, string own, string slots, string expected)
    {
        var manifest = $$$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: late}
            spec:
              entrypoint: main
              activeDeadlineSeconds: 5
              {{{spec}}}
              templates:
              - {name: main, {{{body}}}}
              - {name: nested, dag: {tasks: [{name: x, template: work}]}}
              - {name: work, {{{own}}}container: {image: busybox}}
            """;

        Assert.Equal(1, await SimulateAsync(manifest, "default: {duration: 10s}", ["-o", "json", "--timeline", .. slots.Length > 0 ? ["--slots", slots] : Array.Empty<string>()]));

        var nodes = Nodes(JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("workflow").GetProperty("status")).Where(node => Text(node, "type") is "Pod" or "DAG" or "Skipped" && Text(node, "displayName") != "late").OrderBy(node => Text(node, "name"), StringComparer.Ordinal).ToList();
        Assert.Equal(expected, string.Join(' ', nodes.Select(node => $"{Text(node, "displayName")}={Text(node, "phase")}")));
        Assert.All(nodes.Where(node => Text(node, "type") != "DAG"), node => Assert.Equal("Step exceeded its deadline", Text(node, "message")));
        Assert.Single(nodes, node => node.TryGetProperty("outputs", out _));
        Assert.Single(JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("timeline").EnumerateArray(), row => row.GetProperty("started").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Room_OfTheHost_CountsAsInTheDispatcher()
    {
        var manifest = Diamond.Replace("{image: busybox}", "{image: busybox, resources: {requests: {cpu: 600m, memory: 1Gi}}}", StringComparison.Ordinal);

        Assert.Equal(0, await SimulateAsync(manifest, null, "-o", "json", "--timeline", "--cpu", "1"));
        Assert.Equal([0, 1, 2, 3], Begins());
        Assert.Equal(0, await SimulateAsync(manifest, null, "-o", "json", "--timeline", "--memory", "2Gi"));
        Assert.Equal([0, 1, 1, 2], Begins());
        Assert.Equal(1, await SimulateAsync(manifest, null, "-o", "name", "--memory", "512Mi"));
        Assert.Contains("A waits: no worker fits: it asks for", Cli.Error, StringComparison.Ordinal);

        IEnumerable<double> Begins() => JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("timeline").EnumerateArray().Select(row => row.GetProperty("started").GetDouble());
    }

    [Fact]
    public async Task Halt_IsExplained()
    {
        Assert.Equal(1, await SimulateAsync(Approval, null, "-o", "name"));
        Assert.Contains("fleet: not over: after 0s approval[0].approve waits: ", Cli.Error, StringComparison.Ordinal);

        Assert.Equal(1, await SimulateAsync(Diamond, "nodes: [{match: A, duration: forever}]", "-o", "name"));
        Assert.Contains("fleet: not over: after 0s diamond-bbbbb.A runs for ever", Cli.Error, StringComparison.Ordinal);

        var labelled = Diamond.Replace("container: {image: busybox}", "nodeSelector: {disk: ssd}\n      container: {image: busybox}", StringComparison.Ordinal);
        Assert.Equal(1, await SimulateAsync(labelled, null, "-o", "name"));
        Assert.Contains("diamond-bbbbb.A waits: no worker of pool 'default' has the labels disk=ssd", Cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await SimulateAsync(labelled, null, "-o", "name", "--label", "disk=ssd"));
    }

    [Fact]
    public void Endless_IsGivenUp()
    {
        const string manifest = """
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "endless"}, "spec": {"entrypoint": "main", "templates": [
              {"name": "main", "retryStrategy": {}, "container": {"image": "busybox"}}]}}
            """;

        var result = WorkflowSimulation.Run(Encoding.UTF8.GetBytes(manifest), "endless", "default", new Outcomes { Default = new ScriptedOutcome { ExitCode = 1 } }, new SimulationOptions { MaxAttempts = 20 });

        Assert.Equal("Running", result.State.Phase);
        Assert.StartsWith("given up after 20 attempts of endless: ", Assert.Single(result.Stalled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pauses_ThatGrowWithoutEnd_EndTheSimulation()
    {
        Assert.Equal(1, await SimulateAsync(Retried.Replace("limit: \"2\", ", "", StringComparison.Ordinal), "nodes: [{match: flaky, exitCode: 1}]", "-o", "name"));

        Assert.Contains("fleet: not over: given up after a thousand years", Cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simulate", "-")]
    [InlineData("run", "-", "--runtime", "dummy")]
    public async Task NodeLimit_OfTheEnvironment_CountsForTheWorkflow(params string[] command)
    {
        Cli.Variables["FLEET_NODE_LIMIT"] = "4";
        Assert.Equal(1, await Cli.RunAsync(Diamond, [.. command, "-o", "json"]));
        Assert.Contains("the workflow has more than 4 nodes, the most that one may have", Cli.Out, StringComparison.Ordinal);

        Cli.Variables["FLEET_NODE_LIMIT"] = "many";
        Assert.Equal(2, await Cli.RunAsync(Diamond, command));
        Assert.Contains("FLEET_NODE_LIMIT is 'many': it must be a whole number of nodes above 0", Cli.Error, StringComparison.Ordinal);
    }
}
