using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class ControlTests
{
    // Argo's own test, TestNoPodsWhenShutdown.
    [Theory]
    [InlineData("Stop")]
    [InlineData("Terminate")]
    public void SubmittedWithAShutdown_ItsNodeSaysSo(string strategy)
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x}", spec: $"shutdown: {strategy}")).Run();
        Assert.Empty(run.Requests);
        Assert.Equal(("Failed", "Failed", $"workflow shutdown with strategy: {strategy}"), (run.View().Phase, run.View()["wf"].Phase, run.View()["wf"].Message));
        Assert.Equal($"Stopped with strategy '{strategy}'", run.View().Message);
    }

    private static readonly Dictionary<string, string> NoOutputs = [];

    [Fact]
    public void Stop_EndsTasks_RunsExitHandlers()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf}, {name: B, template: leaf, depends: A}]}", spec: "onExit: leaf")).On("A", Outcome.Hangs).RunFor(1);
        var view = run.Ask(new StopRequested(null, null)).Run().View();
        Assert.Equal(("Failed", "workflow shutdown with strategy:  Stop"), (view["A"].Phase, view["A"].Message));
        Assert.Equal("Succeeded", view["wf.onExit"].Phase);
        Assert.Equal(("Failed", "Stopped with strategy 'Stop'"), (view.Phase, view.Message));
        Assert.Contains("\"shutdown\":\"Stop\"", view.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_TaskNotYetWithAWorker_HasArgosMessage()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf}")) { Slots = 1 }.On("A", Outcome.Hangs).RunFor(1);
        var view = run.Ask(new StopRequested(null, null)).Run().View();
        Assert.Equal("workflow shutdown with strategy: Stop", view["B"].Message);
    }

    [Fact]
    public void Terminate_RunsNoExitHandler_AndEndsARunningOne()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf}]}", spec: "onExit: leaf")).On("wf.onExit", Outcome.Hangs).RunFor(5);
        Assert.Equal("Running", run.View()["wf.onExit"].Phase);
        var view = run.Ask(new TerminateRequested()).Run().View();
        Assert.Equal("Failed", view["wf.onExit"].Phase);
        // Its entrypoint had succeeded: it is the exit handler that fails it.
        Assert.Equal(("Failed", "workflow shutdown with strategy:  Terminate"), (view.Phase, view.Message));
    }

    [Fact]
    public void Suspend_LetsRunningTasksEnd_StartsNothing()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A}")).RunFor(0).Ask(new SuspendRequested()).RunFor(10);
        Assert.Equal("Succeeded", run.View()["A"].Phase);
        Assert.Null(run.View().Find("B"));
        Assert.Equal([WaitingKind.WorkflowSuspended], run.State.WaitingReasons().Select(r => r.Kind));
        Assert.Equal("Succeeded", run.Ask(new ResumeRequested(null)).Run().View().Phase);
    }

    [Fact]
    public void SuspendNode_WaitsForResume_WithSuppliedOutputs()
    {
        const string approve = "- {name: approve, outputs: {parameters: [{name: yes, valueFrom: {supplied: {}}}]}, suspend: {}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: ask, template: approve}], [{name: go, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.ask.outputs.parameters.yes}}'}]}}]]", approve)).Run();
        run.Ask(new ResumeRequested("displayName=ask"));
        Assert.Contains("raw output parameter 'yes' has not been set and does not have a default value", Assert.Single(run.Refusals), StringComparison.Ordinal);
        run.Ask(new SetNodeRequested("displayName=ask", null, null, new Dictionary<string, string> { ["yes"] = "sure" })).Ask(new ResumeRequested(null)).Run();
        Assert.Equal("sure", run.View()["go"].Input("p"));
    }

    [Fact]
    public void SetNode_Phase_EndsTheNode()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: ask, template: approve}]]", "- {name: approve, suspend: {}}")).Run();
        run.Ask(new SetNodeRequested("displayName=ask", "Failed", "not today", NoOutputs)).Run();
        Assert.Equal(("Failed", "not today"), (run.View()["ask"].Phase, run.View()["ask"].Message));
        Assert.Equal("Failed", run.View().Phase);
    }

    [Fact]
    public void RequestsThatCannotBe_AreRefusedWithASentence()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).Run();
        run.Ask(new StopRequested(null, null));
        run.Ask(new TerminateRequested());
        run.Ask(new SuspendRequested());
        run.Ask(new ResumeRequested(null));
        run.Ask(new ResumeRequested("displayName=A"));
        Assert.Equal(
            [
                "cannot shutdown a completed workflow: workflow: \"wf\", namespace: \"team\"",
                "cannot shutdown a completed workflow: workflow: \"wf\", namespace: \"team\"",
                "cannot suspend completed workflows",
                "currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=A",
            ],
            run.Refusals);
    }

    [Fact]
    public void StaleNews_ChangeNothing()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).On("A", Outcome.Hangs).RunFor(1);
        run.Decide(new TaskLost(1, 1, "host-1 is gone"));
        Assert.Equal(("Pending", "host-1 is gone"), (run.View()["A"].Phase, run.View()["A"].Message));
        run.Decide(new TaskAssigned(1, 2));
        run.Decide(new TaskBegan(1, 2, run.Now, "host-2", null, false));
        var stale = run.Decide(new TaskEnded(1, 1, new TaskOutcome { Kind = TaskOutcomeKind.Exited, FinishedAt = run.Now, Containers = [new ContainerOutcome("main", 1, false, null, null, null)] }));
        Assert.Empty(stale.Commands);
        Assert.Equal("Running", run.View()["A"].Phase);
        run.Decide(new TaskEnded(1, 2, new TaskOutcome { Kind = TaskOutcomeKind.Exited, FinishedAt = run.Now, Containers = [new ContainerOutcome("main", 0, false, null, null, null)] }));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void EndBeforeBegin_Counts()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}"));
        run.Decide(new WorkflowSubmitted());
        run.Decide(new TaskEnded(1, 1, new TaskOutcome { Kind = TaskOutcomeKind.Exited, FinishedAt = run.Now, Containers = [new ContainerOutcome("main", 0, false, null, null, null)] }));
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Empty(run.Decide(new TaskBegan(1, 1, run.Now, "h", null, false)).Nodes);
    }

    [Fact]
    public void UnknownNode_ThrowsAndNamesStateAndEvent()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}"));
        var error = Assert.Throws<InvalidOperationException>(() => run.Decide(new TaskStopped(99)));
        Assert.Contains("workflow team/wf", error.Message, StringComparison.Ordinal);
        Assert.Contains("TaskStopped", error.Message, StringComparison.Ordinal);
    }
}
