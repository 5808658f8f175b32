using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class LoopCaseTests
{
    [Fact]
    public void TestStepsWithParamAndGlobalParam()
    {
        var run = ControllerCase.Run("TestStepsWithParamAndGlobalParam").On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal("Running", run.View().Phase);
        Assert.Equal($"hello /argo_workspace/{run.State.Uid} 1", run.View()["use-with-param(1:1)"].Input("message"));
    }

    [Fact]
    public void TestExpandStepGroupWithParam()
    {
        // The manifest has no such template: the case looks at the expansion alone.
        const string whalesay = "\n  - {name: whalesay, inputs: {parameters: [{name: message}]}, container: {image: x}}\n";
        var view = ControllerCase.Run("TestExpandStepGroupWithParam", y => y.TrimEnd() + whalesay).Run().View();
        Assert.Equal("1234", view["use-with-param(0:1234)"].Input("message"));
        Assert.Equal("foo\tbar", view["use-with-param(1:foo\\tbar)"].Input("message"));
        Assert.Equal("true", view["use-with-param(2:true)"].Input("message"));
        Assert.Equal("[]", view["use-with-param(3:[])"].Input("message"));
    }

    [Fact]
    public void TestStepsWhenExprWithParamFilter()
    {
        var run = ControllerCase.Run("TestStepsWhenExprWithParamFilter").On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(4, run.Requests.Count());
        Assert.Equal("first[\n  \"always\",\n  \"test\"\n]", run.View()["fst(0:name:first,type:)"].Input("name"));
    }

    [Fact]
    public void TestSequence() =>
        Assert.Equal(["100", "101"], ControllerCase.Run("TestSequence").Run().View().Nodes.Where(n => n.Type == "Pod").Select(n => n.Name.Split(':')[1].TrimEnd(')')));

    [Fact]
    public void TestExpandWithItems() => Assert.Equal(5, ControllerCase.Run("TestExpandWithItems").Run().Requests.Count());

    [Fact]
    public void TestExpandWithItemsMap()
    {
        var view = ControllerCase.Run("TestExpandWithItemsMap").Run().View();
        Assert.Equal("""debian 9.1 JSON({"os":"debian","version":9.1})""", view.Nodes.First(n => n.Type == "Pod").Input("message"));
    }

    [Fact]
    public void TestWithParamAsJsonList() => Assert.Equal(4, ControllerCase.Run("TestWithParamAsJsonList").Run().Requests.Count());

    [Fact]
    public void TestParamAggregation()
    {
        var view = ControllerCase.Run("TestParamAggregation")
            .On("odd-or-even(0:1)", new Outcome { Parameters = { ["num"] = "1", ["evenness"] = "odd" } })
            .On("odd-or-even(1:2)", new Outcome { Parameters = { ["num"] = "2", ["evenness"] = "even" }, Duration = TimeSpan.FromSeconds(0.5) })
            .Run().View();
        Assert.Equal("""["odd","even"]""", view["print-evenness"].Input("message"));
        Assert.Equal("""["1","2"]""", view["print-nums"].Input("message"));
    }

    [Fact]
    public void TestRetryLoopWithOutputParam()
    {
        var view = ControllerCase.Run("TestRetryLoopWithOutputParam")
            .On("Create-Json-List", Outcome.Gives("jsonList", """[{"Id": "1"}, {"Id": "2"}]"""))
            .On("Retry-And-Loop*(0)", Outcome.Fails()).On("Retry-And-Loop*(1)", Outcome.Gives("outputParam", "Successful"))
            .Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal("""["Successful","Successful"]""", view["Check-Output"].Input("someInput"));
    }
}
