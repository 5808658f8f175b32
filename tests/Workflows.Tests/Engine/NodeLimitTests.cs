using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>The most nodes that a workflow may have.</summary>
public sealed class NodeLimitTests
{
    private const int Limit = 60;

    // Each template calls the next one ten times: 10^8 leafs.
    private static string Nested(string body, string spec = "") => Yaml.Template(body.Replace("NEXT", "t1", StringComparison.Ordinal), Chain(body), spec);

    private static string Chain(string body) =>
        string.Join('\n', Enumerable.Range(1, 8).Select(i => $"- {{name: t{i}, {body.Replace("NEXT", i == 8 ? "leaf" : $"t{i + 1}", StringComparison.Ordinal)}}}"));

    private static string TenSteps => $"steps: [[{string.Join(", ", Enumerable.Range(0, 10).Select(i => $"{{name: s{i}, template: NEXT}}"))}]]";

    private static string TenTasks => $"dag: {{tasks: [{string.Join(", ", Enumerable.Range(0, 10).Select(i => $"{{name: s{i}, template: NEXT}}"))}]}}";

    private const string TenItems = "dag: {tasks: [{name: a, template: NEXT, withSequence: {count: 10}}]}";

    private const string TenItemsOfAStep = "steps: [[{name: a, template: NEXT, withSequence: {count: 10}}]]";

    public static TheoryData<string, bool> Explosions => new() { { TenSteps, false }, { TenSteps, true }, { TenTasks, false }, { TenTasks, true }, { TenItems, false }, { TenItems, true }, { TenItemsOfAStep, true } };

    [Theory]
    [MemberData(nameof(Explosions))]
    public void WorkflowOfTooManyNodes_IsError_ItsTasksAreStopped_ItsExitHandlerRuns(string body, bool reload)
    {
        var run = Submitted(new VirtualRun(Nested(body, "onExit: leaf")) { ReloadAlways = reload }.On("*onExit", Outcome.Ok).On("*", Outcome.Hangs), Limit).Run();
        Assert.True(run.State.IsFinished);
        var view = run.View();
        Assert.Equal("Error", view.Phase);
        Assert.StartsWith($"the workflow has more than {Limit} nodes, the most that one may have", view.Message, StringComparison.Ordinal);
        Assert.Equal("Succeeded", view["wf.onExit"].Phase);
        Assert.DoesNotContain(view.Nodes, n => n.Phase is "Pending" or "Running");
        Assert.InRange(view.Nodes.Count, Limit + 1, Limit * 3);
    }

    [Fact]
    public void ExitHandlerOfTooManyNodes_EndsToo()
    {
        var run = Submitted(new VirtualRun(Yaml.Template("container: {image: x}", Chain(TenSteps), "onExit: t1")).On("wf", Outcome.Ok).On("*", Outcome.Hangs), Limit).Run();
        Assert.Equal("Error", run.View().Phase);
        Assert.InRange(run.View().Nodes.Count, (2 * Limit) + 1, 4 * Limit);
    }

    [Theory]
    [InlineData(47, "Succeeded")]
    [InlineData(48, "Error")]
    public void LoopThatDoesNotFit_IsAnErrorBeforeItsFirstItem(int items, string phase)
    {
        foreach (var yaml in (string[])[Yaml.Dag($"{{name: a, template: leaf, withSequence: {{count: {items}}}}}"), Yaml.Steps($"{{name: a, template: leaf, withSequence: {{count: {items}}}, when: 'true'}}")])
        {
            var run = Submitted(new VirtualRun(yaml), items == 47 ? 50 : 49).Run();
            var node = run.View()[yaml.Contains("dag:", StringComparison.Ordinal) ? "wf.a" : "wf[0]"];
            Assert.Equal(phase, node.Phase);
            if (phase != "Error")
                continue;
            Assert.Equal("the loop has 48 items: with them the workflow would have more than 49 nodes, the most that one may have; split it, or set FLEET_NODE_LIMIT higher where workflows are submitted to", node.Message);
            Assert.Equal(2, run.State.NodeCount);
            Assert.Empty(run.Requests);
        }
    }

    [Fact]
    public void RetryByHand_CountsNoRemovedNodes()
    {
        var times = 0;
        var run = Submitted(new VirtualRun(Yaml.Dag("{name: a, template: leaf, withSequence: {count: 20}}")).On("*", _ => times < 3 ? Outcome.Fails() : Outcome.Ok), 22).Run();
        while (++times <= 3)
            run.Ask(new RetryRequested(false, null, new Dictionary<string, string>())).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(85, run.State.NodeCount);
    }

    [Fact]
    public void WideSteps_AreStartedInSeveralDecisions()
    {
        var most = 0;
        var run = new VirtualRun(Yaml.Template($"steps: [[{string.Join(", ", Enumerable.Range(0, 1200).Select(i => $"{{name: s{i}, template: leaf}}"))}], [{{name: last, template: leaf}}]]")) { Observe = (_, d) => most = Math.Max(most, d.Nodes.Count) };
        run.Run();
        Assert.InRange(most, 400, 510);
        Assert.Equal(("Succeeded", "1201/1201"), (run.View().Phase, run.View().Progress));
    }

    [Fact]
    public void WideSteps_LoadedInTheMiddle_GoOn()
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{string.Join(", ", Enumerable.Range(0, 700).Select(i => $"{{name: s{i}, template: leaf}}"))}]]"));
        run.Decide(new WorkflowSubmitted { NodeLimit = 702 });
        run.Reload();
        Assert.Single(run.Decide(new WorkflowLoaded()).Commands.OfType<ContinueExpansion>());
        run.Reload();
        Assert.Equal(("Succeeded", "700/700"), (run.Run().View().Phase, run.View().Progress));
    }

    private static VirtualRun Submitted(VirtualRun run, int limit)
    {
        run.Decide(new WorkflowSubmitted { NodeLimit = limit });
        return run;
    }
}
