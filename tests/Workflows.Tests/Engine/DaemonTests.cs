using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Daemons: fulfilled when they are ready, stopped when the template around them ends.</summary>
public sealed class DaemonTests
{
    private const string Server = "- {name: server, daemon: true, container: {image: x}}";
    private const string Use = "{name: use, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.s.ip}}'}]}}";

    [Fact]
    public void Step_AfterAReadyDaemon_KnowsItsAddress_AndItIsStoppedAtTheEnd()
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: s, template: server}}], [{Use}]]", Server)) { ReloadAlways = true }.RunFor(0.5);
        Assert.Equal(("Running", "Succeeded", "Running"), (run.View()["s"].Phase, run.View()["wf[0]"].Phase, run.View()["use"].Phase));
        Assert.Contains("\"daemoned\":true", run.View().Json, StringComparison.Ordinal);
        Assert.Equal("10.0.0.1", run.Request("wf[1].use").Template.Container!.Args![0]);

        var view = run.Run().View();

        Assert.Equal(("Succeeded", "Succeeded", null), (view.Phase, view["s"].Phase, view["s"].Message));
        Assert.Equal("2/2", view.Progress);
        Assert.DoesNotContain("daemoned", view.Json, StringComparison.Ordinal);
        Assert.Single(run.Commands.OfType<StopTask>());
    }

    [Theory]
    [InlineData("dependencies: [d]", "Succeeded")]
    [InlineData("depends: d.Daemoned", "Succeeded")]
    [InlineData("depends: d.Succeeded", "Omitted")]
    public void Task_DependsOnADaemon_ByWhatItIs(string dependency, string phase)
    {
        var view = new VirtualRun(Yaml.Template($"dag: {{tasks: [{{name: d, template: server}}, {{name: a, template: leaf, {dependency}}}]}}", Server)).Run().View();
        Assert.Equal((phase, "Succeeded", "Succeeded"), (view["a"].Phase, view["d"].Phase, view.Phase));
    }

    [Fact]
    public void NotReady_NothingGoesOn_AndATimeoutIsAboutThat()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: s, template: server}], [{name: a, template: leaf}]]", "- {name: server, daemon: true, timeout: 5s, container: {image: x}}"));
        run.Decide(new WorkflowSubmitted());
        run.Decide(new TaskAssigned(2, 1, "engine-1"));
        run.Decide(new TaskBegan(2, 1, run.Now, "host-1", "10.0.0.1", false));
        Assert.Equal("Pending", run.View()["s"].Phase);
        Assert.Null(run.View().Find("a"));

        run.Decide(new TaskBegan(2, 1, run.Now, "host-1", "10.0.0.1", true));
        Assert.Equal(("Running", "Pending"), (run.View()["s"].Phase, run.View()["a"].Phase));
        Assert.Empty(run.Decide(new TimerFired(new TimerKey(2, TimerKind.Timeout))).Nodes);
        Assert.Empty(run.Decide(new TaskBegan(2, 1, run.Now, "host-1", "10.0.0.1", true)).Nodes);
    }

    [Theory]
    [InlineData(0, "the daemon ended by itself (exit code 0)")]
    [InlineData(3, "main: Error (exit code 3)")]
    public void EndsByItself_Failed_AndWhatRunsGoesOn(int exitCode, string message)
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: s, template: server}}], [{Use}]]", Server)).On("use", Outcome.Ok with { Duration = TimeSpan.FromSeconds(5) }).RunFor(1);
        run.Decide(new TaskEnded(2, 1, new TaskOutcome { Kind = TaskOutcomeKind.Exited, FinishedAt = run.Now, Containers = [new ContainerOutcome("main", exitCode, false, null, run.Now, run.Now)] }));
        Assert.Equal(("Failed", message), (run.View()["s"].Phase, run.View()["s"].Message));

        Assert.Equal(("Failed", "Succeeded"), (run.Run().View().Phase, run.View()["use"].Phase));
    }

    // In a later group: the steps fail with it, and nothing else begins (Argo's source executeSteps, which looks at every group again).
    [Theory]
    [InlineData("{name: s, template: server}", "", true)]
    [InlineData("{name: s, template: server, withItems: [p, q]}", "", true)]
    [InlineData("{name: s, template: server}", "retryStrategy: {limit: 1}, ", true)]
    [InlineData("{name: s, template: server, continueOn: {failed: true}}", "", false)]
    public void Dies_WhileALaterGroupRuns_FailsTheSteps(string step, string retry, bool fails)
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template($"steps: [[{step}], [{{name: test, template: leaf}}], [{{name: report, template: leaf}}]]", $"- {{name: server, {retry}daemon: true, container: {{image: x}}}}")) { ReloadAlways = reload }
                .On("server", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(2) })
                .On("test", new Outcome { Duration = TimeSpan.FromSeconds(10) })
                .Run();
            var view = run.View();
            Assert.Equal((fails ? "Failed" : "Succeeded", "Succeeded"), (view.Phase, view["test"].Phase));
            Assert.Equal(fails, view.Find("report") is null);
            Assert.Equal(fails ? $"child '{view.Nodes.First(node => node.Phase == "Failed" && node.Type is "Pod" or "Retry" && !node.Flag("retried")).Id}' failed" : null, view.Message);
            Assert.Equal(fails ? "Failed" : "Succeeded", view["wf[0]"].Phase);
        }
    }

    // The template waits for them, also where the failure is let pass.
    [Theory]
    [InlineData("steps: [[{name: s, template: server, HOOKS}], [{name: test, template: leaf}], [{name: report, template: leaf}]]", "steps", "Failed", false)]
    [InlineData("steps: [[{name: s, template: server, continueOn: {failed: true}, HOOKS}], [{name: test, template: leaf}], [{name: report, template: leaf}]]", "steps", "Succeeded", true)]
    [InlineData("steps: [[{name: s, template: server, HOOKS}, {name: test, template: leaf}], [{name: report, template: leaf}]]", "steps", "Failed", false)]
    [InlineData("dag: {tasks: [{name: s, template: server, HOOKS}, {name: test, template: leaf, depends: s}, {name: report, template: leaf, depends: s.Failed && test}]}", "tasks", "Succeeded", true)]
    public void Dies_ItsHooksRun_AndAreWaitedFor(string body, string kind, string phase, bool reports)
    {
        foreach (var (retry, reload) in (ReadOnlySpan<(string, bool)>)[("", false), ("", true), ("retryStrategy: {limit: 1}, ", false), ("retryStrategy: {limit: 1}, ", true)])
        {
            var hooks = $"hooks: {{exit: {{template: leaf}}, dead: {{template: leaf, expression: '{kind}.s.status == \"Failed\"'}}}}";
            var run = new VirtualRun(Yaml.Template(body.Replace("HOOKS", hooks, StringComparison.Ordinal), $"- {{name: server, {retry}daemon: true, container: {{image: x}}}}")) { ReloadAlways = reload }
                .On("server", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(2) })
                .On("test", new Outcome { Duration = TimeSpan.FromSeconds(10) })
                .On("*.onExit", new Outcome { Duration = TimeSpan.FromSeconds(20) })
                .Run();
            var view = run.View();
            Assert.Equal(phase, view.Phase);
            Assert.Equal(2, view.Nodes.Count(node => node.Flag("hooked") && node.Phase == "Succeeded"));
            Assert.Equal(reports, view.Find("report") is not null);
            var handler = view.Nodes.Single(node => node.Name.EndsWith(".onExit", StringComparison.Ordinal));
            Assert.True(string.CompareOrdinal(handler.Text("finishedAt"), view.Root.GetProperty("status").GetProperty("finishedAt").GetString()) <= 0);
            if (view.Find("report") is { } report)
                Assert.True(string.CompareOrdinal(handler.Text("finishedAt"), report.Text("startedAt")) <= 0);
        }
    }

    // A loop is looked at for as long as others of it are not ready.
    [Fact]
    public void Dies_InAnItem_ItsExitHandlerRuns_WhileTheLoopGoesOn()
    {
        foreach (var (limit, handlers, reload) in (ReadOnlySpan<(string, int, bool)>)[("parallelism: 2\n    ", 1, false), ("parallelism: 2\n    ", 1, true), ("", 0, false), ("", 0, true)])
        {
            var body = limit + "dag: {tasks: [{name: s, template: server, withItems: [1, 2, 3], hooks: {exit: {template: leaf}}}LAST]}".Replace("LAST", handlers > 0 ? "" : ", {name: test, template: leaf, depends: s}", StringComparison.Ordinal);
            var run = new VirtualRun(Yaml.Template(body, Server)) { ReloadAlways = reload }.On("s(0:1)", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(2) })
                .On("*.onExit", new Outcome { Duration = TimeSpan.FromSeconds(20) }).On("test", new Outcome { Duration = TimeSpan.FromSeconds(10) });
            var view = run.Run().View();
            Assert.Equal("Failed", view["s(0:1)"].Phase);
            Assert.Equal(handlers, view.Nodes.Count(node => node.Flag("hooked")));
            if (handlers == 0)
                continue;
            Assert.Equal(("Failed", "Succeeded"), (view["s"].Phase, view["s(0:1).onExit"].Phase));
            Assert.True(string.CompareOrdinal(view["s(0:1).onExit"].Text("finishedAt"), view["wf"].Text("finishedAt")) <= 0);
        }
    }

    [Fact]
    public void Dies_WhatRunsBesideBeginsNothingMore()
    {
        foreach (var reload in (bool[])[false, true])
        {
            const string Body = "parallelism: 2\n    steps: [[{name: s, template: server}], [{name: test, template: leaf, withItems: [1, 2, 3]}, {name: r, template: flaky}], [{name: report, template: leaf}]]";
            var run = new VirtualRun(Yaml.Template(Body, Server + "\n- {name: flaky, retryStrategy: {limit: 2}, container: {image: x}}")) { ReloadAlways = reload }
                .On("server", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(3) })
                .On("test(*", new Outcome { Duration = TimeSpan.FromSeconds(10) }).On("flaky", Outcome.Fails()).Run();
            Assert.Equal("Failed", run.View().Phase);
            Assert.StartsWith("child '", run.View().Message, StringComparison.Ordinal);
            Assert.Equal(["wf[0].s", "wf[1].test(0:1)"], run.Commands.OfType<RunTask>().Select(task => task.Request.NodeName));
        }
    }

    [Fact]
    public void Dies_ARetryByHandRunsItAndAllAfterItAgain()
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template("steps: [[{name: s, template: server}], [{name: test, template: leaf}], [{name: report, template: leaf}]]", Server)) { ReloadAlways = reload }
                .On("server", n => n == 0 ? Outcome.Fails() with { Duration = TimeSpan.FromSeconds(2) } : Outcome.Ok).On("test", new Outcome { Duration = TimeSpan.FromSeconds(5) }).Run();
            Assert.Equal("Failed", run.View().Phase);
            run.Ask(new RetryRequested(false, null, new Dictionary<string, string>())).Run();
            Assert.Equal(("Succeeded", "Succeeded"), (run.View().Phase, run.View()["report"].Phase));
        }
    }

    [Fact]
    public void WithRetry_IsStartedAgain_WhileItsTemplateRuns()
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: s, template: server}}], [{Use}]]", "- {name: server, daemon: true, retryStrategy: {limit: 5}, container: {image: x}}")) { ReloadAlways = true }
            .On("server", n => n == 0 ? Outcome.Fails(1, 2) : Outcome.Ok).On("use", Outcome.Ok with { Duration = TimeSpan.FromSeconds(9) });

        var view = run.Run().View();

        Assert.Equal(("Failed", "Succeeded", "Succeeded"), (view["s(0)"].Phase, view["s(1)"].Phase, view["s"].Phase));
        Assert.Equal(("Succeeded", "Succeeded"), (view["use"].Phase, view.Phase));
        Assert.Equal("2026-11-24T08:00:02Z", view["s(1)"].Text("startedAt"));
        // Argo draws a line when it makes a node: to the attempt that was there.
        Assert.Equal([view["wf[1]"].Id], view["s(0)"].Children);
        Assert.Empty(view["s(1)"].Children);
    }

    [Fact]
    public void Stop_TheDaemonSucceeds_WhatElseRanFails()
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: s, template: server}}], [{Use}]]", Server)).On("use", Outcome.Hangs).RunFor(3).Ask(new StopRequested(null, null)).Run();
        Assert.Equal(("Failed", "Succeeded", "Failed"), (run.View().Phase, run.View()["s"].Phase, run.View()["use"].Phase));
    }

    [Fact]
    public void OfAnInnerTemplate_IsStoppedWhenThatEnds()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: in, template: inner}], [{name: after, template: leaf}]]", $"- {{name: inner, steps: [[{{name: s, template: server}}], [{Use}]]}}\n{Server}")).Run();
        Assert.Equal("2026-11-24T08:00:01Z", run.View()["s"].Text("finishedAt"));
        Assert.Equal("2026-11-24T08:00:02Z", run.View()["after"].Text("finishedAt"));
    }

    [Fact]
    public void Entrypoint_IsStoppedAtOnce() => Assert.Equal("Succeeded", new VirtualRun(Yaml.Template("daemon: true\n    container: {image: x}")).Run().View()["wf"].Phase);

    [Fact]
    public void Parallelism_CountsADaemonWhileItRuns()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: d, template: server}, {name: a, template: leaf, depends: d}, {name: b, template: leaf, depends: d}]}", Server, "parallelism: 2")) { ReloadAlways = true }.Run();
        Assert.Equal(("Succeeded", 2), (run.View().Phase, run.MostRunning));
        Assert.Equal("2026-11-24T08:00:02Z", run.View()["b"].Text("finishedAt"));
    }

    [Fact]
    public void WhatComesAfter_RunsOnTheDaemonsEngine()
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: in, template: inner}}], [{{name: after, template: leaf}}]]", $"- {{name: inner, steps: [[{{name: s, template: server}}], [{Use}]]}}\n{Server}")).Run();
        Assert.Equal([null, "engine-1", null], run.Requests.Select(request => request.Engine));
    }

    [Fact]
    public void HostLost_TheDaemonAndWhatWaitedForItsHost_AreErrors()
    {
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: s, template: server}}], [{Use}, {{name: other, template: leaf}}]]", Server)) { Slots = 2 }.On("use", Outcome.Hangs).RunFor(1);
        run.Decide(new TaskLost(2, 1, "host-1 is gone"));
        Assert.Equal(("Error", "the daemon was lost: host-1 is gone"), (run.View()["s"].Phase, run.View()["s"].Message));
        Assert.Equal("Error", run.View()["other"].Phase);

        run.Decide(new TaskLost(4, 1, "host-1 is gone"));
        Assert.Equal(("Error", "Failed"), (run.View()["use"].Phase, run.View().Phase));
    }

    [Fact]
    public void NodeAntiAffinity_TheNextAttemptAvoidsTheEngine()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 1, affinity: {nodeAntiAffinity: {}}}\n    container: {image: x}")) { ReloadAlways = true }.On("*", Outcome.Fails()).Run();
        Assert.Equal([null, "engine-1"], run.Requests.Select(request => request.AvoidEngine));
    }
}
