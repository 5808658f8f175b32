using System.Text.Json;

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
