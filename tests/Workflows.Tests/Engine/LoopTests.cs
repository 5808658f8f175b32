using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class LoopTests
{
    [Fact]
    public void LoopedTask_HasATaskGroup_AndAggregatesInOrder()
    {
        var view = new VirtualRun(Yaml.Dag(
            "{name: A, template: leaf, withItems: [x, {k: 1, b: 2}], arguments: {parameters: [{name: p, value: '{{item}}'}]}}",
            "{name: B, template: leaf, depends: A, arguments: {parameters: [{name: p, value: '{{tasks.A.outputs.parameters.out}} {{tasks.A.outputs.result}}'}]}}"))
            .On("A(0:x)", new Outcome { Result = "1", Parameters = { ["out"] = "one" }, Duration = TimeSpan.FromSeconds(5) })
            .On("A(1:*", new Outcome { Result = "{\"a\": 2}", Parameters = { ["out"] = "two" } }).Run().View();
        Assert.Equal("TaskGroup", view["wf.A"].Type);
        Assert.Equal("x", view["wf.A(0:x)"].Input("p"));
        Assert.Equal("""{"b":2,"k":1}""", view["wf.A(1:b:2,k:1)"].Input("p"));
        Assert.Equal("""["one","two"] [1,{"a":2}]""", view["B"].Input("p"));
    }

    [Fact]
    public void ResultThatIsNoJson_InALoop_IsAnError()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withItems: [1]}", "{name: B, template: leaf, depends: A, arguments: {parameters: [{name: p, value: '{{tasks.A.outputs.result}}'}]}}"))
            .On("A*", Outcome.Prints("hello")).Run().View();
        Assert.Equal("Error", view["B"].Phase);
        Assert.Contains("hello", view["B"].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("withParam: '[]'")]
    [InlineData("withSequence: {count: 0}")]
    public void EmptyLoop_IsSkipped(string loop)
    {
        var view = new VirtualRun(Yaml.Dag($"{{name: A, template: leaf, {loop}}}", "{name: B, template: leaf, depends: A}")).Run().View();
        Assert.Equal(("Skipped", "Skipped, empty params"), (view["A"].Phase, view["A"].Message));
        Assert.Equal("Succeeded", view["B"].Phase);
    }

    [Fact]
    public void LargeLoop_IsStartedInChunks()
    {
        var most = 0;
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withSequence: {count: 1700}}", "{name: B, template: leaf, depends: A}")) { Observe = (_, d) => most = Math.Max(most, d.Nodes.Count), Slots = 50 };
        run.Run();
        Assert.InRange(most, 400, 510);
        Assert.Equal(3, run.Commands.OfType<ContinueExpansion>().Count());
        Assert.Equal("1701/1701", run.View().Progress);
    }

    [Fact]
    public void WideDag_IsStartedInChunks()
    {
        var tasks = Enumerable.Range(0, 1200).Select(i => $"{{name: t{i}, template: leaf}}").ToArray();
        var most = 0;
        var run = new VirtualRun(Yaml.Dag(tasks)) { Observe = (_, d) => most = Math.Max(most, d.Nodes.Count), ReloadAlways = false };
        run.Run();
        Assert.InRange(most, 400, 510);
        Assert.Equal("1200/1200", run.View().Progress);
    }

    [Fact]
    public void LoadedInTheMiddleOfALoop_GoesOn()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withParam: '{{=toJson(1..1200)}}'}"));
        run.Decide(new WorkflowSubmitted());
        run.Reload();
        var decision = run.Decide(new WorkflowLoaded());
        Assert.Single(decision.Commands.OfType<ContinueExpansion>());
        Assert.Equal("1200/1200", run.Run().View().Progress);
    }
}
