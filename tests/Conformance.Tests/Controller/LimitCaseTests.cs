using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class LimitCaseTests
{
    [Theory]
    [InlineData("TestWorkflowParallelismLimit", 2)]
    [InlineData("TestStepsTemplateParallelismLimit", 2)]
    [InlineData("TestNestedTemplateParallelismLimit", 4)]
    public void ParallelismLimit(string id, int limit)
    {
        var run = ControllerCase.Run(id).On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(limit, run.View().Nodes.Count(n => n.Type == "Pod"));
        run.RunFor(60);
        Assert.Equal(limit, run.View().Nodes.Count(n => n.Type == "Pod"));
    }

    [Fact]
    public void TestSuspendResume()
    {
        var run = ControllerCase.Run("TestSuspendResume", y => y.Replace("spec:\n", "spec:\n  suspend: true\n", StringComparison.Ordinal)).On("*", Outcome.Hangs).RunFor(1);
        Assert.Empty(run.Requests);
        run.Ask(new ResumeRequested(null)).RunFor(1);
        Assert.Equal(2, run.Requests.Count());
    }

    [Fact]
    public void TestSuspendWithDeadline()
    {
        var view = ControllerCase.Run("TestSuspendWithDeadline").Run().View();
        Assert.Contains(view.Nodes, n => n is { Type: "Suspend", Phase: "Failed", Message: "Step exceeded its deadline" });
    }

    [Fact]
    public void TestSuspendResumeAfterTemplate()
    {
        var run = ControllerCase.Run("TestSuspendResumeAfterTemplate").RunFor(2);
        Assert.Equal("Running", run.View()["approve"].Phase);
        Assert.Equal("Succeeded", run.RunFor(2).View()["approve"].Phase);
    }

    [Fact]
    public void TestSuspendInputsResolution()
    {
        var run = ControllerCase.Run("TestSuspendInputsResolution").RunFor(1);
        var parameters = run.View().Root.GetProperty("status").GetProperty("nodes").GetProperty("suspend-template").GetProperty("inputs").GetProperty("parameters");
        Assert.Equal(["one", "two", "three"], parameters[0].GetProperty("enum").EnumerateArray().Select(e => e.GetString()!));
        Assert.Equal("one", parameters[0].GetProperty("default").GetString());
        Assert.Equal("value2", parameters[1].GetProperty("value").GetString());
    }

    [Fact]
    public void TestFailSuspendedAndPendingNodesAfterDeadline()
    {
        var view = ControllerCase.Run("TestFailSuspendedAndPendingNodesAfterDeadline").Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.All(view.Nodes, n => Assert.Equal("Failed", n.Phase));
    }

    [Fact]
    public void TestFailSuspendedAndPendingNodesAfterShutdown()
    {
        var view = ControllerCase.Run("TestFailSuspendedAndPendingNodesAfterShutdown").RunFor(1).Ask(new StopRequested(null, null)).Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.All(view.Nodes, n => Assert.Equal("Failed", n.Phase));
        Assert.Equal("Stopped with strategy 'Stop'", view["approve"].Message);
    }

    [Fact]
    public void TestTemplateTimeoutDuration()
    {
        var view = ControllerCase.Run("TestTemplateTimeoutDuration-1").On("*", Outcome.Hangs).Run().View();
        Assert.Equal("Failed", view["dag1"].Phase);
        Assert.Equal("Failed", view.Phase);
    }

    [Fact]
    public void TestStepsFailFast()
    {
        var view = ControllerCase.Run("TestStepsFailFast").On("step2*", Outcome.Fails()).Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.Equal("Failed", view["[0]"].Phase);
        Assert.Equal("Failed", view["seq-loop-pz4hh"].Phase);
        Assert.Null(view.Find("iteration(1:b)"));
    }

    [Fact]
    public void TestMaxDepth()
    {
        // Argo's test lowers the limit to 2; the limit itself is the same rule at 100.
        const string endless = """
            metadata: {name: deep}
            spec:
              entrypoint: again
              templates:
              - {name: again, steps: [[{name: s, template: again}]]}
            """;
        var view = new VirtualRun(endless).Run().View();
        Assert.Contains(view.Nodes, n => n.Phase == "Error" && n.Message!.StartsWith("Maximum recursion depth exceeded. See https://", StringComparison.Ordinal));
        Assert.Equal("Failed", view.Phase);
    }
}
