using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>A retry by hand of a finished workflow.</summary>
public sealed class ManualRetryTests
{
    private static readonly Dictionary<string, string> NoParameters = [];

    [Fact]
    public void NewParameters_ReachDisplayNames()
    {
        const string named = "annotations: {workflows.argoproj.io/display-name: 'NAME-{{workflow.parameters.x}}'}";
        var run = new VirtualRun(Yaml.Template(
            $"{named.Replace("NAME", "root", StringComparison.Ordinal)}\n    steps: [[{{name: a, template: e}}]]",
            $"- {{name: e, {named.Replace("NAME", "e", StringComparison.Ordinal)}, retryStrategy: {{limit: 0}}, container: {{image: x}}}}",
            "arguments: {parameters: [{name: x, value: old}]}")).On("*", Outcome.Fails(), Outcome.Ok).Run();
        Assert.Equal("e-old", run.View()["wf[0].a(0)"].DisplayName);

        var view = run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["x"] = "new" })).Run().View();

        Assert.Equal(("Succeeded", "root-new", "e-new", "e-new"), (view.Phase, view["wf"].DisplayName, view["wf[0].a"].DisplayName, view["wf[0].a(0)"].DisplayName));
    }

    [Fact]
    public void Dag_RunsTheFailedTaskAndWhatDependsOnIt_KeepsTheRest()
    {
        var run = Retried(new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A}", "{name: C, template: leaf, depends: B}", "{name: D, template: leaf, depends: A}"))
            .On("B", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf.A", "wf.B", "wf.D", "wf.B", "wf.C"], run.Requests.Select(request => request.NodeName));
        var view = run.View();
        Assert.Equal(("Succeeded", null, "4/4"), (view.Phase, view.Message, view.Progress));
        Assert.All(view.Nodes, node => Assert.Equal("Succeeded", node.Phase));
        Assert.Equal(5, view.Nodes.Count);
    }

    [Fact]
    public void Workflow_IsRunningAgain_WithoutMessageShutdownAndEnd()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).On("A", Outcome.Hangs).RunFor(1).Ask(new StopRequested(null, null)).Run();
        Assert.Equal("Failed", run.View().Phase);
        var view = run.Ask(Retry()).View();
        Assert.Equal(("Running", null), (view.Phase, view.Message));
        Assert.DoesNotContain("shutdown", view.Json, StringComparison.Ordinal);
        Assert.Contains("\"finishedAt\":null", view.Json, StringComparison.Ordinal);
        Assert.Contains("{\"type\":\"Completed\",\"status\":\"False\"}", view.Json, StringComparison.Ordinal);
        Assert.Contains("\"workflows.argoproj.io/completed\":\"false\"", view.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_GoOnWithTheFailedStep_BesideItsSiblings()
    {
        var run = Retried(new VirtualRun(Yaml.Template("steps: [[{name: a, template: leaf}], [{name: b, template: leaf}, {name: c, template: leaf}], [{name: d, template: leaf}]]")).On("b", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["a", "b", "c", "b", "d"], run.Requests.Select(request => request.NodeName[(request.NodeName.LastIndexOf('.') + 1)..]));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Theory]
    [InlineData("dag: {tasks: [{name: loop, template: leaf, withItems: [a, b, c, d]}, {name: sum, template: leaf, depends: loop, arguments: {parameters: [{name: p, value: '{{tasks.loop.outputs.result}}'}]}}]}")]
    [InlineData("steps: [[{name: loop, template: leaf, withItems: [a, b, c, d]}], [{name: sum, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.loop.outputs.result}}'}]}}]]")]
    public void Loop_RunsOnlyTheItemsThatFailed_AndKeepsTheirOrder(string body)
    {
        var run = Retried(new VirtualRun(Yaml.Template(body)).On("*(0:a)", Outcome.Prints("0")).On("*(1:b)", Outcome.Fails(), Outcome.Prints("1")).On("*(2:c)", Outcome.Prints("2")).On("*(3:d)", Outcome.Fails(), Outcome.Prints("3")));
        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(7, run.Requests.Count());
        Assert.Equal("[0,1,2,3]", view["sum"].Input("p"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ArgumentOfAMissingConfigMap_WithAValueOfTheRetry_IsNotAskedForAgain(bool reload)
    {
        var run = new VirtualRun(Yaml.Template(
            "container: {image: x, args: ['{{workflow.parameters.p}}{{workflow.parameters.q}}']}",
            spec: "arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: missing, key: k}}}, {name: q, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}"))
        {
            ReloadAlways = reload,
        };
        run.ConfigMaps["c"] = new() { ["k"] = "2" };
        run.Run();
        Assert.Equal(("Error", "failed to set global parameter p: ConfigMap 'missing' does not exist"), (run.View().Phase, run.View().Message));
        Assert.Equal("Error", run.Ask(Retry()).Run().View().Phase);

        run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["p"] = "new" })).On("wf", Outcome.Fails(), Outcome.Ok).Run();
        Assert.Equal("Failed", run.View().Phase);
        Assert.Equal(["c"], run.Commands.OfType<ReadConfigMaps>().Last().Keys.Select(key => key.Name));
        Assert.Equal("Succeeded", run.Ask(Retry()).Run().View().Phase);
        Assert.Equal(["new2", "new2"], run.Requests.Select(request => request.Template.Container!.Args![0]));
        Assert.DoesNotContain("missing", run.View().Json, StringComparison.Ordinal);
    }

    [Fact]
    public void RetriedTask_BeginsWithItsFirstAttemptAgain()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: flaky}]}", "- {name: flaky, retryStrategy: {limit: 1}, container: {image: i}}"))
            .On("A*", Outcome.Fails(), Outcome.Fails(), Outcome.Fails(), Outcome.Ok).Run();
        Assert.Equal(["wf.A(0)", "wf.A(1)"], run.Requests.Select(request => request.NodeName));
        var view = Retried(run).View();
        Assert.Equal(["wf.A(0)", "wf.A(1)", "wf.A(0)", "wf.A(1)"], run.Requests.Select(request => request.NodeName));
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(2, view["wf.A"].Children.Count);
    }

    [Fact]
    public void RetriedSteps_GoOnInTheirLastAttempt()
    {
        var run = Retried(new VirtualRun(Yaml.Template("steps: [[{name: a, template: leaf}], [{name: b, template: leaf}]]\n    retryStrategy: {limit: 1}")).On("b", Outcome.Fails(), Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf(0)[0].a", "wf(0)[1].b", "wf(1)[0].a", "wf(1)[1].b", "wf(1)[1].b"], run.Requests.Select(request => request.NodeName));
        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(["Failed", "Succeeded"], view["wf"].Children.Select(id => view.Nodes.Single(node => node.Id == id).Phase));
    }

    [Fact]
    public void ExitHandlers_RunAgain()
    {
        var run = Retried(new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf, hooks: {exit: {template: leaf}}}]}", spec: "onExit: leaf")).On("A", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf.A", "wf.A.onExit", "wf.onExit", "wf.A", "wf.A.onExit", "wf.onExit"], run.Requests.Select(request => request.NodeName));
        Assert.Equal(4, run.View().Nodes.Count);
    }

    [Fact]
    public void FailedExitHandler_RunsAgain_AndNothingElse()
    {
        var run = Retried(new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf}]}", spec: "onExit: leaf")).On("wf.onExit", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf.A", "wf.onExit", "wf.onExit"], run.Requests.Select(request => request.NodeName));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void FailureThatWasDealtWith_IsKept()
    {
        var run = Retried(new VirtualRun(Yaml.Dag(
            "{name: A, template: leaf}", "{name: B, template: leaf, depends: A.Failed}", "{name: C, template: leaf}")).On("A", Outcome.Fails()).On("C", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf.A", "wf.C", "wf.B", "wf.C"], run.Requests.Select(request => request.NodeName));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void OmittedTask_IsLookedAtAgain()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A.Succeeded}")).On("A", Outcome.Fails(), Outcome.Ok).Run();
        Assert.Equal("Omitted", run.View()["B"].Phase);
        Assert.Equal("Succeeded", Retried(run).View()["B"].Phase);
    }

    [Fact]
    public void RestartSuccessful_RunsWhatMatchesAndWhatComesAfterIt()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A}", "{name: C, template: leaf}")).Run();
        run.Ask(new RetryRequested(true, "displayName=A", NoParameters)).Run();
        Assert.Equal(["wf.A", "wf.C", "wf.B", "wf.A", "wf.B"], run.Requests.Select(request => request.NodeName));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void RestartSuccessful_OfTheTask_GivesTheRootANewOrdinal()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: i}")).Run();
        var view = run.Ask(new RetryRequested(true, "name=wf", NoParameters)).Run().View();
        Assert.Equal(2, run.Requests.Count());
        Assert.Equal(["wf"], view.Nodes.Select(node => node.Id));
        Assert.Equal(("Succeeded", "1/1"), (view.Phase, view.Progress));
    }

    [Fact]
    public void Parameters_ReachWhatIsRunAgain_AndLoopsAroundIt()
    {
        var run = new VirtualRun(Yaml.Template(
            """
            inputs: {parameters: [{name: items}]}
                dag: {tasks: [{name: first, template: leaf}, {name: loop, template: leaf, depends: first, withParam: '{{inputs.parameters.items}}', arguments: {parameters: [{name: p, value: '{{workflow.parameters.items}}'}]}}]}
            """,
            spec: "arguments: {parameters: [{name: items, value: '[1, 2]'}]}")).On("*(1:2)", Outcome.Fails(), Outcome.Ok).Run();
        var view = run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["items"] = "[3,4,5]", ["more"] = "x" })).Run().View();
        Assert.Equal(["wf.first", "wf.loop(0:1)", "wf.loop(1:2)", "wf.loop(0:3)", "wf.loop(1:4)", "wf.loop(2:5)"], run.Requests.Select(request => request.NodeName));
        Assert.Equal("[3,4,5]", view["loop(0:3)"].Input("p"));
        Assert.Equal("[3,4,5]", view["wf"].Input("items"));
        Assert.Contains("\"arguments\":{\"parameters\":[{\"name\":\"items\",\"value\":\"[3,4,5]\"},{\"name\":\"more\",\"value\":\"x\"}]}", view.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dag: {tasks: [{name: lp, template: t, withParam: '{{workflow.parameters.items}}', arguments: {parameters: [{name: c, value: \"{{=item == 'b' ? workflow.parameters.code : '0'}}\"}]}}]}", "wf.lp")]
    [InlineData("steps: [[{name: lp, template: t, withParam: '{{workflow.parameters.items}}', arguments: {parameters: [{name: c, value: \"{{=item == 'b' ? workflow.parameters.code : '0'}}\"}]}}, {name: side, template: leaf}]]", "wf[0].lp")]
    public void Parameters_KeepItemsOfALoopThatSucceeded_AndRunAgainOnlyTheOthers(string body, string loop)
    {
        foreach (var (template, under) in ((string, string)[])[
            ("container: {image: i, args: ['{{inputs.parameters.c}}']}", ""),
            ("retryStrategy: {limit: 0}\n  container: {image: i, args: ['{{inputs.parameters.c}}']}", "(0)"),
            ("steps: [[{name: in, template: of, arguments: {parameters: [{name: c, value: '{{inputs.parameters.c}}'}]}}]]", "[0].in")])
        {
            var run = new VirtualRun(Yaml.Template(
                body,
                $"- {{name: of, inputs: {{parameters: [{{name: c}}]}}, container: {{image: i, args: ['{{{{inputs.parameters.c}}}}']}}}}\n- name: t\n  inputs: {{parameters: [{{name: c}}]}}\n  {template}",
                "arguments: {parameters: [{name: code, value: '3'}, {name: items, value: '[\"a\", \"b\", \"c\"]'}]}"))
            { ReloadAlways = true }.On($"*(1:b){under}", Outcome.Fails(), Outcome.Ok).Run();
            Assert.Equal("Failed", run.View().Phase);
            var first = run.Requests.Count();

            run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["code"] = "0", ["items"] = "[\"a\", \"b\", \"x\", \"d\"]" })).Run();

            Assert.Equal("Succeeded", run.View().Phase);
            Assert.Equal([$"{loop}(1:b){under} 0", $"{loop}(2:x){under} 0", $"{loop}(3:d){under} 0"], run.Requests.Skip(first).Select(request => $"{request.NodeName} {request.Template.Container!.Args![0]}").Order(StringComparer.Ordinal));
            Assert.DoesNotContain(run.View().Nodes, node => node.Name.Contains("(2:c)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void SuspendNodeThatWasStopped_WaitsAgain()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: leaf}], [{name: ask, template: approve}]]", "- {name: approve, suspend: {}}")).Run().Ask(new TerminateRequested()).Run();
        Assert.Equal("Failed", run.View().Phase);
        run.Ask(Retry()).Run();
        Assert.Equal("Running", run.View()["ask"].Phase);
        Assert.Equal("Succeeded", run.Ask(new ResumeRequested(null)).Run().View().Phase);
        Assert.Single(run.Requests);
    }

    [Fact]
    public void ContainerSet_RunsAsAWhole()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: set}]}", "- {name: set, containerSet: {containers: [{name: one, image: i}, {name: two, image: i}]}}"))
            .On("A", new Outcome { Members = [("one", 0), ("two", 1)], ExitCode = 1 }, new Outcome { Members = [("one", 0), ("two", 0)] }).Run();
        Assert.Equal("Failed", run.View().Phase);
        var view = Retried(run).View();
        Assert.Equal(("Succeeded", 4), (view.Phase, view.Nodes.Count));
    }

    [Fact]
    public void Daemon_OfTheDag_IsThereAgain()
    {
        var run = Retried(new VirtualRun(Yaml.Template(
            "dag: {tasks: [{name: db, template: db}, {name: A, template: leaf, depends: db}, {name: B, template: leaf, depends: A}]}", "- {name: db, daemon: true, container: {image: i}}")).On("B", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf.db", "wf.A", "wf.B", "wf.db", "wf.B"], run.Requests.Select(request => request.NodeName));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void TemplateWithLocks_RunsAsAWhole_UnderThem()
    {
        var run = Retried(new VirtualRun(Yaml.Template(
            "dag: {tasks: [{name: S, template: locked}]}", "- {name: locked, synchronization: {mutexes: [{name: m}]}, steps: [[{name: a, template: leaf}], [{name: b, template: leaf}]]}")).On("b", Outcome.Fails(), Outcome.Ok));
        Assert.Equal(["wf.S[0].a", "wf.S[1].b", "wf.S[0].a", "wf.S[1].b"], run.Requests.Select(request => request.NodeName));
        Assert.Equal(("Succeeded", 0), (run.View().Phase, run.LockRows));
    }

    [Fact]
    public void WorkflowWithLocks_WaitsForThem()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf, depends: A}").Replace("spec:", "spec:\n  synchronization: {mutexes: [{name: m}]}", StringComparison.Ordinal))
            .On("B", Outcome.Fails(), Outcome.Ok).Run();
        var other = run.HoldElsewhere("m");
        run.Ask(Retry()).Run();
        Assert.Equal("Pending", run.View().Phase);
        run.Reload();
        run.ReleaseElsewhere(other).Run();
        Assert.Equal(("Succeeded", 3), (run.View().Phase, run.Requests.Count()));
    }

    [Fact]
    public void LateNewsOfARemovedNode_ChangeNothing()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).On("A", Outcome.Fails(), Outcome.Hangs).Run();
        run.Ask(Retry()).RunFor(1);
        var decision = run.Decide(new TaskEnded(1, 1, new TaskOutcome { Kind = TaskOutcomeKind.Exited, FinishedAt = run.Now, Containers = [new ContainerOutcome("main", 0, false, null, run.Now, run.Now)] }));
        Assert.Empty(decision.Nodes);
        Assert.Equal("Running", run.View()["A"].Phase);
    }

    [Fact]
    public void Retry_OfWhatIsNotFailed_IsRefusedInArgosWords()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).RunFor(0);
        run.Ask(Retry()).Run().Ask(Retry()).Ask(new RetryRequested(true, "nonsense", NoParameters));
        Assert.Equal(
            ["Cannot retry a workflow in phase Running", "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector", "node field selector 'nonsense' is not of the form field=value"],
            run.Refusals);
    }

    private static RetryRequested Retry() => new(false, null, NoParameters);

    // Run to its end, retried, run to its end; and the same with a load before every event.
    private static VirtualRun Retried(VirtualRun run) => run.Run().Ask(Retry()).Run();
}
