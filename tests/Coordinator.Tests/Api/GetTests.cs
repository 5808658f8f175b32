using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class GetTests(ApiFixture api)
{
    [Fact]
    public async Task Get_FinishedWorkflow_IsTheWholeObject()
    {
        var ns = api.Namespace();
        await api.RunAsync(ns, Bodies.Workflow("hello", Bodies.Echo, ",\"annotations\":{\"mine\":\"kept\"}"));

        var workflow = (await api.GetAsync($"/api/v1/workflows/{ns}/hello")).Json;

        var metadata = workflow.GetProperty("metadata");
        Assert.Equal("Succeeded", metadata.GetProperty("labels").GetProperty("workflows.argoproj.io/phase").GetString());
        Assert.Equal("true", metadata.GetProperty("labels").GetProperty("workflows.argoproj.io/completed").GetString());
        Assert.Equal("v2", metadata.GetProperty("annotations").GetProperty("workflows.argoproj.io/pod-name-format").GetString());
        Assert.Equal("kept", metadata.GetProperty("annotations").GetProperty("mine").GetString());
        Assert.Equal(JsonValueKind.String, metadata.GetProperty("resourceVersion").ValueKind);
        var status = workflow.GetProperty("status");
        Assert.Equal(("Succeeded", "1/1"), (status.GetProperty("phase").GetString(), status.GetProperty("progress").GetString()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", status.GetProperty("startedAt").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", status.GetProperty("finishedAt").GetString());
        Assert.Contains(status.GetProperty("conditions").EnumerateArray(), condition => condition.GetProperty("type").GetString() == "Completed" && condition.GetProperty("status").GetString() == "True");
        var node = status.GetProperty("nodes").GetProperty("hello");
        Assert.Equal(("hello", "hello", "Pod", "Succeeded"), (Text(node, "id"), Text(node, "name"), Text(node, "type"), Text(node, "phase")));
        Assert.Equal("0", node.GetProperty("outputs").GetProperty("exitCode").GetString());
    }

    [Fact]
    public async Task Get_RunningWorkflow_IsRunningAtOnce_AndNotCompleted()
    {
        var ns = api.Namespace();

        var created = await api.CreateAsync(ns, Bodies.Workflow("gate", Bodies.Gate));

        // Hera's wait() ends on anything but Running.
        Assert.Equal("Running", created.GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal("false", created.GetProperty("metadata").GetProperty("labels").GetProperty("workflows.argoproj.io/completed").GetString());
        Assert.Equal(JsonValueKind.Null, created.GetProperty("status").GetProperty("finishedAt").ValueKind);
    }

    [Fact]
    public async Task Get_Latest_IsTheNewest()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("older", Bodies.Gate));
        await api.CreateAsync(ns, Bodies.Workflow("newer", Bodies.Gate));

        Assert.Equal("newer", (await api.GetAsync($"/api/v1/workflows/{ns}/@latest")).Json.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal("newer", (await api.PutAsync($"/api/v1/workflows/{ns}/@latest/stop")).Json.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{api.Namespace()}/@latest")).Error.Status);
    }

    [Fact]
    public async Task Get_Unknown_Is404InArgosWords() =>
        Assert.Equal((404, 5, "workflows.argoproj.io \"nobody\" not found"), (await api.GetAsync("/api/v1/workflows/default/nobody")).Error);

    [Fact]
    public async Task Get_UidThatDoesNotFit_Is404()
    {
        var ns = api.Namespace();
        var uid = (await api.CreateAsync(ns, Bodies.Workflow("one", Bodies.Gate))).GetProperty("metadata").GetProperty("uid").GetString();

        Assert.Equal("one", (await api.GetAsync($"/api/v1/workflows/{ns}/one?uid={uid}")).Json.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{ns}/one?uid={Guid.NewGuid()}")).Error.Status);
    }

    [Fact]
    public async Task Get_Fields_KeepOnlyWhatIsNamed()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("one", Bodies.Gate));

        var workflow = (await api.GetAsync($"/api/v1/workflows/{ns}/one?fields=metadata.name,status.phase")).Json;

        // Argo's test is one of prefixes: "name" keeps "namespace" too.
        Assert.Equal($$$$"""{"metadata":{"name":"one","namespace":"{{{{ns}}}}"},"status":{"phase":"Running"}}""", JsonSerializer.Serialize(workflow));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
