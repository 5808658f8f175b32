using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What becomes of what had not begun when the workflow was stopped, terminated, or past its deadline (Argo's sources <c>executeDAG</c>, <c>executeSteps</c>, <c>createWorkflowPod</c>).</summary>
public sealed class StopTests
{
    private const string Late = "activeDeadlineSeconds: 5";
    private const string Exceeded = "Step exceeded its deadline";
    private const string Shutdown = "workflow shutdown with strategy: Stop";
    private const string NotMet = "omitted: depends condition not met";
    private const string Ask = "- {name: ask, suspend: {}}";
    private const string Rest = "{name: b, template: leaf, depends: a}, {name: c, template: leaf, depends: b}, {name: d, template: leaf, depends: a.Failed}, {name: e, template: leaf, when: 'x == y', depends: a.Failed}";

    private static VirtualRun Dag(string first, string templates = "", string spec = "") => new VirtualRun(Yaml.Template($"dag: {{tasks: [{first}, {Rest}]}}", templates, spec)).On("a", Outcome.Hangs);

    private static WorkflowView Stop(VirtualRun run) => run.RunFor(1).Ask(new StopRequested(null, null)).Run().View();

    private static void AssertNode(WorkflowView view, string name, string type, string phase, string? message) => Assert.Equal((type, phase, message), (view[name].Type, view[name].Phase, view[name].Message));

    [Theory]
    [InlineData("steps: [[{name: a, template: leaf}]]", false, true)]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: {exit: {template: leaf}}}, {name: b, template: leaf, depends: a}]}", false, false)]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: {exit: {template: leaf}}}, {name: b, template: leaf, depends: a}]}", true, false)]
    public void OfASuspendedWorkflow_ItsExitHandlersRun_AndItEnds(string body, bool late, bool reload)
    {
        var run = new VirtualRun(Yaml.Template(body, spec: late ? Late : "onExit: leaf")) { ReloadAlways = reload }.On("a", Outcome.Ok with { Duration = TimeSpan.FromSeconds(4) }).RunFor(1);
        run.Ask(new SuspendRequested());
        if (!late)
            run.Ask(new StopRequested(null, null));
        var view = run.Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.Equal("Succeeded", view[late ? "wf.a.onExit" : "wf.onExit"].Phase);
        Assert.DoesNotContain(view.Nodes, node => node.Phase is "Pending" or "Running");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StepsThatCallThemselvesUponFailures_EndInManyDecisions(bool reload)
    {
        const string Again = "template: again, when: '{{steps.a.status}} == Failed', continueOn: {failed: true, error: true}";
        var most = 0;
        var run = new VirtualRun(Yaml.Template("steps: [[{name: r, template: again}]]", $"- {{name: again, steps: [[{{name: a, template: leaf, continueOn: {{failed: true}}}}], [{{name: b, {Again}}}, {{name: c, {Again}}}]]}}"))
        {
            OutcomeOf = _ => Outcome.Ok with { Duration = TimeSpan.FromSeconds(4) },
            ReloadAlways = reload,
        };
        run.Decide(new WorkflowSubmitted { NodeLimit = reload ? 3000 : 20_000 });
        run.Observe = (_, decision) => most = Math.Max(most, decision.Nodes.Count);
        run.RunFor(1).Ask(new StopRequested(null, null)).Run();

        Assert.True(run.State.IsFinished);
        Assert.DoesNotContain(run.View().Nodes, node => node.Phase is "Pending" or "Running");
        Assert.InRange(most, 100, 3 * 500);
    }

    [Fact]
    public void PastTheDeadline_ADagGoesOn_AndItsTasksFail()
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = Dag("{name: a, template: leaf}", spec: Late);
            run.ReloadAlways = reload;
            var view = run.Run().View();
            AssertNode(view, "a", "Pod", "Failed", Exceeded);
            AssertNode(view, "b", "Skipped", "Omitted", NotMet);
            AssertNode(view, "c", "Skipped", "Omitted", NotMet);
            AssertNode(view, "d", "Pod", "Failed", Exceeded);
            AssertNode(view, "e", "Skipped", "Skipped", "when 'x == y' evaluated false");
            AssertNode(view, "wf", "DAG", "Failed", null);
            Assert.Single(run.Requests);
        }
    }

    [Fact]
    public void PastTheDeadline_TasksThatWaitForAPlace_Fail()
    {
        var view = new VirtualRun(Yaml.Template("parallelism: 1\n    dag: {tasks: [{name: a, template: leaf}, {name: b, template: leaf}, {name: c, template: leaf, withItems: [1, 2]}]}", spec: Late)).On("a", Outcome.Hangs).Run().View();
        Assert.All((string[])["a", "b", "c(0:1)", "c(1:2)"], name => AssertNode(view, name, "Pod", "Failed", Exceeded));
        AssertNode(view, "c", "TaskGroup", "Failed", null);
    }

    [Fact]
    public void PastTheDeadline_StepsGoOn_WhereTheyMay()
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: a, template: leaf, continueOn: {failed: true}}], [{name: b, template: leaf}], [{name: c, template: leaf}]]", spec: Late)).On("a", Outcome.Hangs).Run().View();
        AssertNode(view, "[0]", "StepGroup", "Succeeded", null);
        AssertNode(view, "b", "Pod", "Failed", Exceeded);
        AssertNode(view, "[1]", "StepGroup", "Failed", $"child '{view["b"].Id}' failed");
        AssertNode(view, "wf", "Steps", "Failed", $"child '{view["b"].Id}' failed");
        Assert.Null(view.Find("[2]"));
    }

    [Fact]
    public void PastTheDeadline_SuspendAndHttp_AndRetries_Fail()
    {
        const string templates = Ask + "\n- {name: call, http: {url: 'http://x'}}\n- {name: again, retryStrategy: {limit: 3}, container: {image: x}}";
        var view = new VirtualRun(Yaml.Template("dag: {tasks: [{name: a, template: leaf}, {name: b, template: ask, depends: a.Failed}, {name: c, template: call, depends: a.Failed}, {name: d, template: again, depends: a.Failed}]}", templates, Late))
            .On("a", Outcome.Hangs).Run().View();
        AssertNode(view, "b", "Suspend", "Failed", Exceeded);
        AssertNode(view, "c", "HTTP", "Failed", Exceeded);
        AssertNode(view, "d(0)", "Pod", "Failed", Exceeded);
        Assert.Null(view.Find("d(1)"));
        Assert.StartsWith("retry exceeded workflow deadline ", view["d"].Message, StringComparison.Ordinal);
    }

    // A DAG is Failed in the pass that finds the workflow stopped: what follows a task that still runs then is not looked at any more.
    [Fact]
    public void Stopped_WhatFollowsATaskThatRuns_HasNoNode()
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = Dag("{name: a, template: leaf}");
            run.ReloadAlways = reload;
            var view = Stop(run);
            Assert.Equal(["a", "wf"], view.Nodes.Select(node => node.DisplayName).Order());
            AssertNode(view, "wf", "DAG", "Failed", null);
        }
    }

    [Fact]
    public void Stopped_WhatFollowsATaskThatEndsAtOnce_IsOmittedOrFails()
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = Dag("{name: a, template: ask}", Ask);
            run.ReloadAlways = reload;
            var view = Stop(run);
            AssertNode(view, "a", "Suspend", "Failed", "Stopped with strategy 'Stop'");
            AssertNode(view, "b", "Skipped", "Omitted", NotMet);
            AssertNode(view, "c", "Skipped", "Omitted", NotMet);
            AssertNode(view, "d", "Pod", "Failed", Shutdown);
            AssertNode(view, "e", "Skipped", "Skipped", "when 'x == y' evaluated false");
        }
    }

    [Fact]
    public void Stopped_WhatFollowsADag_IsOmitted_AndItsTasksInsideHaveNoNode()
    {
        var view = Stop(new VirtualRun(Yaml.Template("dag: {tasks: [{name: first, template: inner}, {name: after, template: leaf, depends: first}, {name: failed, template: leaf, depends: first.Failed}]}",
            "- {name: inner, dag: {tasks: [{name: a, template: leaf}, {name: b, template: leaf, depends: a}]}}")).On("a", Outcome.Hangs));
        AssertNode(view, "first", "DAG", "Failed", null);
        Assert.Null(view.Find("b"));
        AssertNode(view, "after", "Skipped", "Omitted", NotMet);
        AssertNode(view, "failed", "Pod", "Failed", Shutdown);
    }

    [Fact]
    public void Stopped_ADagIsFailed_WhateverItsTasksMay()
    {
        var view = Stop(new VirtualRun(Yaml.Dag("{name: a, template: leaf, continueOn: {failed: true}}")).On("a", Outcome.Hangs));
        AssertNode(view, "wf", "DAG", "Failed", null);
        Assert.Equal(("Failed", "Stopped with strategy 'Stop'"), (view.Phase, view.Message));
    }

    [Fact]
    public void Stopped_StepsGoOn_WhereTheyMay()
    {
        var steps = "steps: [[{name: a, template: leaf, continueOn: {failed: true}}], [{name: b, template: leaf, continueOn: {failed: true}}, {name: c, template: leaf, withItems: [1, 2], continueOn: {failed: LAST}}]]";
        var view = Stop(new VirtualRun(Yaml.Template(steps.Replace("LAST", "false", StringComparison.Ordinal))).On("a", Outcome.Hangs));
        Assert.All((string[])["b", "c(0:1)", "c(1:2)"], name => AssertNode(view, name, "Pod", "Failed", Shutdown));
        AssertNode(view, "wf", "Steps", "Failed", $"child '{view["c(0:1)"].Id}' failed");
        Assert.Equal(("Failed", "Stopped with strategy 'Stop'"), (view.Phase, view.Message));
        // Steps that let every failure pass have succeeded, stopped or not.
        var passed = Stop(new VirtualRun(Yaml.Template(steps.Replace("LAST", "true", StringComparison.Ordinal))).On("a", Outcome.Hangs));
        Assert.Equal(("Succeeded", "Succeeded", null), (passed["wf"].Phase, passed.Phase, passed.Message));
    }

    [Fact]
    public void Stopped_StepsThatWaitForAPlace_Fail()
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template("parallelism: 1\n    steps: [[{name: a, template: leaf}, {name: b, template: leaf}], [{name: c, template: leaf}]]")) { ReloadAlways = reload }.On("a", Outcome.Hangs);
            var view = Stop(run);
            AssertNode(view, "b", "Pod", "Failed", Shutdown);
            Assert.Null(view.Find("[1]"));
        }
    }

    [Fact]
    public void Stopped_WhileItsExitHandlerRuns_AWorkflowThatSucceededHasSucceeded()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x}", spec: "onExit: leaf")).On("wf.onExit", new Outcome { Duration = TimeSpan.FromSeconds(5) });
        Assert.Equal("Running", run.RunFor(3).View()["wf.onExit"].Phase);
        Assert.Equal("Succeeded", run.Ask(new StopRequested(null, null)).Run().View().Phase);
    }

    [Fact]
    public void Terminated_NoExitHandlerIsMade()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: ask, onExit: leaf}]]", Ask, "onExit: leaf")).RunFor(1);
        var view = run.Ask(new TerminateRequested()).Run().View();
        Assert.DoesNotContain(view.Nodes, node => node.Name.EndsWith("onExit", StringComparison.Ordinal));
    }

    // What was left out at one stop is no matter of the next.
    [Fact]
    public void Stopped_RetriedByHand_AndStoppedAgain()
    {
        var run = Dag("{name: a, template: leaf}");
        Stop(run);
        run.Ask(new RetryRequested(false, null, new Dictionary<string, string>()));
        var view = Stop(run);
        Assert.Equal(["a", "wf"], view.Nodes.Select(node => node.DisplayName).Order());
    }
}
