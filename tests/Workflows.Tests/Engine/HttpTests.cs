using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>HTTP templates: what an answer means.</summary>
public sealed class HttpTests
{
    [Theory]
    [InlineData(200, "Succeeded", null)]
    [InlineData(204, "Succeeded", null)]
    [InlineData(302, "Failed", "received non-2xx response code: 302")]
    [InlineData(404, "Failed", "received non-2xx response code: 404")]
    public void Answer_WithoutCondition_SucceedsForAny2xx(int statusCode, string phase, string? message)
    {
        var view = Run("http: {url: 'http://x'}", Outcome.Answers(statusCode, "hi")).Run().View();
        Assert.Equal(("HTTP", phase, message, "hi"), (view["call"].Type, view["call"].Phase, view["call"].Message, view["call"].Result));
        Assert.Equal(phase == "Succeeded" ? "1/1" : "0/1", view.Progress);
    }

    [Theory]
    [InlineData("response.statusCode == 201", "Succeeded", null)]
    [InlineData("response.body contains \"google\"", "Succeeded", null)]
    [InlineData("response.headers[\"X-Kind\"][1] == \"two\"", "Succeeded", null)]
    [InlineData("request.method == \"POST\" && request.body == \"ask\" && request.headers[\"Content-Type\"][0] == \"text/plain\" && request.url startsWith \"http\"", "Succeeded", null)]
    [InlineData("response.statusCode == 200", "Failed", "successCondition 'response.statusCode == 200' evaluated false")]
    [InlineData("response.nothing.at.all", "Failed", null)]
    public void Condition_IsEvaluatedOverRequestAndAnswer(string condition, string phase, string? message)
    {
        var http = $"http: {{url: 'http://x', method: POST, body: ask, headers: [{{name: content-type, value: text/plain}}], successCondition: '{condition}'}}";
        var view = Run(http, Outcome.Answers(201, "a google page", ("x-kind", "one"), ("x-kind", "two"))).Run().View();
        Assert.Equal(phase, view["call"].Phase);
        if (message is not null)
            Assert.Equal(message, view["call"].Message);
        Assert.Equal(phase == "Succeeded" ? null : view["call"].Message, view["call"].Message);
    }

    // The request names it; the condition has it.
    [Fact]
    public void Condition_OverALargeBody_HasItWhole()
    {
        var run = new VirtualRun($$$$"""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: p, value: {{{{new string('b', 100_000)}}}}}]}
              templates:
              - {name: main, inputs: {parameters: [{name: x, value: "{{workflow.parameters.p}}"}]}, http: {url: 'http://x', method: POST, body: "{{inputs.parameters.x}}", successCondition: "len(request.body) == 100000"}}
            """) { ReloadAlways = true }.On("wf", Outcome.Answers(200)).Run();

        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void NoAnswer_IsAFailure_AndIsRetried()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: call, template: web}]]", "- {name: web, retryStrategy: {limit: 2}, http: {url: 'http://x/{{retries}}'}}"))
            .On("call(0)", new Outcome { NoAnswer = "GET http://x/0: connection refused" }).On("call(1)", Outcome.Answers(503)).On("call(2)", Outcome.Answers(200, "at last")).Run();
        Assert.Equal("GET http://x/0: connection refused", run.View()["call(0)"].Message);
        Assert.Equal(["http://x/0", "http://x/1", "http://x/2"], run.Requests.Select(request => request.Template.Http!.Url));
        Assert.Equal(("Succeeded", "at last"), (run.View()["call"].Phase, run.View()["call(2)"].Result));
    }

    [Fact]
    public void Body_IsTheResult_AndIsAskedForWhereSomethingUsesIt()
    {
        var run = new VirtualRun(Yaml.Template(
            "steps: [[{name: call, template: web}, {name: other, template: web}, {name: third, template: conditional}], [{name: use, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.call.outputs.result}}'}]}}]]",
            "- {name: web, http: {url: 'http://x'}}\n- {name: conditional, http: {url: 'http://x', successCondition: 'response.body == \"\"'}}"))
            .On("call", Outcome.Answers(200, "payload")).On("other", Outcome.Answers(200, null)).On("third", Outcome.Answers(200)).Run();
        Assert.Equal("payload", run.View()["use"].Input("p"));
        Assert.Equal([true, false, true], run.Requests.Take(3).Select(request => request.BodyWanted));
    }

    [Fact]
    public void Calls_AreNotCountedInParallelism()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: a, template: web}, {name: b, template: web}, {name: c, template: leaf}]}", "- {name: web, http: {url: 'http://x'}}", "parallelism: 1"))
            .On("a", Outcome.Answers(200) with { Duration = TimeSpan.FromSeconds(9) }).On("b", Outcome.Answers(200) with { Duration = TimeSpan.FromSeconds(9) }).RunFor(1);
        Assert.Equal(3, run.MostRunning);
    }

    [Theory]
    [InlineData(false, "Stop")]
    [InlineData(true, "Terminate")]
    public void Shutdown_EndsACall_WithArgosMessage(bool terminate, string strategy)
    {
        var run = Run("http: {url: 'http://x'}", Outcome.Hangs).RunFor(1).Ask(terminate ? new TerminateRequested() : new StopRequested(null, null)).Run();
        Assert.Equal(("Failed", $"Stopped with strategy '{strategy}'"), (run.View()["call"].Phase, run.View()["call"].Message));
        Assert.Equal("Failed", run.View().Phase);
    }

    [Fact]
    public void WorkerLost_TheSameNodeWaitsForTheNextDispatch()
    {
        var run = Run("http: {url: 'http://x'}", Outcome.Hangs).RunFor(1);
        var node = run.State.NodeCount - 1;
        run.Decide(new TaskLost(node, 1, "host-1 is gone"));
        Assert.Equal(("Pending", "host-1 is gone"), (run.View()["call"].Phase, run.View()["call"].Message));
        run.Reload();
        run.Decide(new TaskAssigned(node, 2));
        run.Decide(new TaskEnded(node, 2, new TaskOutcome { Kind = TaskOutcomeKind.Exited, FinishedAt = run.Now, Http = new HttpAnswer(200, new Dictionary<string, IReadOnlyList<string>>(), "ok") }));
        Assert.Equal(("Succeeded", "ok", "1/1"), (run.View()["call"].Phase, run.View()["call"].Result, run.View().Progress));
    }

    private static VirtualRun Run(string http, Outcome outcome) => new VirtualRun(Yaml.Template("steps: [[{name: call, template: web}]]", $"- {{name: web, {http}}}")).On("call", outcome);
}
