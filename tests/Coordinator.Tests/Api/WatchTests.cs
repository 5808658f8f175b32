using System.Net;
using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class WatchTests(ApiFixture api)
{
    [Fact]
    public async Task Watch_JsonLines_TellsAddedModifiedDeleted()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}");

        Assert.Equal("application/json", watch.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", watch.Response.Headers.GetValues("X-Content-Type-Options").Single());
        var added = await watch.NextAsync();
        Assert.Equal(("ADDED", "w"), (added.GetProperty("type").GetString(), Name(added)));
        Assert.True(added.GetProperty("object").GetProperty("status").GetProperty("nodes").TryGetProperty("w", out _));

        await api.PutAsync($"/api/v1/workflows/{ns}/w/suspend");
        var modified = await watch.NextAsync();
        Assert.Equal("MODIFIED", modified.GetProperty("type").GetString());
        Assert.True(modified.GetProperty("object").GetProperty("spec").GetProperty("suspend").GetBoolean());

        await api.SendAsync(HttpMethod.Delete, $"/api/v1/workflows/{ns}/w");
        var deleted = await watch.UntilAsync((type, _) => type == "DELETED");
        Assert.Equal("w", Name(deleted));
    }

    [Fact]
    public async Task Watch_ServerSentEvents_SendHeadersAtOnce_ThenDataLines()
    {
        var ns = api.Namespace();
        // Nothing is there: whoever waits for the first message would never see the headers.
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}", "text/event-stream");
        Assert.Equal(HttpStatusCode.OK, watch.Response.StatusCode);
        Assert.Equal("text/event-stream", watch.Response.Content.Headers.ContentType!.MediaType);

        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));

        var line = await watch.LineAsync();
        Assert.StartsWith("data: {\"result\":", line);
        Assert.Equal("w", Name(JsonDocument.Parse(line!["data: ".Length..]).RootElement.GetProperty("result")));
        Assert.Equal("", await watch.LineAsync());
    }

    [Fact]
    public async Task Watch_UntilTheEnd_SeesFinishedAt()
    {
        var ns = api.Namespace();
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}?listOptions.resourceVersion=0");

        await api.CreateAsync(ns, Bodies.Workflow("w"));

        var end = await watch.UntilAsync((_, workflow) => workflow.GetProperty("status").GetProperty("finishedAt").ValueKind == JsonValueKind.String);
        Assert.Equal("Succeeded", end.GetProperty("object").GetProperty("status").GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Watch_FromAResourceVersion_TellsOnlyWhatIsNewer()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("old", Bodies.Gate));
        await api.CreateAsync(ns, Bodies.Workflow("kept", Bodies.Gate));
        var version = (await api.GetAsync($"/api/v1/workflows/{ns}")).Json.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        await api.CreateAsync(ns, Bodies.Workflow("new", Bodies.Gate));
        await api.PutAsync($"/api/v1/workflows/{ns}/new/suspend");
        await api.PutAsync($"/api/v1/workflows/{ns}/old/suspend");

        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}?listOptions.resourceVersion={version}");

        var (first, second) = (await watch.NextAsync(), await watch.NextAsync());
        Assert.Equal(("ADDED", "new"), (first.GetProperty("type").GetString(), Name(first)));
        Assert.Equal(("MODIFIED", "old"), (second.GetProperty("type").GetString(), Name(second)));
    }

    [Fact]
    public async Task Watch_FromAResourceVersion_TellsThatAListedOneFitsNoMore()
    {
        var ns = api.Namespace();
        const string Open = "listOptions.labelSelector=workflows.argoproj.io/completed%3Dfalse";
        await api.CreateAsync(ns, Bodies.Workflow("listed", Bodies.Gate));
        var version = (await api.GetAsync($"/api/v1/workflows/{ns}?{Open}")).Json.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        await api.PutAsync($"/api/v1/workflows/{ns}/listed/resume");

        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}?{Open}&listOptions.resourceVersion={version}");

        Assert.Equal("listed", Name(await watch.UntilAsync((type, _) => type == "DELETED")));
    }

    [Theory]
    [InlineData("999999999999")]
    [InlineData("abc")]
    public async Task Watch_ResourceVersionThatCannotBe_IsAnError_SoThatTheClientListsAnew(string version)
    {
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{api.Namespace()}?listOptions.resourceVersion={version}");

        Assert.NotEqual(HttpStatusCode.OK, watch.Response.StatusCode);
        Assert.NotEmpty(JsonDocument.Parse((await watch.LineAsync())!).RootElement.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Watch_MissingWorkflow_Is404BeforeTheStream_InBothShapes()
    {
        var reply = await api.GetAsync("/api/v1/workflow-events/default?listOptions.fieldSelector=metadata.namespace=default,metadata.name=absent&listOptions.resourceVersion=0");

        Assert.Equal((404, 5), (reply.Error.Status, reply.Error.Code));
        var error = reply.Json.GetProperty("error");
        Assert.Equal((5, 404, "Not Found"), (error.GetProperty("grpc_code").GetInt32(), error.GetProperty("http_code").GetInt32(), error.GetProperty("http_status").GetString()));
        Assert.Equal(reply.Error.Message, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Watch_OneName_TellsNothingOfOthers()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("mine", Bodies.Gate));
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/?listOptions.fieldSelector=metadata.namespace={ns},metadata.name=@latest");
        Assert.Equal("mine", Name(await watch.NextAsync()));

        await api.CreateAsync(ns, Bodies.Workflow("other", Bodies.Gate));
        await api.PutAsync($"/api/v1/workflows/{ns}/mine/suspend");

        Assert.Equal("mine", Name(await watch.NextAsync()));
    }

    [Fact]
    public async Task Watch_LabelSelector_TellsOfWhatComesAndGoes()
    {
        var ns = api.Namespace();
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}?listOptions.labelSelector=workflows.argoproj.io/completed%3Dfalse");
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));
        Assert.Equal("ADDED", (await watch.NextAsync()).GetProperty("type").GetString());

        await api.PutAsync($"/api/v1/workflows/{ns}/w/resume");

        // It has ended: the selector does not fit any more.
        Assert.Equal("w", Name(await watch.UntilAsync((type, _) => type == "DELETED")));
    }

    [Fact]
    public async Task Watch_NameThatIsLeftOut_IsNotTold()
    {
        var ns = api.Namespace();
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}?listOptions.fieldSelector=metadata.name!=a");

        await api.CreateAsync(ns, Bodies.Workflow("a", Bodies.Gate));
        await api.CreateAsync(ns, Bodies.Workflow("b", Bodies.Gate));

        Assert.Equal("b", Name(await watch.NextAsync()));
    }

    [Fact]
    public async Task Watch_Fields_NameTheWholePath()
    {
        var ns = api.Namespace();
        var uid = (await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate))).GetProperty("metadata").GetProperty("uid").GetString();
        await using var watch = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflow-events/{ns}?fields=result.type,result.object.metadata.uid,result.object.status.phase");

        Assert.Equal($$$$$"""{"result":{"type":"ADDED","object":{"metadata":{"uid":"{{{{{uid}}}}}"},"status":{"phase":"Running"}}}}""", await watch.LineAsync());
    }

    private static string? Name(JsonElement result) => result.GetProperty("object").GetProperty("metadata").GetProperty("name").GetString();
}
