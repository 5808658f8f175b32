using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class SkippedOutputCaseTests
{
    [Fact]
    public void TestDAGSkippedOutputRef()
    {
        var view = ControllerCase.Run("TestDAGSkippedOutputRef").On("stage-a", Outcome.Gives("output-message", "hello")).Run().View();
        Assert.Equal("Error", view["stage-c"].Phase);
        Assert.Contains("absent optional", view["stage-c"].Message, StringComparison.Ordinal);
        Assert.Equal("Error", view.Phase);
    }

    [Fact]
    public void TestDAGSkippedOutputExprDefaultAggregate() =>
        Assert.Equal("default-from-aggregator", ControllerCase.Run("TestDAGSkippedOutputExprDefaultAggregate").Run().View().Nodes[0].Output("result"));

    [Fact]
    public void TestDAGSkippedInputDefaultUsed() =>
        Assert.Equal("FALLBACK-FROM-INPUT", ControllerCase.Run("TestDAGSkippedInputDefaultUsed").Run().View()["consumer"].Input("in"));

    [Fact]
    public void TestDAGSkippedInlineExpressionFallback() =>
        Assert.Equal("inline-fallback", ControllerCase.Run("TestDAGSkippedInlineExpressionFallback").Run().View()["consumer"].Input("in"));

    [Fact]
    public void TestStepsWhenFalseSkipsDropPass()
    {
        var view = ControllerCase.Run("TestStepsWhenFalseSkipsDropPass").Run().View();
        Assert.DoesNotContain(view.Nodes, n => n.Phase == "Error");
        Assert.Equal("Succeeded", view.Phase);
    }

    [Fact]
    public void TestArtifactResolutionWhenSkipped() =>
        Assert.Equal("Succeeded", ControllerCase.Run("TestArtifactResolutionWhenSkipped").Run().View().Phase);

    [Fact]
    public void TestOptionalArgumentAndParameter()
    {
        var view = ControllerCase.Run("TestOptionalArgumentAndParameter").On("print-artifact", Outcome.Hangs).RunFor(5).View();
        Assert.Equal("Running", view.Phase);
        Assert.Equal("Running", view["print-artifact"].Phase);
    }

    [Fact]
    public void TestOptionalArgumentUseSubPathInLoop()
    {
        var view = ControllerCase.Run("TestOptionalArgumentUseSubPathInLoop").Run().View();
        Assert.DoesNotContain(view.Nodes, n => n.Phase == "Error");
    }

    [Fact]
    public void TestNestedOptionalOutputArtifacts() =>
        Assert.Equal("Succeeded", ControllerCase.Run("TestNestedOptionalOutputArtifacts").Run().View().Phase);
}
