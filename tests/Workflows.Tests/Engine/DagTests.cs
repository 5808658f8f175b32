using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class DagTests
{
    [Fact]
    public void Diamond_AllSucceed_RunsInOrder()
    {
        var run = new VirtualRun(Yaml.Dag(
            "{name: A, template: leaf}",
            "{name: B, template: leaf, dependencies: [A]}",
            "{name: C, template: leaf, dependencies: [A]}",
            "{name: D, template: leaf, depends: B && C}")).Run();
        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal("4/4", view.Progress);
        Assert.Equal(["wf.A", "wf.B", "wf.C", "wf.D"], run.Requests.Select(r => r.NodeName));
        Assert.Equal(2, run.MostRunning);
        Assert.Equal([view["wf.A"].Id], view["wf"].Children);
        Assert.Equal([view["wf.B"].Id, view["wf.C"].Id], view["wf.A"].Children);
        Assert.Equal([view["wf.D"].Id], view["wf.C"].Children);
        Assert.Equal([view["wf.D"].Id], view["wf"].Outbound);
        Assert.Equal("wf", view["wf.D"].Boundary);
        Assert.Equal("D", view["wf.D"].DisplayName);
        Assert.Equal("DAG", view["wf"].Type);
    }

    [Fact]
    public void FailedTask_BareDependency_OmitsDependentsAndFailsTheDag()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A}", "{name: C, template: leaf, depends: B}"))
            .On("A", Outcome.Fails(3)).Run().View();
        Assert.Equal("main: Error (exit code 3)", view["A"].Message);
        Assert.Equal(("Omitted", "Skipped", "omitted: depends condition not met"), (view["B"].Phase, view["B"].Type, view["B"].Message));
        Assert.Equal("Omitted", view["C"].Phase);
        Assert.Equal(("Failed", null), (view.Phase, view["wf"].Message));
    }

    [Fact]
    public void FailedTask_WhoseDependentsRunAnyway_DoesNotFailTheDag()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A.Failed}")).On("A", Outcome.Fails()).Run().View();
        Assert.Equal("Succeeded", view["B"].Phase);
        Assert.Equal("Succeeded", view.Phase);
    }

    [Fact]
    public void ErroredTarget_MakesTheDagError()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).On("A", new Outcome { Refusal = "image not found" }).Run().View();
        Assert.Equal(("Error", "image not found"), (view["A"].Phase, view["A"].Message));
        Assert.Equal("Error", view.Phase);
    }

    [Fact]
    public void FailFastWithParallelism_CutsALoop_AndSaysSo()
    {
        var view = new VirtualRun(Yaml.Template("parallelism: 1\n    failFast: true\n    dag: {failFast: false, tasks: [{name: A, template: leaf, withItems: [1, 2, 3]}]}"))
            .On("A(0:1)", Outcome.Fails()).Run().View();

        Assert.Equal(("Failed", "template has failed or errored children and failFast enabled"), (view.Phase, view["wf"].Message));
        Assert.Equal("Failed", view["A"].Phase);
        Assert.Null(view.Find("A(1:2)"));
    }

    [Theory]
    [InlineData("{name: a, template: g}, {name: b, template: g}", "B")]
    [InlineData("{name: b, template: g, depends: a}, {name: a, template: g}", "A")]
    public void GlobalName_OfTwoTasks_IsOfTheLastInTheList(string tasks, string expected)
    {
        var run = new VirtualRun(Yaml.Template($"dag: {{tasks: [{tasks}]}}", "- {name: g, outputs: {parameters: [{name: o, globalName: same, valueFrom: {path: /o}}]}, container: {image: x}}"))
            .On("wf.a", new Outcome { Parameters = { ["o"] = "A" }, Duration = TimeSpan.FromSeconds(5) }).On("wf.b", new Outcome { Parameters = { ["o"] = "B" }, Duration = TimeSpan.FromSeconds(1) }).Run();
        Assert.Equal(expected, run.View().GlobalOutput("same"));
    }

    // Argo's checkParallelism asks for failFast alone.
    [Theory]
    [InlineData("dag: {tasks: [{name: A, template: leaf}, {name: B, template: leaf}, {name: C, template: leaf, depends: B}]}")]
    [InlineData("steps: [[{name: A, template: leaf, continueOn: {failed: true}}, {name: B, template: leaf}], [{name: C, template: leaf}]]")]
    public void FailFast_WithoutParallelism_NothingElseBegins(string body)
    {
        foreach (var reload in (bool[])[false, true])
        {
            var view = new VirtualRun(Yaml.Template("failFast: true\n    " + body)) { ReloadAlways = reload }.On("A", Outcome.Fails()).On("B", new Outcome { Duration = TimeSpan.FromSeconds(5) }).Run().View();
            Assert.Equal(("Failed", "template has failed or errored children and failFast enabled"), (view.Phase, view["wf"].Message));
            Assert.Null(view.Find("C"));
            Assert.Equal("Succeeded", view["B"].Phase);
        }
    }

    // Argo's own test, TestWorkflowParallelismDAGFailFast: nothing is left to be started when the last one ends.
    [Fact]
    public void FailFast_WhoseLastTaskEndsWell_SaysSo()
    {
        var view = new VirtualRun(Yaml.Template("parallelism: 2\n    failFast: true\n    dag: {tasks: [{name: A, template: leaf}, {name: B, template: leaf}]}")).On("A", Outcome.Fails()).On("B", new Outcome { Duration = TimeSpan.FromSeconds(5) }).Run().View();
        Assert.Equal(("Failed", "template has failed or errored children and failFast enabled"), (view.Phase, view.Message));
    }

    // Argo's assessDAGPhase walks through the nodes inside.
    [Theory]
    [InlineData("{name: A, template: steps}", "{name: inner, dag: {tasks: [{name: x, template: leaf}]}}", "Failed")]
    [InlineData("{name: A, template: looped}", "{name: looped, steps: [[{name: s, template: steps}]]}", "Failed")]
    [InlineData("{name: A, template: later}", "{name: later, steps: [[{name: x, template: leaf, continueOn: {failed: true}}], [{name: y, template: leaf}]]}", "Succeeded")]
    public void SkippedTarget_TakesWhatFailedLastInside_ThoughItWasLetPass(string task, string template, string phase)
    {
        var view = new VirtualRun(Yaml.Template(
            $"dag: {{tasks: [{task}, {{name: B, template: leaf, depends: A, when: 'false'}}]}}",
            $"- {{name: steps, steps: [[{{name: x, template: leaf, continueOn: {{failed: true}}}}]]}}\n- {template}")).On("x", Outcome.Fails()).Run().View();
        Assert.Equal(("Succeeded", "Skipped", phase), (view["A"].Phase, view["B"].Phase, view.Phase));
    }

    // From the targets, those that nothing depends on by name, each after what it depends on.
    [Theory]
    [InlineData("", "z a b")]
    [InlineData("target: b a, ", "b z a")]
    public void Parallelism_TasksStart_InArgosOrder(string target, string order)
    {
        foreach (var (field, reload) in (ReadOnlySpan<(string, bool)>)[("parallelism: 1\n    ", false), ("parallelism: 1\n    ", true), ("", true)])
        {
            var yaml = Yaml.Template($"{field}dag: {{{target}tasks: [{{name: b, template: leaf}}, {{name: a, template: leaf, dependencies: [z]}}, {{name: z, template: leaf}}]}}", spec: field.Length == 0 ? "parallelism: 1" : "");
            var run = new VirtualRun(yaml) { ReloadAlways = reload }.Run();
            Assert.Equal(order, string.Join(' ', run.Requests.Select(request => request.NodeName[3..])));
        }
    }

    [Fact]
    public void StoppedOrPastItsDeadline_ADagHasNoMessage()
    {
        var late = new VirtualRun(Yaml.Template("dag: {tasks: [{name: a, template: leaf}, {name: b, template: leaf, depends: a}]}", spec: "activeDeadlineSeconds: 5")).On("a", new Outcome { Forever = true }).Run().View();
        Assert.Equal(("Failed", null, null), (late.Phase, late.Message, late["wf"].Message));
        var run = new VirtualRun(Yaml.Dag("{name: a, template: leaf}", "{name: b, template: leaf, depends: a}")).On("a", new Outcome { Forever = true }).RunFor(1);
        var stopped = run.Ask(new StopRequested(null, null)).Run().View();
        Assert.Equal(("Failed", "Stopped with strategy 'Stop'", null), (stopped.Phase, stopped.Message, stopped["wf"].Message));
    }

    [Fact]
    public void Target_OnlyItsAncestorsGetNodes()
    {
        var view = new VirtualRun(Yaml.Template("dag: {target: B, tasks: [{name: A, template: leaf}, {name: B, template: leaf, dependencies: [A]}, {name: C, template: leaf}]}")).Run().View();
        Assert.Null(view.Find("C"));
        Assert.Equal("Succeeded", view.Phase);
    }

    [Fact]
    public void Outputs_FlowThroughParametersAndResults()
    {
        var run = new VirtualRun(Yaml.Template(
            """
            outputs: {parameters: [{name: all, valueFrom: {expression: "tasks.A.outputs.result + '/' + tasks.B.outputs.parameters.out"}}, {name: one, globalName: everywhere, valueFrom: {parameter: "{{tasks.B.outputs.parameters.out}}"}}]}
                dag: {tasks: [{name: A, template: leaf}, {name: B, template: leaf, depends: A, arguments: {parameters: [{name: p, value: "got {{tasks.A.outputs.result}}"}]}}]}
            """))
            .On("A", Outcome.Prints("42")).On("B", Outcome.Gives("out", "b")).Run();
        Assert.Equal("got 42", run.View()["B"].Input("p"));
        Assert.Equal(["got 42"], run.Request("wf.B").Template.Container!.Args!);
        Assert.Equal("42/b", run.View()["wf"].Output("all"));
        Assert.Equal("b", run.View().GlobalOutput("everywhere"));
        Assert.True(run.Request("wf.A").CaptureResult);
        Assert.False(run.Request("wf.B").CaptureResult);
    }

    [Fact]
    public void UnknownOutput_IsAnErrorNotAWait()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A, arguments: {parameters: [{name: p, value: '{{tasks.A.outputs.parameters.nope}}'}]}}")).Run().View();
        Assert.Equal("Error", view["B"].Phase);
        Assert.Contains("tasks.A.outputs.parameters.nope", view["B"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NestedDags_FinishInsideOut()
    {
        const string inner = "- {name: inner, dag: {tasks: [{name: x, template: leaf}, {name: y, template: leaf, depends: x}]}}";
        var view = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: inner}, {name: B, template: leaf, depends: A}]}", inner)).Run().View();
        Assert.Equal([view["wf.B"].Id], view["wf.A.y"].Children);
        Assert.Equal([view["wf.A.y"].Id], view["wf.A"].Outbound);
        Assert.Equal("3/3", view.Progress);
        Assert.Equal("2/2", view["wf.A"].Progress);
    }
}
