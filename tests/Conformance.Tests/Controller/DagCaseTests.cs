using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class DagCaseTests
{
    [Fact]
    public void TestDagXfail()
    {
        var view = ControllerCase.Run("TestDagXfail").On("C", Outcome.Fails()).Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.Equal("Omitted", view["D"].Phase);
    }

    [Fact]
    public void TestDagRetrySucceeded()
    {
        var view = ControllerCase.Run("TestDagRetrySucceeded").On("*", Outcome.Fails(), Outcome.Fails(2), Outcome.Ok).Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(3, view["step1"].Children.Count);
    }

    [Fact]
    public void TestDagAssessPhaseContinueOnExpandedTaskVariables()
    {
        var view = ControllerCase.Run("TestDagAssessPhaseContinueOnExpandedTaskVariables")
            .On("generate", Outcome.Prints("[0, 1]")).On("one-will-fail(1:1)", Outcome.Fails()).Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal("Failed", view["one-will-fail"].Phase);
        Assert.Equal("Succeeded", view["whalesay"].Phase);
    }

    [Fact]
    public void TestTerminatingDAGWithRetryStrategyNodes()
    {
        var run = ControllerCase.Run("TestTerminatingDAGWithRetryStrategyNodes", y => y.Replace("  shutdown: Terminate\n", "", StringComparison.Ordinal))
            .On("A(0)", Outcome.Ok).On("B(0)", Outcome.Fails()).On("*", Outcome.Hangs).RunFor(3);
        var view = run.Ask(new TerminateRequested()).Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.Equal("Stopped with strategy 'Terminate'", view.Message);
        Assert.Null(view.Find("D"));
    }

    [Fact]
    public void TestOnExitDAGPhase()
    {
        var run = ControllerCase.Run("TestOnExitDAGPhase").On("B.onExit", Outcome.Hangs).RunFor(10);
        Assert.Equal("Running", run.View()["dag-diamond-88trp"].Phase);
        Assert.Equal("Succeeded", run.View()["B"].Phase);
        Assert.Equal("Running", run.View()["B.onExit"].Phase);
    }

    [Fact]
    public void TestFailsWithParamDAG()
    {
        var view = ControllerCase.Run("TestFailsWithParamDAG")
            .On("gen-tasks*", Outcome.Prints("""["0","1","2","3"]""")).On("process-tasks(3:3)*", Outcome.Fails()).Run().View();
        Assert.Equal("Failed", view["process-tasks"].Phase);
        Assert.Equal("TaskGroup", view["process-tasks"].Type);
        Assert.Equal("Failed", view.Phase);
    }

    [Fact]
    public void TestLeafContinueOn() =>
        Assert.Equal("Succeeded", ControllerCase.Run("TestLeafContinueOn").On("B", Outcome.Fails()).Run().View().Phase);

    [Fact]
    public void TestDAGTaskGroupIDReference()
    {
        var view = ControllerCase.Run("TestDAGTaskGroupIDReference").On("generate", Outcome.Prints("[0, 1]")).Run().View();
        Assert.Equal("dag-taskgroup-id-ref-2094038697", view["use-id"].Input("msg"));
        Assert.Equal(view["fanout"].Id, view["use-id"].Input("msg"));
    }

    [Fact]
    public void TestDAGWhenSkipNoRequeue()
    {
        var view = ControllerCase.Run("TestDAGWhenSkipNoRequeue").Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal("Skipped", view["B"].Phase);
    }

    [Fact]
    public void TestNoOnExitWhenSkipped()
    {
        var view = ControllerCase.Run("TestNoOnExitWhenSkipped").Run().View();
        Assert.Equal("Skipped", view["B"].Phase);
        Assert.Null(view.Find("B.onExit"));
    }

    [Fact]
    public void TestArtifactResolutionWhenSkippedDAG() =>
        Assert.Equal("Succeeded", ControllerCase.Run("TestArtifactResolutionWhenSkippedDAG").Run().View().Phase);

    [Fact]
    public void TestDagOptionalInputArtifacts()
    {
        var run = ControllerCase.Run("TestDagOptionalInputArtifacts").On("B", Outcome.Hangs).RunFor(1);
        Assert.Equal("Running", run.View()["B"].Phase);
    }
}
