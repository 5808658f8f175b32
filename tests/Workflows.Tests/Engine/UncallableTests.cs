using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Calls that cannot be made, in Argo's words (its sources <c>executeDAGTask</c>, <c>executeStepGroup</c>).</summary>
public sealed class UncallableTests
{
    private const string Templates = """
        - {name: need, inputs: {parameters: [{name: q}]}, container: {image: x}}
        - {name: locked, synchronization: {semaphores: [{configMapKeyRef: {name: cm, key: slots}}]}, container: {image: x}}
        - {name: outs, steps: [[{name: s, template: leaf}]], outputs: {parameters: [{name: o, valueFrom: {expression: "asInt(steps.s.outputs.parameters.out)"}}]}}
        """;

    private static WorkflowView Dag(string task) => new VirtualRun(Yaml.Template($"dag: {{tasks: [{{name: ok, template: leaf}}, {task}]}}", Templates)).On("ok", Outcome.Prints("[1]")).Run().View();

    private static WorkflowView Steps(string step) => new VirtualRun(Yaml.Template($"steps: [[{{name: ok, template: leaf}}], [{step}]]", Templates)).On("ok", Outcome.Prints("[1]")).Run().View();

    // The template cannot be run.
    [Theory]
    [InlineData("template: need", "Skipped", "inputs.parameters.q was not supplied")]
    [InlineData("templateRef: {name: nowhere, template: x}", "Skipped", "nowhere")]
    [InlineData("template: locked", "Skipped", "failed to initialize semaphore team/ConfigMap/cm/slots with limit")]
    [InlineData("template: outs", "Steps", "asInt")]
    public void Template_ThatCannotBeRun(string call, string type, string error)
    {
        var task = Dag($"{{name: a, {call}}}");
        Assert.Equal((type, "Error"), (task["a"].Type, task["a"].Phase));
        Assert.StartsWith("task 'wf.a' errored: ", task["a"].Message, StringComparison.Ordinal);
        Assert.Contains(error, task["a"].Message, StringComparison.Ordinal);
        Assert.Equal(("Error", null), (task["wf"].Phase, task["wf"].Message));
        var item = Dag($"{{name: a, {call}, withItems: [1]}}");
        Assert.StartsWith("task 'wf.a(0:1)' errored: ", item["a(0:1)"].Message, StringComparison.Ordinal);
        Assert.Equal(("TaskGroup", "Error", null), (item["a"].Type, item["a"].Phase, item["a"].Message));
        // continueOn does not help: it is the group that is Error.
        var step = Steps($"{{name: a, {call}, continueOn: {{error: true, failed: true}}}}");
        Assert.Equal((type, "Error"), (step["a"].Type, step["a"].Phase));
        Assert.DoesNotContain("errored", step["a"].Message, StringComparison.Ordinal);
        Assert.Contains(error, step["a"].Message, StringComparison.Ordinal);
        Assert.Equal(("Error", $"step group deemed errored due to child wf[1].a error: {step["a"].Message}"), (step["[1]"].Phase, step["[1]"].Message));
        Assert.Equal(("Failed", step["[1]"].Message), (step["wf"].Phase, step["wf"].Message));
    }

    // It does not come to a template: a task says why, a step has no node.
    [Theory]
    [InlineData("template: leaf, when: 'a ++ b'", "Invalid 'when' expression 'a ++ b'", true)]
    [InlineData("template: leaf, arguments: {parameters: [{name: p, value: '{{=asInt(\"x\")}}'}]}", "asInt", true)]
    [InlineData("template: leaf, withParam: '{{workflow.name}}'", "withParam value could not be parsed as a JSON list: wf", false)]
    [InlineData("template: leaf, withSequence: {count: x}", "x", false)]
    public void Call_ThatIsNone(string call, string error, bool reference)
    {
        var task = Dag($"{{name: a, {call}}}");
        Assert.Equal(("Skipped", "Error"), (task["a"].Type, task["a"].Phase));
        Assert.DoesNotContain("errored", task["a"].Message, StringComparison.Ordinal);
        Assert.Contains(error, task["a"].Message, StringComparison.Ordinal);
        var step = Steps($"{{name: a, {call}}}");
        Assert.Null(step.Find("a"));
        Assert.Equal("Error", step["[1]"].Phase);
        Assert.Contains(error, step["[1]"].Message, StringComparison.Ordinal);
        Assert.Equal(reference, step["[1]"].Message!.StartsWith("Failed to resolve references: ", StringComparison.Ordinal));
        Assert.Equal(("Failed", step["[1]"].Message), (step["wf"].Phase, step["wf"].Message));
    }

    [Fact]
    public void Entrypoint_ThatCannotBeRun_IsTheWorkflowsError()
    {
        var view = new VirtualRun(Yaml.Template("inputs: {parameters: [{name: q}]}\n    container: {image: x}")).Run().View();
        Assert.Equal(("Skipped", "Error", "inputs.parameters.q was not supplied"), (view["wf"].Type, view["wf"].Phase, view["wf"].Message));
        Assert.Equal(("Error", "error in entry template execution: inputs.parameters.q was not supplied"), (view.Phase, view.Message));
    }

    // Its outputs can be had the second time.
    [Fact]
    public void RetriedByHand_ItIsNoErrorAnyMore()
    {
        foreach (var reload in (bool[])[false, true])
        {
            var value = "none";
            var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: outs}]]", Templates)) { ReloadAlways = reload }.On("*.s", _ => Outcome.Gives("out", value));
            Assert.Equal("Failed", run.Run().View().Phase);
            Assert.Equal("Error", run.View()["[0]"].Phase);
            value = "7";
            run.Ask(new RetryRequested(true, "displayName=s", new Dictionary<string, string>()));
            Assert.Equal(("Succeeded", "7"), (run.Run().View().Phase, run.View()["a"].Output("o")));
        }
    }

    [Fact]
    public void Condition_OfAnItem_ThatIsNone_IsTheGroupsError()
    {
        var step = Steps("{name: a, template: leaf, withItems: [1, 2], when: '{{item}} ++ 1'}");
        Assert.Equal(("Skipped", "Error"), (step["a(0:1)"].Type, step["a(0:1)"].Phase));
        Assert.Equal(("Error", step["a(0:1)"].Message), (step["[1]"].Phase, step["[1]"].Message));
        Assert.StartsWith("Invalid 'when' expression '1 ++ 1'", step["[1]"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_NestedTooDeep_AreNoErrorOfTheGroup()
    {
        var step = new VirtualRun(Yaml.Template("steps: [[{name: a, template: main}]]")).Run().View();
        var deepest = step.Nodes.Single(node => node.Phase == "Error");
        Assert.StartsWith("Maximum recursion depth exceeded.", deepest.Message, StringComparison.Ordinal);
        Assert.Contains(step.Nodes, node => node.Type == "StepGroup" && node.Phase == "Failed" && node.Message == $"child '{deepest.Id}' failed");
    }
}
