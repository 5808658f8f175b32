using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class RetryAndHookTests
{
    [Fact]
    public void Limit_NRetries_AreNPlusOneAttempts()
    {
        var view = new VirtualRun(Yaml.Template("retryStrategy: {limit: 2}\n    container: {image: x, args: ['{{retries}} {{lastRetry.exitCode}} {{lastRetry.status}}']}")).On("*", Outcome.Fails(7)).Run();
        Assert.Equal(["0 0 ", "1 7 Failed", "2 7 Failed"], view.Requests.Select(r => r.Template.Container!.Args![0]));
        Assert.Equal(("Failed", "No more retries left"), (view.View()["wf"].Phase, view.View()["wf"].Message));
        Assert.Equal(["wf(0)", "wf(1)", "wf(2)"], view.View().Nodes.Where(n => n.Flag("retried")).Select(n => n.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InputsOfAnAttempt_AreThoseItRunsWith(bool reload)
    {
        var yaml = Yaml.Template(
            "inputs: {parameters: [{name: r, value: '{{retries}}-{{lastRetry.exitCode}}'}, {name: e, value: '{{=asInt(retries) * 10}}'}, {name: plain, value: x}]}\n    retryStrategy: {limit: 1}\n    container: {image: x, args: ['{{inputs.parameters.r}} {{inputs.parameters.e}}']}");
        var run = new VirtualRun(yaml) { ReloadAlways = reload }.On("*", Outcome.Fails(3)).Run();
        Assert.Equal(["0-0 0", "1-3 10"], run.Requests.Select(r => r.Template.Container!.Args![0]));
        Assert.Equal(["0-0 0 x", "1-3 10 x"], run.View().Nodes.Where(n => n.Flag("retried")).Select(n => $"{n.Input("r")} {n.Input("e")} {n.Input("plain")}"));
        Assert.Equal("{{retries}}-{{lastRetry.exitCode}}", run.View()["wf"].Input("r"));
    }

    [Fact]
    public void InputsOfAnAttempt_AtSteps_ReachTheSteps_AlsoAfterARetryByHand()
    {
        var yaml = Yaml.Template("inputs: {parameters: [{name: r, value: '{{workflow.parameters.w}} {{retries}}'}]}\n    retryStrategy: {limit: 1}\n    steps: [[{name: ok, template: leaf}, {name: a, template: leaf, arguments: {parameters: [{name: p, value: '{{inputs.parameters.r}}'}]}}]]", spec: "arguments: {parameters: [{name: w, value: one}]}");
        var run = new VirtualRun(yaml).On("a", n => n < 2 ? Outcome.Fails() : Outcome.Ok).Run();
        Assert.Equal(("one 0", "one 1"), (run.View()["wf(0)[0].a"].Input("p"), run.View()["wf(1)[0].a"].Input("p")));
        run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["w"] = "two" })).Run();
        Assert.Equal(("Succeeded", "two 1"), (run.View().Phase, run.View()["wf(1)"].Input("r")));
    }

    [Theory]
    [InlineData("{limit: 1}", "Error", 1)]
    [InlineData("{limit: 1, retryPolicy: OnError}", "Error", 2)]
    [InlineData("{limit: 1, retryPolicy: OnFailure}", "Failed", 2)]
    [InlineData("{limit: 1, retryPolicy: OnError}", "Failed", 1)]
    [InlineData("{limit: 1, expression: 'true'}", "Error", 2)]
    public void Policy_DecidesWhatIsRetried(string strategy, string ending, int attempts)
    {
        var run = new VirtualRun(Yaml.Template($"retryStrategy: {strategy}\n    container: {{image: x}}")).On("*", ending == "Error" ? new Outcome { Refusal = "no" } : Outcome.Fails()).Run();
        Assert.Equal(attempts, run.Requests.Count());
        Assert.Equal(ending, run.View().Phase);
    }

    [Theory]
    [InlineData("factor: 3, cap: 10s", new double[] { 2, 6, 10 })]
    [InlineData("factor: 0", new double[] { 2, 2, 2 })]
    [InlineData("factor: -2", new double[] { 2, 2, 2 })]
    public void Backoff_GrowsAndIsCapped(string growth, double[] waits)
    {
        var run = new VirtualRun(Yaml.Template($"retryStrategy: {{limit: 3, backoff: {{duration: 2, {growth}}}}}\n    container: {{image: x}}")).On("*", Outcome.Fails(1, 0)).Run();
        var starts = run.View().Nodes.Where(n => n.Flag("retried")).Select(n => DateTimeOffset.Parse(n.Text("startedAt")!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(waits, starts.Zip(starts.Skip(1), (a, b) => (b - a).TotalSeconds));
    }

    [Theory]
    [InlineData("{limit: 1}", "Failed", false)]
    [InlineData("{limit: 1}", "Failed", true)]
    [InlineData("{limit: 3, backoff: {duration: 1h}}", "Failed", true)]
    [InlineData("{limit: 2}", "Succeeded", true)]
    public void RetryNode_HoweverItEnds_HasTheOutputsOfItsLastAttempt(string strategy, string phase, bool reload)
    {
        var run = new VirtualRun(Yaml.Template($"retryStrategy: {strategy}\n    outputs: {{parameters: [{{name: o, valueFrom: {{path: /x, default: d}}}}]}}\n    container: {{image: x}}")) { ReloadAlways = reload }
            .On("*", n => new Outcome { ExitCode = n == 2 && phase == "Succeeded" ? 0 : 4 + n, Result = $"r{n}", Parameters = { ["o"] = $"o{n}" } });
        if (strategy.Contains("backoff", StringComparison.Ordinal))
            run.RunFor(2).Ask(new StopRequested(null, null));
        var view = run.Run().View();
        var last = view.Nodes.Last(n => n.Flag("retried"));
        Assert.Equal(phase, view["wf"].Phase);
        Assert.NotNull(last.Output("o"));
        Assert.Equal(last.Raw("outputs"), view["wf"].Raw("outputs"));
    }

    [Fact]
    public void LastRetryExitCode_OfAnAttemptWithoutOne_IsZeroInATemplate_AndMinusOneInTheExpression()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 2, retryPolicy: Always, expression: 'lastRetry.exitCode == \"-1\"'}\n    container: {image: x, args: ['{{lastRetry.exitCode}} {{=lastRetry.exitCode}} {{lastRetry.status}}']}"))
            .On("*", new Outcome { Refusal = "bad" }, Outcome.Ok).Run();
        Assert.Equal(["0 0 ", "0 0 Error"], run.Requests.Select(r => r.Template.Container!.Args![0]));
    }

    [Fact]
    public void BadExpression_MakesTheRetryNodeError()
    {
        var view = new VirtualRun(Yaml.Template("retryStrategy: {expression: 'lastRetry.nope.deeper == 1'}\n    container: {image: x}")).On("*", Outcome.Fails()).Run().View();
        Assert.Equal("Error", view["wf"].Phase);
    }

    [Fact]
    public void ExitHandler_SeesStatusAndFailures_AndCanFailTheWorkflow()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: leaf}]}", "- {name: bye, container: {image: x, args: ['{{workflow.status}} {{workflow.failures}}']}}", "onExit: bye")).On("wf.onExit", Outcome.Fails(9)).Run();
        Assert.Equal(["Succeeded \"null\""], run.Request("wf.onExit").Template.Container!.Args!);
        Assert.Equal(("Failed", "main: Error (exit code 9)"), (run.View().Phase, run.View().Message));
    }

    [Fact]
    public void StepHook_OfALoop_RunsPerItem_WithItsOwnOutputs()
    {
        var view = new VirtualRun(Yaml.Steps("{name: a, template: leaf, withItems: [x, y], hooks: {exit: {template: leaf, arguments: {parameters: [{name: p, value: '{{item}} {{steps.a.outputs.parameters.out}}'}]}}}}"))
            .On("a(0:x)", Outcome.Gives("out", "1")).On("a(1:y)", Outcome.Gives("out", "2")).Run().View();
        Assert.Equal("x 1", view["wf[0].a(0:x).onExit"].Input("p"));
        Assert.Equal("y 2", view["wf[0].a(1:y).onExit"].Input("p"));
    }

    [Fact]
    public void HookWithExpression_RunsWhenItHolds_AndIsWaitedFor()
    {
        const string hooks = "hooks: {slow: {template: leaf, expression: 'steps.a.status == \"Running\"'}, bad: {template: leaf, expression: 'steps.a.status == \"Failed\"'}}";
        var run = new VirtualRun(Yaml.Steps("{name: a, template: leaf, " + hooks + "}", "{name: b, template: leaf}")).On("*.hooks.slow", Outcome.Ok with { Duration = TimeSpan.FromSeconds(30) }).RunFor(10);
        Assert.Equal("Succeeded", run.View()["a"].Phase);
        Assert.Null(run.View().Find("b"));
        var view = run.Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Null(view.Find("wf[0].a.hooks.bad"));
    }

    [Fact]
    public void Timeouts_FailTheLeaf()
    {
        var view = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: slow}, {name: B, template: stuck}]}", "- {name: slow, activeDeadlineSeconds: 5, container: {image: x}}\n- {name: stuck, timeout: 3s, container: {image: x}}"))
            .On("*", Outcome.Hangs).Run().View();
        Assert.All(new[] { "A", "B" }, n => Assert.Equal(("Failed", "Step exceeded its deadline"), (view[n].Phase, view[n].Message)));
        Assert.Equal("2026-11-24T08:00:05Z", view["A"].Text("finishedAt"));
        Assert.Equal("2026-11-24T08:00:03Z", view["B"].Text("finishedAt"));
    }
}
