using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class LogTests(ApiFixture api)
{
    [Fact]
    public async Task Log_OfAFinishedWorkflow_IsItsLines_WithTheirPod()
    {
        var ns = api.Namespace();
        await RunAsync(ns, "one\\ntwo\\nthree");

        var lines = await LinesAsync($"/api/v1/workflows/{ns}/w/log?logOptions.container=main");

        Assert.Equal(["one", "two", "three"], lines.Select(line => line.GetProperty("content").GetString()));
        Assert.All(lines, line => Assert.Equal("w", line.GetProperty("podName").GetString()));
        var summary = (await api.Fleet.Store.FindAsync(ns, "w", TestContext.Current.CancellationToken))!;
        Assert.Equal($$"""{"main/stdout":{{lines.Sum(line => line.GetProperty("content").GetString()!.Length + 32) - 1}}}""", Assert.Single(await api.Fleet.Store.LogsAsync(summary.Uid, TestContext.Current.CancellationToken)).StreamsJson);
    }

    [Fact]
    public async Task Log_ServerSentEvents()
    {
        var ns = api.Namespace();
        await RunAsync(ns, "one");

        await using var log = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflows/{ns}/w/log?logOptions.container=main&grep=&logOptions.follow=true", "text/event-stream");

        Assert.Equal("data: {\"result\":{\"content\":\"one\",\"podName\":\"w\"}} ", await log.LineAsync());
    }

    [Fact]
    public async Task Log_Follow_EndsByItself_WithTheWorkflow()
    {
        var ns = api.Namespace();
        const string Two = """
            {"name":"main","steps":[[{"name":"first","template":"gate"}],[{"name":"then","template":"print"}]]},{"name":"gate","suspend":{}},
            {"name":"print","metadata":{"annotations":{"fleet.dummy/result":"later"}},"container":{"image":"alpine","command":["echo"]}}
            """;
        await api.CreateAsync(ns, Bodies.Workflow("w", Two));
        await using var log = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflows/{ns}/w/log?logOptions.follow=True");

        await api.PutAsync($"/api/v1/workflows/{ns}/w/resume");

        Assert.Equal(["later"], (await log.AllAsync()).Select(line => line.GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData("logOptions.tailLines=2", "two,three")]
    [InlineData("logOptions.tailLines=0", "")]
    [InlineData("grep=t[hw]", "two,three")]
    [InlineData("grep=%5Eone%24", "one")]
    [InlineData("logOptions.sinceSeconds=3600", "one,two,three")]
    [InlineData("logOptions.sinceTime.seconds=32503680000", "")]
    [InlineData("logOptions.limitBytes=6", "one,two")]
    [InlineData("logOptions.container=main&podName=w", "one,two,three")]
    [InlineData("podName=absent", "")]
    [InlineData("logOptions.container=wait", "")]
    [InlineData("logOptions.previous=false&logOptions.insecureSkipTLSVerifyBackend=true&selector=", "one,two,three")]
    public async Task Log_Options(string query, string expected)
    {
        var ns = api.Namespace();
        await RunAsync(ns, "one\\ntwo\\nthree");

        var lines = await LinesAsync($"/api/v1/workflows/{ns}/w/log?{query}");

        Assert.Equal(expected, string.Join(",", lines.Select(line => line.GetProperty("content").GetString())));
    }

    [Fact]
    public async Task Log_Timestamps_StandBeforeTheLine()
    {
        var ns = api.Namespace();
        await RunAsync(ns, "one");

        var line = Assert.Single(await LinesAsync($"/api/v1/workflows/{ns}/@latest/log?logOptions.timestamps=true"));

        var parts = line.GetProperty("content").GetString()!.Split(' ');
        Assert.True(DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, out _), parts[0]);
        Assert.EndsWith("Z", parts[0]);
        Assert.Equal("one", parts[1]);
    }

    [Fact]
    public async Task Log_OnePodByPath()
    {
        var ns = api.Namespace();
        const string Two = """
            {"name":"main","dag":{"tasks":[{"name":"a","template":"pa"},{"name":"b","template":"pb"}]}},
            {"name":"pa","metadata":{"annotations":{"fleet.dummy/result":"from a"}},"container":{"image":"alpine","command":["echo"]}},
            {"name":"pb","metadata":{"annotations":{"fleet.dummy/result":"from b"}},"container":{"image":"alpine","command":["echo"]}}
            """;
        await api.RunAsync(ns, Bodies.Workflow("w", Two));
        var all = await LinesAsync($"/api/v1/workflows/{ns}/w/log");
        var pod = all.Single(line => line.GetProperty("content").GetString() == "from b").GetProperty("podName").GetString();

        Assert.Equal(2, all.Count);
        Assert.StartsWith("w-pb-", pod);
        Assert.Equal("from b", Assert.Single(await LinesAsync($"/api/v1/workflows/{ns}/w/{pod}/log?logOptions.container=main")).GetProperty("content").GetString());
        // By the node, as users see it, too.
        foreach (var node in new[] { "b", "w.b", pod!.Replace("-pb", "", StringComparison.Ordinal) })
            Assert.Equal("from b", Assert.Single(await LinesAsync($"/api/v1/workflows/{ns}/w/log?podName={node}")).GetProperty("content").GetString());
        Assert.Equal(2, (await LinesAsync($"/api/v1/workflows/{ns}/w/log?podName=w")).Count);
    }

    [Fact]
    public async Task Log_Selector_ByTheLabelsOfPods()
    {
        var ns = api.Namespace();
        const string Two = """
            {"name":"main","dag":{"tasks":[{"name":"a","template":"pa"},{"name":"b","template":"pb"}]}},
            {"name":"pa","metadata":{"labels":{"app":"shop"},"annotations":{"fleet.dummy/result":"from a"}},"container":{"image":"alpine","command":["echo"]}},
            {"name":"pb","metadata":{"annotations":{"fleet.dummy/result":"from b"}},"container":{"image":"alpine","command":["echo"]}}
            """;
        await api.RunAsync(ns, Bodies.Workflow("w", Two));

        foreach (var (selector, expected) in new[] { ("app=shop", "from a"), ("!app", "from b"), ("workflows.argoproj.io/workflow=w,app in (shop)", "from a"), ("app=other", "") })
        {
            var lines = await LinesAsync($"/api/v1/workflows/{ns}/w/log?selector={Uri.EscapeDataString(selector)}&logOptions.follow=true");
            Assert.Equal(expected, string.Join(",", lines.Select(line => line.GetProperty("content").GetString())));
        }

        Assert.Equal((400, 3), (await api.GetAsync($"/api/v1/workflows/{ns}/w/log?selector=a%20b")).Error is var bad ? (bad.Status, bad.Code) : default);
    }

    [Fact]
    public async Task Log_OfAnUnknownWorkflow_Is404_BadPatternIs400()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));

        Assert.Equal((404, 5), (await api.GetAsync($"/api/v1/workflows/{ns}/absent/log")).Error is var missing ? (missing.Status, missing.Code) : default);
        Assert.Equal((400, 3), (await api.GetAsync($"/api/v1/workflows/{ns}/w/log?grep=(")).Error is var bad ? (bad.Status, bad.Code) : default);
        Assert.Equal((400, 3), (await api.GetAsync($"/api/v1/workflows/{ns}/w/log?logOptions.tailLines=few")).Error is var tail ? (tail.Status, tail.Code) : default);
    }

    private Task<JsonElement> RunAsync(string ns, string text) => api.RunAsync(ns, Bodies.Workflow("w", Bodies.Print(text)));

    private async Task<List<JsonElement>> LinesAsync(string path)
    {
        await using var log = await JsonStream.OpenAsync(api.Http, path);
        Assert.Equal(HttpStatusCode.OK, log.Response.StatusCode);
        return await log.AllAsync();
    }
}
