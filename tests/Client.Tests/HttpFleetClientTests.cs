using System.Net;

namespace Fleet.Client.Tests;

public sealed class HttpFleetClientTests
{
    [Fact]
    public async Task Get_UnknownWorkflow_ThrowsWithTheServersSentence()
    {
        using var client = Client(HttpStatusCode.NotFound, """{"code":5,"message":"workflows.argoproj.io \"x\" not found"}""", out _);

        var error = await Assert.ThrowsAsync<FleetApiException>(() => client.GetAsync("default", "x", TestContext.Current.CancellationToken));

        Assert.True(error.IsNotFound);
        Assert.Equal((5, "workflows.argoproj.io \"x\" not found"), (error.Code, error.Message));
    }

    [Fact]
    public async Task List_Conditions_TravelAsArgosDottedParameters()
    {
        using var client = Client(HttpStatusCode.OK, """{"metadata":{"resourceVersion":"7","continue":"50"},"items":[{}]}""", out var requests);

        var page = await client.ListAsync("team a", new ListRequest { LabelSelector = "a=b", Limit = 50, NameFilter = "Prefix" }, TestContext.Current.CancellationToken);

        Assert.Equal("/api/v1/workflows/team%20a?listOptions.labelSelector=a%3Db&listOptions.limit=50&nameFilter=Prefix", requests.Single().RequestUri!.PathAndQuery);
        Assert.Equal("Bearer secret", requests.Single().Headers.Authorization!.ToString());
        Assert.Equal(("50", "7", 1), (page.Continue, page.ResourceVersion, page.Items.Count));
    }

    [Theory]
    [InlineData("filename=\"main.log\"", "main.log")]
    [InlineData("attachment; filename=\"_n_.txt\"; filename*=UTF-8''%C3%BCn%C3%AF.txt", "ünï.txt")]
    [InlineData(null, "main logs")]
    public async Task Download_GivesTheBytes_AndTheNameOfTheFile(string? disposition, string expected)
    {
        using var client = Client(HttpStatusCode.OK, "content", out var requests, disposition);

        await using var file = await client.DownloadAsync("team a", "wf", "wf-1", "main logs", TestContext.Current.CancellationToken);

        Assert.Equal("/artifacts/team%20a/wf/wf-1/main%20logs", requests.Single().RequestUri!.PathAndQuery);
        Assert.Equal((expected, "content"), (file.Name, await new StreamReader(file.Content).ReadToEndAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task List_NullItems_AreNone()
    {
        using var client = Client(HttpStatusCode.OK, """{"metadata":{},"items":null}""", out _);

        Assert.Empty((await client.ListAsync("", new ListRequest(), TestContext.Current.CancellationToken)).Items);
    }

    [Fact]
    public async Task Watch_ErrorInTheStream_ThrowsAfterWhatCameBefore()
    {
        using var client = Client(
            HttpStatusCode.OK, """{"result":{"type":"ADDED","object":{}}}""" + "\n" + """{"error":{"grpc_code":14,"http_code":503,"message":"standing by","http_status":"x"}}""" + "\n", out _);
        var seen = new List<string>();

        var error = await Assert.ThrowsAsync<FleetApiException>(async () =>
        {
            await foreach (var change in client.WatchAsync("", new WatchRequest(), TestContext.Current.CancellationToken))
                seen.Add(change.Type);
        });

        Assert.Equal(["ADDED"], seen);
        Assert.Equal((503, 14, "standing by"), (error.HttpStatus, error.Code, error.Message));
    }

    [Fact]
    public async Task AnyCall_NoServer_SaysWhatToLookAt()
    {
        using var client = new HttpFleetClient("127.0.0.1:1", null);

        var error = await Assert.ThrowsAsync<FleetApiException>(() => client.VersionAsync(TestContext.Current.CancellationToken));

        Assert.Contains("--server", error.Message, StringComparison.Ordinal);
    }

    private static HttpFleetClient Client(HttpStatusCode status, string body, out List<HttpRequestMessage> requests, string? disposition = null)
    {
        var handler = new Answer(status, body, disposition);
        requests = handler.Requests;
        return new HttpFleetClient("http://fleet", "secret", handler);
    }

    private sealed class Answer(HttpStatusCode status, string body, string? disposition) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            var content = new StringContent(body);
            if (disposition is not null)
                content.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
