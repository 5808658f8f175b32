using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Container sets: one pod, a node for each member.</summary>
public sealed class ContainerSetTests
{
    // Argo's own tests, TestDagTwoChildrenContainerSet and TestGetOutboundNodesFromDAGContainerset.
    [Fact]
    public void WhatFollows_HangsBelowTheLastContainers()
    {
        var view = new VirtualRun(Yaml.Template(
            "dag: {tasks: [{name: A, template: set}, {name: B, template: set, depends: A}]}",
            "- {name: set, containerSet: {containers: [{name: first, image: x}, {name: main, image: x, dependencies: [first]}]}}")).Run().View();
        Assert.Equal([view["wf.A.first"].Id], view["A"].Children);
        Assert.Equal([view["wf.A.main"].Id], view["wf.A.first"].Children);
        Assert.Equal([view["B"].Id], view["wf.A.main"].Children);
        Assert.Equal([view["wf.B.main"].Id], view["wf"].Outbound);
    }

    private const string Set = "containerSet: {containers: [{name: a, image: x}, {name: b, image: x, dependencies: [a]}, {name: main, image: x, dependencies: [a, b]}]}";

    [Fact]
    public void Members_AreNodesBelowTheirPod()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: set}]}", "- {name: set, " + Set + "}")).On("set", Members(("a", 0), ("b", 0), ("main", 0)));

        var view = run.Run().View();

        Assert.Equal(["A", "a", "b", "main"], view.Nodes.Where(node => node.Type is "Pod" or "Container").Select(node => node.DisplayName));
        Assert.All(view.Nodes.Where(node => node.Type == "Container"), node => Assert.Equal(("Succeeded", view["wf.A"].Id), (node.Phase, node.Text("boundaryID"))));
        Assert.Equal([view["wf.A.a"].Id], view["wf.A"].Children);
        Assert.Equal([view["wf.A.b"].Id, view["wf.A.main"].Id], view["wf.A.a"].Children);
        // The pod and its members count, each for itself.
        Assert.Equal(("4/4", "1/1", "4/4"), (view.Progress, view["wf.A"].Progress, view["wf"].Progress));
    }

    [Fact]
    public void FailedMember_KeepsTheRestFromRunning_AndGivesThePodItsMessage()
    {
        var view = new VirtualRun(Yaml.Template(Set)).On("*", Members(("a", 3), ("b", null), ("main", null))).Run().View();

        Assert.Equal(("Failed", "a: Error (exit code 3)"), (view["wf"].Phase, view["wf"].Message));
        Assert.Equal(("Failed", "Error (exit code 3)"), (view["wf.a"].Phase, view["wf.a"].Message));
        Assert.Equal(("Error", "dependency \"a\" exited with non-zero code: 3"), (view["wf.b"].Phase, view["wf.b"].Message));
        Assert.Equal(("Error", "dependency \"a\" exited with non-zero code: 3"), (view["wf.main"].Phase, view["wf.main"].Message));
    }

    [Fact]
    public void Progress_OfMembers_IsSeenAtOnce_OnceAndInAnyOrder()
    {
        var run = new VirtualRun(Yaml.Template(Set)) { ReloadAlways = true }.On("*", Outcome.Hangs).RunFor(1);
        var at = run.Now;
        run.Decide(new TaskProgressed(0, 1, null, [Fact("a", 0, at, at.AddSeconds(2)), Fact("b", null, at.AddSeconds(2), null), Fact("main", null, null, null)]));
        run.Decide(new TaskProgressed(0, 1, null, [Fact("a", null, at, null), Fact("b", null, null, null), Fact("main", null, null, null)]));

        Assert.Equal(["Running", "Succeeded", "Running", "Pending"], run.View().Nodes.Select(node => node.Phase));
        Assert.Equal("2026-11-24T08:00:03Z", run.View()["wf.a"].Text("finishedAt"));
        Assert.Equal("1/4", run.View().Progress);

        run.Decide(new TaskLost(0, 1, "worker lost"));
        Assert.All(run.View().Nodes, node => Assert.Equal("Pending", node.Phase));
        Assert.Equal("0/4", run.View().Progress);
    }

    [Fact]
    public void Member_ThatCouldNotBeStarted_IsFailed()
    {
        // Argo's executor exits with 64 then, and its controller takes that for the user's failure as any other code.
        var view = new VirtualRun(Yaml.Template(Set)).On("*", Members(("a", 64), ("b", null), ("main", null))).Run().View();

        Assert.Equal(("Failed", "a: Error (exit code 64)", "Failed"), (view["wf"].Phase, view["wf"].Message, view["wf.a"].Phase));
    }

    [Fact]
    public void Stop_EndsAllMembers()
    {
        var run = new VirtualRun(Yaml.Template(Set)).On("*", Outcome.Hangs).RunFor(1).Ask(new StopRequested(null, null)).Run();

        Assert.All(run.View().Nodes, node => Assert.Equal(("Failed", "workflow shutdown with strategy:  Stop"), (node.Phase, node.Message)));
    }

    [Fact]
    public void Retry_EachAttemptHasItsOwnMembers()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 1}\n    " + Set)).On("*", n => n == 0 ? Members(("a", 1), ("b", null), ("main", null)) : Members(("a", 0), ("b", 0), ("main", 0)));

        var view = run.Run().View();

        Assert.Equal(("Failed", "Succeeded"), (view["wf(0).a"].Phase, view["wf(1).a"].Phase));
        Assert.Equal("Succeeded", view.Phase);
    }

    private static Outcome Members(params (string Name, int? ExitCode)[] members) => new() { Members = members };

    private static ContainerOutcome Fact(string name, int? exitCode, DateTimeOffset? started, DateTimeOffset? finished) => new(name, exitCode, false, null, started, finished);
}
