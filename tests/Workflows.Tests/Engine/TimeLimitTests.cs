using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Durations that end or delay what is run: timeouts, deadlines, back-offs, suspensions.</summary>
public sealed class TimeLimitTests
{
    private const string Container = "container: {image: x}";

    [Theory]
    [InlineData("timeout", "2d", "time: unknown unit \"d\" in duration \"2d\"")]
    [InlineData("timeout", "abc", "time: invalid duration \"abc\"")]
    [InlineData("pendingTimeout", "1.5", "time: missing unit in duration \"1.5\"")]
    [InlineData("activeDeadlineSeconds", "soon", "time: invalid duration \"soon\"")]
    public void TimeLimit_ThatIsNoDuration_IsAnErrorOfTheNode_NotNoLimit(string field, string value, string why)
    {
        const string args = "arguments: {parameters: [{name: t, value: '{{workflow.parameters.t}}'}]}";
        foreach (var body in (string[])[Container, "resource: {action: get, manifest: '{}'}", "suspend: {}", "synchronization: {mutexes: [{name: m}]}\n  container: {image: x}"])
        {
            var run = new VirtualRun(Yaml.Template($"steps: [[{{name: a, template: limited, {args}}}]]", $"- name: limited\n  inputs: {{parameters: [{{name: t}}]}}\n  {field}: '{{{{inputs.parameters.t}}}}'\n  {body}", $"arguments: {{parameters: [{{name: t, value: '{value}'}}]}}")).Run();
            Assert.Equal(("Error", $"invalid {field} format. {why}"), (run.View()["a"].Phase, run.View()["a"].Message));
            Assert.Empty(run.Requests);
        }
    }

    [Fact]
    public void PendingTimeout_CountsUntilAWorkerBegins()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: slow}, {name: B, template: slow}]}", "- {name: slow, pendingTimeout: 3s, container: {image: x}}")) { Slots = 1 }
            .On("A", Outcome.Ok with { Duration = TimeSpan.FromSeconds(10) }).Run();
        Assert.Equal("Succeeded", run.View()["A"].Phase);
        Assert.Equal(("Failed", "2026-11-24T08:00:03Z"), (run.View()["B"].Phase, run.View()["B"].Text("finishedAt")));
    }

    [Fact]
    public void SpecActiveDeadline_FailsTheWorkflow()
    {
        var view = new VirtualRun(Yaml.Template(Container, spec: "activeDeadlineSeconds: 4")).On("*", Outcome.Hangs).Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.Equal("2026-11-24T08:00:04Z", view["wf"].Text("finishedAt"));
    }

    // As long as Go's longest duration, 292 years.
    [Theory]
    [InlineData("300000000000")]
    [InlineData("9223372036854775807")]
    public void SpecActiveDeadline_ThatNobodyLivesToSee_IsFarAway(string seconds)
    {
        var run = new VirtualRun(Yaml.Template(Container, spec: $"activeDeadlineSeconds: {seconds}\n  ttlStrategy: {{secondsAfterCompletion: 2147483647}}")).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Single(run.Requests);
    }

    [Fact]
    public void BackoffMaxDuration_EndsTheRetries()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 2s, maxDuration: 5s}}\n    container: {image: x}")).On("*", Outcome.Fails(1, 1)).Run();
        Assert.Equal(2, run.Requests.Count());
        Assert.Equal("Backoff would exceed max duration limit", run.View()["wf"].Message);
    }

    // It is no deadline of the first attempt: that may take as long as it does.
    [Fact]
    public void BackoffMaxDuration_IsADeadline_OfTheAttemptsAfterTheFirst()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 1s, maxDuration: 60s}}\n    container: {image: x}"))
            .On("*", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(30) }, new Outcome { Duration = TimeSpan.FromHours(1) }).Run();
        Assert.Equal([null, VirtualRun.Start.AddSeconds(60)], run.Requests.Select(request => request.Deadline));

        var first = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 1s, maxDuration: 60s}}\n    container: {image: x}")).On("*", new Outcome { Duration = TimeSpan.FromHours(1) }).Run();
        Assert.Equal("Succeeded", first.View().Phase);
        var late = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 1s, maxDuration: 60s}}\n    container: {image: x}")).On("*", Outcome.Fails() with { Duration = TimeSpan.FromHours(1) }).Run();
        Assert.Equal("Max duration limit exceeded", late.View()["wf"].Message);
    }

    [Fact]
    public void SuspendDuration_ResumesByItself()
    {
        var view = new VirtualRun(Yaml.Template("suspend: {duration: '20'}")).Run().View();
        Assert.Equal(("Succeeded", "2026-11-24T08:00:20Z"), (view["wf"].Phase, view["wf"].Text("finishedAt")));
    }

    [Theory]
    [InlineData("{duration: '{{workflow.parameters.none}}'}")]
    [InlineData("{duration: '{{=nope(}}'}")]
    [InlineData("{duration: 1, factor: '{{=nope(}}'}")]
    [InlineData("{duration: 1, cap: '{{=nope(}}'}")]
    [InlineData("{duration: 1, maxDuration: '{{=nope(}}'}")]
    [InlineData("{duration: soon}")]
    [InlineData("{duration: 1, maxDuration: '{{retries}}'}")]
    [InlineData("{duration: '{{retries}}', maxDuration: 1m}")]
    [InlineData("{duration: '{{lastRetry.exitCode}}', maxDuration: 1m}")]
    public void Backoff_BrokenTag_MakesTheRetryNodeError(string backoff)
    {
        var template = $"retryStrategy: {{limit: 2, backoff: {backoff}}}, container: {{image: x}}}}";
        foreach (var (body, name) in ((string, string)[])[("dag: {tasks: [{name: A, template: again}]}", "wf.A"), ("steps: [[{name: A, template: again}]]", "wf[0].A"), ("dag: {tasks: [{name: A, template: again, withItems: [1]}]}", "wf.A(0:1)")])
        {
            var view = new VirtualRun(Yaml.Template(body, "- {name: again, " + template)).On("*", Outcome.Fails()).Run().View();
            var node = Assert.Single(view.Nodes, node => node.Name == name);
            Assert.Equal("Error", node.Phase);
            Assert.NotEmpty(node.Message!);
            Assert.All(view.Nodes, node => Assert.NotEqual("Running", node.Phase));
        }

        var root = new VirtualRun(Yaml.Template("retryStrategy: {limit: 2, backoff: " + backoff + "}\n    container: {image: x}")).On("*", Outcome.Fails()).Run().View();
        Assert.Equal(("Error", "Error"), (root["wf"].Phase, root.Phase));
    }
}
