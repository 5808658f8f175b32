using System.Text.Json;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class WhyTests(ApiFixture api)
{
    private const string Gated = """
        {"name":"main","dag":{"tasks":[{"name":"ask","template":"gate"},{"name":"after","template":"gate","depends":"ask"},{"name":"last","template":"many","depends":"after"}]}},
        {"name":"many","steps":[[{"name":"one","template":"gate"}],[{"name":"two","template":"gate"}]]},{"name":"gate","suspend":{}}
        """;

    [Fact]
    public async Task Why_Running_NamesWhatWaitsAndForWhat()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Gated));

        var why = (await api.GetAsync($"/api/v1/workflows/{ns}/w/why")).Json;

        Assert.Equal("Running", why.GetProperty("phase").GetString());
        Assert.Equal(
            ["w.ask Suspended suspended: resume it", "w.after Dependency depends on ask (Running)", "w.last Dependency depends on after (waits too)"],
            why.GetProperty("waiting").EnumerateArray().Select(one => $"{Text(one, "node")} {Text(one, "kind")} {Text(one, "reason")}"));
    }

    [Theory]
    [InlineData("last", "w.last")]
    [InlineData("w.after", "w.after")]
    [InlineData("ask", "w.ask")]
    public async Task Why_OfANode_SaysThatOneOnly(string node, string name)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Gated));

        var why = (await api.GetAsync($"/api/v1/workflows/{ns}/w/why?node={node}")).Json;

        Assert.Equal([name], why.GetProperty("waiting").EnumerateArray().Select(one => Text(one, "node")));
        Assert.Equal(node == "ask" ? 1 : 0, why.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task Why_Failed_NamesTheTasksThatFailed()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Gated));
        await api.PutAsync($"/api/v1/workflows/{ns}/w/stop", """{"nodeFieldSelector":"displayName=ask","message":"refused"}""");

        var why = (await api.GetAsync($"/api/v1/workflows/{ns}/w/why")).Json;

        Assert.Equal(("Failed", 0), (why.GetProperty("phase").GetString(), why.GetProperty("waiting").GetArrayLength()));
        var failed = Assert.Single(why.GetProperty("failed").EnumerateArray());
        Assert.Equal(("w.ask", "refused"), (Text(failed, "name"), Text(failed, "message")));
    }

    [Fact]
    public async Task Why_OfDaemonsThatAreReady_CountsThemApart()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Gated));
        var documents = new Nodes("""
            {"a":{"name":"w.a","displayName":"a","type":"Pod","phase":"Running","daemoned":true},"b":{"name":"w.b","displayName":"b","type":"Pod","phase":"Running"},
             "c":{"name":"w.c","displayName":"c","type":"Pod","phase":"Succeeded","daemoned":true},"d":{"name":"w.d","displayName":"d","type":"Retry","phase":"Running","daemoned":true}}
            """);

        var why = await new WorkflowWhy(api.Fleet.Services.GetRequiredService<IFleetStore>(), documents, documents).AskAsync(ns, "w", null, TestContext.Current.CancellationToken);

        Assert.Equal((2, 1), (why.Running, why.Daemons));
    }

    private sealed class Nodes(string json) : IWorkflowDocuments, IWaitingReasons
    {
        public JsonElement Preview(Submission.AcceptedWorkflow workflow) => throw new NotSupportedException();

        public JsonElement Full(StoredWorkflow workflow) => JsonSerializer.Deserialize<JsonElement>($$$"""{"status":{"nodes":{{{json}}}}}""");

        public JsonElement Row(WorkflowSummary summary) => throw new NotSupportedException();

        public Task<IReadOnlyList<WaitingView>> ReasonsAsync(Guid uid, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<WaitingView>>([]);
    }

    [Theory]
    [InlineData("other/why", "workflows.argoproj.io \"other\" not found")]
    [InlineData("w/why?node=nobody", "workflow w has no node 'nobody', and nothing of that name waits in it: a node is made when what is before it is over")]
    public async Task Why_OfNothing_IsNotFound(string path, string message)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Gated));

        var reply = await api.GetAsync($"/api/v1/workflows/{ns}/{path}");

        Assert.Equal((404, message), ((int)reply.Status, reply.Json.GetProperty("message").GetString()));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
