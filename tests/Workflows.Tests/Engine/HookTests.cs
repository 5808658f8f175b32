using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Hooks of the workflow and of steps and tasks, where they wait, and when they are looked at.</summary>
public sealed class HookTests
{
    private const string Began = "{began: {template: leaf, expression: 'tasks.A.status != \"Pending\"'}}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StepHook_OfASuspendedWorkflow_IsWaitedForOnce(bool reload)
    {
        var run = new VirtualRun(Yaml.Dag($"{{name: A, template: leaf, hooks: {Began}}}")) { ReloadAlways = reload };
        run.Decide(new WorkflowSubmitted());
        run.Ask(new SuspendRequested()).RunFor(10);
        Assert.Equal("Succeeded", run.View()["A"].Phase);
        run.Ask(new ResumeRequested(null)).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal("Succeeded", run.View()["wf.A.hooks.began"].Phase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TaskHook_OfALoop_SeesThatTheGroupRuns(bool reload)
    {
        var run = new VirtualRun(Yaml.Dag("""{name: A, template: leaf, withItems: [1, 2], hooks: {running: {template: leaf, expression: 'tasks.A.status == "Running"'}, exit: {template: leaf}}}""")) { ReloadAlways = reload };
        var view = run.Run().View();
        Assert.Equal(("Succeeded", "Succeeded"), (view["wf.A.hooks.running"].Phase, view.Phase));
        Assert.Equal(["wf.A(0:1).onExit", "wf.A(1:2).onExit", "wf.A.hooks.running"], view.Nodes.Where(n => n.Flag("hooked")).Select(n => n.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("hooks: {exit: {template: leaf, arguments: {parameters: [{name: p, value: '{{tasks.A.status}} {{item}} {{tasks.A.outputs.parameters.out}}'}]}}}", "Failed beta two")]
    [InlineData("onExit: leaf", "given")]
    public void ExitHandler_OfALoopedTask_RunsPerItem_AndIsWaitedFor(string exit, string given)
    {
        var yaml = Yaml.Template($"dag: {{tasks: [{{name: A, template: leaf, withItems: [alpha, beta], when: \"'{{{{item}}}}' != ''\", {exit}}}, {{name: B, template: leaf, depends: A.Failed}}]}}", spec: "arguments: {parameters: [{name: p, value: given}]}");
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(yaml) { ReloadAlways = reload }.On("A(0:alpha)", Outcome.Gives("out", "one")).On("A(1:beta)", Outcome.Gives("out", "two") with { ExitCode = 1 });
            run.On("*onExit", Outcome.Ok with { Duration = TimeSpan.FromSeconds(30) }).RunFor(10);
            Assert.Equal(("Running", null), (run.View()["A"].Phase, run.View().Find("wf.B")?.Phase));
            var view = run.Run().View();
            Assert.Equal(["wf.A(0:alpha).onExit", "wf.A(1:beta).onExit"], view.Nodes.Where(n => n.Flag("hooked")).Select(n => n.Name));
            Assert.Equal(given, view["wf.A(1:beta).onExit"].Input("p"));
            Assert.Equal(("Failed", "Succeeded"), (view["A"].Phase, view["B"].Phase));
        }
    }

    // That of a DAG's target does not wait: Argo looks at it once more (its source executeDAG).
    [Theory]
    [InlineData("steps: [[{name: A, template: leaf, HOOKS}], [{name: B, template: leaf}]]", "steps", true)]
    [InlineData("steps: [[{name: A, template: leaf, withItems: [1], HOOKS}]]", "steps", true)]
    [InlineData("dag: {tasks: [{name: A, template: leaf, HOOKS}, {name: B, template: leaf, depends: A}]}", "tasks", true)]
    [InlineData("dag: {tasks: [{name: A, template: leaf, HOOKS}]}", "tasks", false)]
    public void ExitHandler_WaitsForTheOtherHooks(string body, string kind, bool waits)
    {
        var isLoop = body.Contains("withItems", StringComparison.Ordinal);
        var name = isLoop ? "A(0:1)" : "A";
        var hooks = $"hooks: {{exit: {{template: leaf}}, other: {{template: leaf, expression: '{(isLoop ? "true" : $"{kind}.A.status == \"Succeeded\"")}'}}}}";
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template(body.Replace("HOOKS", hooks, StringComparison.Ordinal))) { ReloadAlways = reload };
            run.On("*.hooks.other", new Outcome { Duration = TimeSpan.FromSeconds(20), ExitCode = 1 }).RunFor(10);
            var view = run.View();
            Assert.Equal("Running", view.Nodes.Single(node => node.Name.EndsWith(".hooks.other", StringComparison.Ordinal)).Phase);
            Assert.Equal(waits, !view.Nodes.Any(node => node.Name.EndsWith($"{name}.onExit", StringComparison.Ordinal)));
            view = run.Run().View();
            Assert.Equal("Succeeded", view.Nodes.Single(node => node.Name.EndsWith($"{name}.onExit", StringComparison.Ordinal)).Phase);
            Assert.Equal("Succeeded", view.Phase);
        }
    }

    [Fact]
    public void ExitHandler_OfASkippedItem_DoesNotRun()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withItems: [x, y], when: \"'{{item}}' == 'x'\", onExit: leaf}", "{name: B, template: leaf, withParam: '[]', onExit: leaf}")).Run().View();
        Assert.Equal(["wf.A(0:x).onExit"], view.Nodes.Where(n => n.Flag("hooked")).Select(n => n.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StepHook_ThatWaitsForAPlace_IsLookedAtAgainWhenThereIsOne(bool reload)
    {
        var yaml = Yaml.Template($"dag: {{tasks: [{{name: A, template: leaf, hooks: {Began}}}, {{name: B, template: leaf}}]}}", spec: "parallelism: 2");
        var run = new VirtualRun(yaml) { ReloadAlways = reload }.On("A", Outcome.Ok with { Duration = TimeSpan.FromSeconds(20) }).RunFor(10);
        Assert.Equal(("Running", "Succeeded"), (run.View()["A"].Phase, run.View()["wf.A.hooks.began"].Phase));
        Assert.Equal("Succeeded", run.Run().View().Phase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WorkflowHook_ThatWaitsForAPlace_IsWaitedForOnce(bool reload)
    {
        var yaml = Yaml.Template("dag: {tasks: [{name: A, template: leaf}, {name: B, template: leaf, depends: A}]}", spec: "parallelism: 1\n  hooks: {running: {template: leaf, expression: 'workflow.status == \"Running\"'}, exit: {template: leaf}}");
        var run = new VirtualRun(yaml) { ReloadAlways = reload }.Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["wf.hooks.running", "wf.onExit"], run.View().Nodes.Where(n => n.Flag("hooked")).Select(n => n.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hook_ThatWaitedForAPlace_RunsThoughItsExpressionHoldsNoMore(bool reload)
    {
        const string Running = "{running: {template: leaf, expression: 'tasks.A.status == \"Running\"'}}";
        var step = new VirtualRun(Yaml.Template($"parallelism: 1\n    dag: {{tasks: [{{name: A, template: leaf, hooks: {Running}}}, {{name: B, template: leaf}}]}}")) { ReloadAlways = reload }.RunFor(0);
        Assert.Contains(step.State.WaitingReasons(), reason => reason is { Node: "wf.A.hooks.running", Kind: WaitingKind.TemplateParallelism });
        Assert.Equal("Succeeded", step.Run().View()["wf.A.hooks.running"].Phase);

        var workflow = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf}]}", spec: "parallelism: 1\n  hooks: {running: {template: leaf, expression: 'workflow.status == \"Running\"'}}")) { ReloadAlways = reload }.RunFor(0);
        Assert.Contains(workflow.State.WaitingReasons(), reason => reason is { Node: "wf.hooks.running", Kind: WaitingKind.WorkflowParallelism });
        Assert.Equal("Succeeded", workflow.Run().View()["wf.hooks.running"].Phase);
    }

    // Where the template fails fast, the attempts of the hook are made all the same: it is owed to the step that ran.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void AttemptsOfAHook_NeedPlacesOfTheTemplatesParallelism(bool failFast, bool reload)
    {
        const string Flaky = "- {name: flaky, retryStrategy: {limit: 2, backoff: {duration: '5'}}, container: {image: x}}";
        var body = $"parallelism: 1\n    failFast: {(failFast ? "true" : "false")}\n    steps: [[{{name: a, template: leaf, hooks: {{exit: {{template: flaky}}}}}}, {{name: b, template: leaf}}]]";
        var run = new VirtualRun(Yaml.Template(body, Flaky)) { ReloadAlways = reload }
            .On("flaky", Outcome.Fails(), Outcome.Ok)
            .On("a", failFast ? Outcome.Fails() : Outcome.Ok)
            .On("b", new Outcome { Duration = TimeSpan.FromSeconds(20) })
            .Run();

        Assert.Equal((failFast ? "Failed" : "Succeeded", 1), (run.View().Phase, run.MostRunning));
        Assert.Equal("Succeeded", run.View()["wf[0].a.onExit(1)"].Phase);
    }

    [Fact]
    public void StepHook_WhoseExpressionIsNone_IsAnErrorAtOnce()
    {
        var run = new VirtualRun(Yaml.Steps("{name: a, template: leaf, hooks: {h: {template: leaf, expression: '(('}}}", "{name: b, template: leaf}")).Run();

        Assert.Equal("Error", run.View()["a.hooks.h"].Phase);
        Assert.Null(run.View().Find("b"));
    }

    [Fact]
    public void WorkflowHook_SeesAnOutputWhenItIsThere_NotOnlyAtTheEnd()
    {
        var yaml = Yaml.Template(
            "dag: {tasks: [{name: A, template: gives}, {name: B, template: leaf, depends: A}]}",
            "- {name: gives, container: {image: x}, outputs: {parameters: [{name: o, globalName: level, valueFrom: {path: /o}}]}}",
            "hooks: {high: {template: leaf, expression: 'workflow.outputs?.parameters?.level == \"high\"'}}");
        var run = new VirtualRun(yaml).On("A", Outcome.Gives("o", "high")).On("B", Outcome.Hangs).RunFor(5);
        Assert.Equal("Succeeded", run.View()["wf.hooks.high"].Phase);
        Assert.Equal("Running", run.View()["B"].Phase);
    }

    [Fact]
    public void StepHook_OfATemplateWithSteps_RunsWhileItRuns()
    {
        var yaml = Yaml.Template("steps: [[{name: a, template: inner, hooks: {slow: {template: leaf, expression: 'steps.a.status == \"Running\"'}}}]]", "- {name: inner, steps: [[{name: x, template: leaf}]]}");
        var run = new VirtualRun(yaml).On("x", Outcome.Hangs).RunFor(5);
        Assert.Equal("Succeeded", run.View()["wf[0].a.hooks.slow"].Phase);
        Assert.True(run.View()["wf[0].a.hooks.slow"].Flag("hooked"));
    }

    [Fact]
    public void ExitHook_WithExpression_IsConditional()
    {
        const string exit = "hooks: {exit: {template: leaf, expression: 'steps[\"a\"].status == \"Failed\"'}}";
        var run = new VirtualRun(Yaml.Steps("{name: a, template: leaf, " + exit + "}")).Run();
        Assert.Null(run.View().Find("wf[0].a.onExit"));
        run = new VirtualRun(Yaml.Steps("{name: a, template: leaf, " + exit + "}")).On("a", Outcome.Fails()).Run();
        Assert.Equal("Succeeded", run.View()["wf[0].a.onExit"].Phase);
        Assert.Equal("Failed", run.View().Phase);
    }

    [Fact]
    public void TaskHook_WithoutExpression_IsAnError()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf, hooks: {odd: {template: leaf}}}")).Run().View();
        Assert.Equal(("Error", "hooks.odd Expression required"), (view["wf.A.hooks.odd"].Phase, view["wf.A.hooks.odd"].Message));
        Assert.Equal(("Error", "hooks.odd Expression required"), (view.Phase, view.Message));
    }

    [Theory]
    [InlineData("steps: [[{name: a, template: leaf, hooks: HOOKS}, {name: b, template: leaf}]]", "steps", false)]
    [InlineData("steps: [[{name: a, template: leaf, hooks: HOOKS}, {name: b, template: leaf}]]", "steps", true)]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: HOOKS}, {name: b, template: leaf}]}", "tasks", false)]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: HOOKS}, {name: b, template: leaf}]}", "tasks", true)]
    [InlineData("failFast: true\n    dag: {tasks: [{name: a, template: leaf, hooks: HOOKS}, {name: b, template: leaf}]}", "tasks", true)]
    public void Hooks_NeedPlacesOfTheTemplatesParallelism(string body, string kind, bool fails)
    {
        var hooks = $"{{exit: {{template: leaf}}, one: {{template: leaf, expression: '{kind}.a.status != \"Running\"'}}, two: {{template: leaf, expression: '{kind}.a.status != \"Running\"'}}}}";
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template("parallelism: 1\n    " + body.Replace("HOOKS", hooks, StringComparison.Ordinal))) { ReloadAlways = reload }.On("a", fails ? Outcome.Fails() : Outcome.Ok).Run();
            Assert.Equal(1, run.MostRunning);
            Assert.Equal(3, run.View().Nodes.Count(node => node.Flag("hooked") && node.Phase == "Succeeded"));
            Assert.Equal(fails ? "Failed" : "Succeeded", run.View().Phase);
        }
    }

    // Why: the name it asks for is not there, it is no bool, there is no such template.
    public static TheoryData<string, bool> BrokenHooks { get; } = new MatrixTheoryData<string, bool>(
        [
            "h: {template: leaf, expression: 'workflow.foo.bar == \"x\"'}",
            "h: {template: leaf, expression: 'workflow.name'}",
            "h: {template: leaf, expression: 'true', templateRef: {name: none, template: leaf}}",
            "exit: {template: leaf, expression: 'workflow.foo.bar == \"x\"'}",
            "exit: {templateRef: {name: none, template: leaf}}",
        ],
        [false, true]);

    [Theory]
    [MemberData(nameof(BrokenHooks))]
    public void StepHook_ThatCannotBeMade_EndsTheSteps(string hook, bool reload)
    {
        hook = hook.Replace("KIND", "steps", StringComparison.Ordinal);
        var view = new VirtualRun(Yaml.Steps($"{{name: a, template: leaf, hooks: {{{hook}}}}}, {{name: c, template: leaf}}", "{name: b, template: leaf}")) { ReloadAlways = reload }.Run().View();
        var broken = view.Nodes.Single(n => n.Flag("hooked"));
        Assert.Equal(("Error", "Skipped", "Succeeded", "Succeeded"), (broken.Phase, broken.Type, view["a"].Phase, view["c"].Phase));
        Assert.Null(view.Find("b"));
        Assert.Equal(("Error", broken.Message), (view["wf[0]"].Phase, view["wf[0]"].Message));
        // An exit handler's error is the template's, not the group's.
        var phase = hook.StartsWith("exit", StringComparison.Ordinal) ? "Error" : "Failed";
        Assert.Equal((phase, broken.Message, phase), (view["wf"].Phase, view["wf"].Message, view.Phase));
    }

    [Theory]
    [MemberData(nameof(BrokenHooks))]
    public void TaskHook_ThatCannotBeMade_CountsAsTheTasksError(string hook, bool reload)
    {
        hook = hook.Replace("KIND", "tasks", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Dag($"{{name: a, template: leaf, hooks: {{{hook}}}}}", "{name: b, template: leaf, depends: a}", "{name: c, template: leaf, depends: a.Errored}", "{name: l, template: leaf, withItems: [x], hooks: {" + hook + "}}")) { ReloadAlways = reload }.Run();
        var view = run.View();
        Assert.Equal(("Omitted", "Succeeded", "Error"), (view["b"].Phase, view["c"].Phase, view.Phase));
        Assert.Equal(view.Nodes.First(n => n.Flag("hooked")).Message, view.Message);
        Assert.Equal(hook.StartsWith("exit", StringComparison.Ordinal) ? "Error" : "Succeeded", view["wf.l"].Phase);
    }

    [Theory]
    [InlineData("steps: [[{name: a, template: leaf, hooks: {exit: {template: leaf, expression: 'EXPRESSION'}}}]]")]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: {h: {template: leaf, expression: 'EXPRESSION'}}}]}")]
    [InlineData("dag: {tasks: [{name: a, template: inner, hooks: {h: {template: leaf, expression: 'EXPRESSION'}}}]}")]
    public void Retry_AfterAHookThatCouldNotBeMade_MakesItAgain(string body)
    {
        var yaml = Yaml.Template(body.Replace("EXPRESSION", "asInt(workflow.parameters.n) > 0", StringComparison.Ordinal), "- {name: inner, steps: [[{name: x, template: leaf}]]}", "arguments: {parameters: [{name: n, value: none}]}");
        var run = new VirtualRun(yaml).Run();
        Assert.NotEqual("Succeeded", run.View().Phase);
        Assert.Equal("Succeeded", run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["n"] = "1" })).Run().View().Phase);
        Assert.Equal("Succeeded", run.View().Nodes.Single(n => n.Flag("hooked")).Phase);
    }

    [Theory]
    [InlineData("exit: {template: leaf}, h: {template: leaf, expression: 'workflow.foo.bar == \"x\"'}", "Error", false)]
    [InlineData("exit: {template: leaf}, h: {template: leaf, expression: 'workflow.foo.bar == \"x\"'}", "Error", true)]
    [InlineData("exit: {template: leaf}, h: {template: leaf, expression: 'workflow.name'}", "Error", true)]
    [InlineData("exit: {template: leaf}, h: {template: leaf, expression: 'workflow.outputs.parameters.level == \"high\"'}", "Succeeded", true)]
    public void WorkflowHook_ThatCannotBeMadeAtTheEnd_IsTheWorkflowsError(string hooks, string phase, bool reload)
    {
        var yaml = Yaml.Template("dag: {tasks: [{name: A, template: gives}]}", "- {name: gives, container: {image: x}, outputs: {parameters: [{name: o, globalName: level, valueFrom: {path: /o}}]}}", "hooks: {" + hooks + "}");
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.On("A", Outcome.Gives("o", "high")).Run().View();
        Assert.Equal((phase, phase, "Succeeded", "Succeeded"), (view.Phase, view["wf.hooks.h"].Phase, view["wf"].Phase, view["wf.onExit"].Phase));
        Assert.Equal(phase == "Error" ? view["wf.hooks.h"].Message : null, view.Message);
    }

    [Fact]
    public void WorkflowExitHook_OfAStoppedWorkflow_Runs()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf}]}", spec: "hooks: {exit: {template: leaf}}")).On("A", Outcome.Hangs).RunFor(1).Ask(new StopRequested(null, null)).Run();
        Assert.Equal("Succeeded", run.View()["wf.onExit"].Phase);
        Assert.Equal("Failed", run.View().Phase);
    }
}
