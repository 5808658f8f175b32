using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class ValueCaseTests
{
    [Fact]
    public void TestInputParametersAsJson() => Assert.Equal(
        """Workflow: [{"name":"parameter1","value":"value1"}]. Template: [{"name":"parameter1","value":"value1"},{"name":"parameter2","value":"template2"}]""",
        ControllerCase.Run("TestInputParametersAsJson").Run().View()["step1"].Input("json"));

    [Fact]
    public void TestResolvePlaceholdersInOutputValues() => Assert.Equal(
        "output-value-placeholders-wf",
        ControllerCase.Run("TestResolvePlaceholdersInOutputValues").Run().View().Nodes[0].Output("pod-name"));

    [Fact]
    public void TestNestedStepGroupGlobalParams() => Assert.Equal(
        "hello world",
        ControllerCase.Run("TestNestedStepGroupGlobalParams").On("generate-output", Outcome.Gives("hello-param", "hello world")).Run().View().GlobalOutput("global-param"));

    [Fact]
    public void TestWorkflowInterpolatesNodeNameField()
    {
        var run = ControllerCase.Run("TestWorkflowInterpolatesNodeNameField").Run();
        Assert.Contains("hello-world.this-is-part-1", run.Requests.Single().Template.Json, StringComparison.Ordinal);
    }
}
