using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What hooks and exit handlers are called with.</summary>
public sealed class HookArgumentTests
{
    private const string Given = "arguments: {parameters: [{name: p, value: given}, {name: m, valueFrom: {configMapKeyRef: {name: conf, key: k}}}]}";
    private const string Takes = "- {name: takes, inputs: {parameters: [{name: p}, {name: m, default: none}]}, container: {image: x, args: ['{{inputs.parameters.p}} {{inputs.parameters.m}}']}}";
    private const string Own = "arguments: {parameters: [{name: p, value: own}]}";

    // Argo's sources GetExitHook and LifecycleHook.WithArgs.
    [Theory]
    [InlineData("exit: {template: takes}", "given CONF")]
    [InlineData("exit: {template: takes, arguments: {}}", "given CONF")]
    [InlineData("exit: {template: takes, arguments: {parameters: [], artifacts: []}}", "given CONF")]
    [InlineData("exit: {templateRef: {name: lib, template: takes}}", "given CONF")]
    [InlineData("exit: {template: takes, expression: 'true'}", "given CONF")]
    [InlineData("exit: {template: takes, " + Own + "}", "own none")]
    public void ExitHook_WithoutArguments_HasTheWorkflows(string hook, string expected)
    {
        var yaml = Yaml.Template(
            $"steps: [[{{name: a, template: leaf, hooks: {{{hook}}}}}, {{name: l, template: leaf, withItems: [x], hooks: {{{hook}}}}}], [{{name: d, template: inner}}]]",
            Takes + $"\n- {{name: inner, dag: {{tasks: [{{name: t, template: leaf, hooks: {{{hook}}}}}]}}}}",
            Given + "\n  hooks: {" + hook + "}");
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(yaml) { ReloadAlways = reload };
            run.ConfigMaps["conf"] = new() { ["k"] = "CONF" };
            run.Store("kind: WorkflowTemplate\nmetadata: {name: lib}\nspec:\n  templates:\n  " + Takes).Run();
            Assert.Equal("Succeeded", run.View().Phase);
            string[] handlers = ["wf[0].a.onExit", "wf[0].l(0:x).onExit", "wf[1].d.t.onExit", "wf.onExit"];
            Assert.All(handlers, name => Assert.Equal([expected], run.Request(name).Template.Container!.Args!));
        }
    }

    [Fact]
    public void ExitHook_WithoutArguments_OfAWorkflowTriedAgain_HasTheNewOnes()
    {
        var yaml = Yaml.Template("steps: [[{name: a, template: leaf, hooks: {exit: {template: leaf}}}]]", spec: "arguments: {parameters: [{name: p, value: one}]}\n  hooks: {exit: {template: leaf}}");
        var run = new VirtualRun(yaml) { ReloadAlways = true }.On("a", n => n == 0 ? Outcome.Fails() : Outcome.Ok).Run();
        Assert.Equal(("one", "one"), (run.View()["a.onExit"].Input("p"), run.View()["wf.onExit"].Input("p")));
        run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["p"] = "two" })).Run();
        Assert.Equal(("Succeeded", "two", "two"), (run.View().Phase, run.View()["a.onExit"].Input("p"), run.View()["wf.onExit"].Input("p")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OtherHook_WithoutArguments_HasNone(bool reload)
    {
        var yaml = Yaml.Template("steps: [[{name: a, template: leaf, hooks: {h: {template: takes, expression: 'steps.a.status == \"Succeeded\"'}}}]]", Takes, "arguments: {parameters: [{name: p, value: given}]}");
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
        Assert.Equal(("Error", "inputs.parameters.p was not supplied"), (view["a.hooks.h"].Phase, view["a.hooks.h"].Message));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnExit_BesideAnExitHook_IsWhatRuns(bool reload)
    {
        const string both = "onExit: leaf, hooks: {exit: {template: leaf, expression: 'false', " + Own + "}}";
        var yaml = Yaml.Template(
            $"steps: [[{{name: a, template: leaf, {both}}}, {{name: d, template: inner}}]]",
            $"- {{name: inner, dag: {{tasks: [{{name: t, template: leaf, withItems: [x], {both}}}]}}}}",
            "arguments: {parameters: [{name: p, value: given}]}\n  onExit: leaf\n  hooks: {exit: {template: leaf, " + Own + "}}");
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
        Assert.All((string[])["wf[0].a.onExit", "wf[0].d.t(0:x).onExit", "wf.onExit"], name => Assert.Equal(("Succeeded", "given"), (view[name].Phase, view[name].Input("p"))));
    }
}
