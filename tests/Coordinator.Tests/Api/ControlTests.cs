using System.Text.Json;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class ControlTests(ApiFixture api)
{
    private const string TwoGates = """
        {"name":"main","dag":{"tasks":[{"name":"a","template":"gate"},{"name":"b","template":"gate"}]}},{"name":"gate","suspend":{}}
        """;

    private const string Delayed = """
        {"name":"main","steps":[[{"name":"first","template":"gate"}],[{"name":"then","template":"echo"}]]},
        {"name":"gate","suspend":{}},{"name":"echo","container":{"image":"alpine","command":["echo"]}}
        """;

    [Fact]
    public async Task Suspend_And_Resume_WithoutABody()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Delayed));

        var suspended = (await api.PutAsync($"/api/v1/workflows/{ns}/w/suspend")).Json;
        var resumed = (await api.PutAsync($"/api/v1/workflows/{ns}/w/resume")).Json;

        Assert.True(suspended.GetProperty("spec").GetProperty("suspend").GetBoolean());
        Assert.False(resumed.GetProperty("spec").TryGetProperty("suspend", out _));
        Assert.Equal("Succeeded", Node(resumed, "first").GetProperty("phase").GetString());
        await UntilEndAsync(resumed);
        Assert.Equal("Succeeded", Phase((await api.GetAsync($"/api/v1/workflows/{ns}/w")).Json));
    }

    [Fact]
    public async Task Resume_NodeFieldSelector_EndsThatNodeOnly()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", TwoGates));

        var workflow = (await api.PutAsync($"/api/v1/workflows/{ns}/w/resume", """{"nodeFieldSelector":"displayName=a"}""")).Json;

        Assert.Equal(("Succeeded", "Running"), (Node(workflow, "a").GetProperty("phase").GetString(), Node(workflow, "b").GetProperty("phase").GetString()));
    }

    [Fact]
    public async Task Resume_NodeById_AsTheWebUiDoes()
    {
        var ns = api.Namespace();
        var created = await api.CreateAsync(ns, Bodies.Workflow("w", TwoGates));

        var workflow = (await api.PutAsync($"/api/v1/workflows/{ns}/w/resume", $$"""{"nodeFieldSelector":"id={{Node(created, "b").GetProperty("id").GetString()}}"}""")).Json;

        Assert.Equal(("Running", "Succeeded"), (Node(workflow, "a").GetProperty("phase").GetString(), Node(workflow, "b").GetProperty("phase").GetString()));
    }

    [Fact]
    public async Task Retry_OpensAFailedWorkflowAgain_WithItsUid()
    {
        var ns = api.Namespace();
        var created = await api.CreateAsync(ns, Bodies.Workflow("w", TwoGates));
        await api.PutAsync($"/api/v1/workflows/{ns}/w/stop");
        await UntilEndAsync(created);

        var running = await api.PutAsync($"/api/v1/workflows/{ns}/w/retry");
        var resumed = (await api.PutAsync($"/api/v1/workflows/{ns}/w/resume")).Json;

        Assert.Equal(("Running", "false"), (Phase(running.Json), running.Json.GetProperty("metadata").GetProperty("labels").GetProperty("workflows.argoproj.io/completed").GetString()));
        Assert.Equal(created.GetProperty("metadata").GetProperty("uid").GetString(), running.Json.GetProperty("metadata").GetProperty("uid").GetString());
        Assert.Equal("Succeeded", Phase(resumed));
        Assert.Equal(3, resumed.GetProperty("status").GetProperty("nodes").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("{}", "To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector")]
    [InlineData("""{"parameters":["x"]}""", "expected parameter of the form: NAME=VALUE. Received: x")]
    public async Task Retry_ThatCannotBe_IsRefused(string body, string message)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", TwoGates));
        await api.PutAsync($"/api/v1/workflows/{ns}/w/resume");

        var reply = await api.PutAsync($"/api/v1/workflows/{ns}/w/retry", body);

        Assert.Equal((400, message), ((int)reply.Status, reply.Json.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Stop_EndsTheWorkflow_WithTheMessage()
    {
        var ns = api.Namespace();
        var created = await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Endless));

        var stopped = (await api.PutAsync($"/api/v1/workflows/{ns}/w/stop", """{"message":"enough"}""")).Json;

        Assert.Equal("Stop", stopped.GetProperty("spec").GetProperty("shutdown").GetString());
        await UntilEndAsync(created);
        var ended = (await api.GetAsync($"/api/v1/workflows/{ns}/w")).Json;
        Assert.Equal("Failed", Phase(ended));
        Assert.Contains("enough", ended.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_NodeFieldSelector_FailsThatNodeOnly()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", TwoGates.Replace("\"tasks\"", "\"failFast\":false,\"tasks\"", StringComparison.Ordinal)));

        var workflow = (await api.PutAsync($"/api/v1/workflows/{ns}/w/stop", """{"nodeFieldSelector":"displayName=a","message":"no"}""")).Json;

        Assert.False(workflow.GetProperty("spec").TryGetProperty("shutdown", out _));
        Assert.Equal(("Failed", "no"), (Node(workflow, "a").GetProperty("phase").GetString(), Node(workflow, "a").GetProperty("message").GetString()));
        Assert.Equal("Running", Node(workflow, "b").GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Terminate_EndsTheWorkflow()
    {
        var ns = api.Namespace();
        var created = await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Endless));

        var terminated = (await api.PutAsync($"/api/v1/workflows/{ns}/w/terminate")).Json;

        Assert.Equal("Terminate", terminated.GetProperty("spec").GetProperty("shutdown").GetString());
        await UntilEndAsync(created);
        Assert.Equal("Failed", Phase((await api.GetAsync($"/api/v1/workflows/{ns}/w")).Json));
    }

    [Theory]
    [InlineData("suspend", "cannot suspend completed workflows")]
    [InlineData("stop", "cannot shutdown a completed workflow: workflow: \"w\", namespace: ")]
    [InlineData("terminate", "cannot shutdown a completed workflow: workflow: \"w\", namespace: ")]
    public async Task Control_OfAFinishedWorkflow_Is400InArgosWords_AndResumeNothing(string verb, string sentence)
    {
        var ns = api.Namespace();
        await api.RunAsync(ns, Bodies.Workflow("w"));

        var error = (await api.PutAsync($"/api/v1/workflows/{ns}/w/{verb}")).Error;

        Assert.Equal((400, 9), (error.Status, error.Code));
        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
        Assert.Equal("Succeeded", Phase((await api.PutAsync($"/api/v1/workflows/{ns}/w/resume")).Json));
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("stop")]
    [InlineData("terminate")]
    public async Task Control_OfAnUnknownWorkflow_Is404(string verb) =>
        Assert.Equal((404, 5), (await api.PutAsync($"/api/v1/workflows/default/absent/{verb}")).Error is var error ? (error.Status, error.Code) : default);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("displayName=absent")]
    [InlineData("colour=red")]
    public async Task Resume_SelectorThatFitsNothing_Is400(string selector)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", TwoGates));

        Assert.Equal(400, (await api.PutAsync($"/api/v1/workflows/{ns}/w/resume", $$"""{"nodeFieldSelector":"{{selector}}"}""")).Error.Status);
    }

    [Fact]
    public async Task Set_EndsASuspendNodeAsAsked()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));

        var workflow = (await api.PutAsync($"/api/v1/workflows/{ns}/w/set", """{"nodeFieldSelector":"displayName=w","phase":"Failed","message":"by hand"}""")).Json;

        Assert.Equal(("Failed", "by hand"), (Node(workflow, "w").GetProperty("phase").GetString(), Node(workflow, "w").GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("""{"nodeFieldSelector":"displayName=w","outputParameters":"not json"}""")]
    [InlineData("""{"nodeFieldSelector":"displayName=w","outputParameters":"[1]"}""")]
    [InlineData("""{"outputParameters":"{}"}""")]
    public async Task Set_BadBody_Is400(string body)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));

        Assert.Equal(400, (await api.PutAsync($"/api/v1/workflows/{ns}/w/set", body)).Error.Status);
    }

    [Fact]
    public async Task Delete_IsAnsweredByAnEmptyObject_AndTheWorkflowIsGone()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Endless));

        var reply = await api.SendAsync(HttpMethod.Delete, $"/api/v1/workflows/{ns}/w?deleteOptions.propagationPolicy=Foreground&force=True");

        Assert.Equal("{}", reply.Json.GetRawText());
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{ns}/w")).Error.Status);
        Assert.Equal(404, (await api.SendAsync(HttpMethod.Delete, $"/api/v1/workflows/{ns}/w")).Error.Status);
    }

    private static string? Phase(JsonElement workflow) => workflow.GetProperty("status").GetProperty("phase").GetString();

    private static JsonElement Node(JsonElement workflow, string displayName) =>
        workflow.GetProperty("status").GetProperty("nodes").EnumerateObject().Single(node => node.Value.GetProperty("displayName").GetString() == displayName).Value;

    private Task<WorkflowSummary> UntilEndAsync(JsonElement workflow) => api.Fleet.UntilFinishedAsync(workflow.GetProperty("metadata").GetProperty("uid").GetGuid());
}
