using System.Net;
using System.Text.Json;

namespace Fleet.Client.Tests;

/// <summary>Streams that break off when a server is restarted, and go on where they were.</summary>
public sealed class FollowingTests
{
    private const string Stops = """{"error":{"grpc_code":14,"http_code":503,"message":"the server stops","http_status":"x"}}""";

    private readonly List<string> told = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_Followed_GoesOnWhenTheServerIsBack_EachLineOnce()
    {
        var (client, requests) = Client(
            Lines(("a", "2026-01-01T00:00:01Z one"), ("b", "2026-01-01T00:00:03Z three"), ("a", "2026-01-01T00:00:03Z same"), ("a", "2026-01-01T00:00:03Z same")) + Stops,
            null,
            // Two came late from another pod, one of them older than what was seen.
            Lines(("a", "2026-01-01T00:00:01Z one"), ("b", "2026-01-01T00:00:02Z two"), ("b", "2026-01-01T00:00:03Z three"), ("a", "2026-01-01T00:00:03Z same"), ("a", "2026-01-01T00:00:03Z same"),
                ("a", "2026-01-01T00:00:03Z same"), ("a", "2026-01-01T00:00:04Z end")));
        using var owned = client;

        var lines = await ReadAsync(client.LogsAsync("default", "wf", new LogRequest { Follow = true, TailLines = 10 }, Token));

        Assert.Equal(["one", "three", "same", "same", "two", "same", "end"], lines.Select(line => line.Content));
        Assert.Single(told);
        Assert.Contains("logOptions.tailLines=10", requests[0], StringComparison.Ordinal);
        Assert.DoesNotContain("tailLines", requests[2], StringComparison.Ordinal);
        Assert.Contains("logOptions.sinceTime.seconds", requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_WithTimes_KeepsThem_AndOneThatIsNotFollowedEndsWithTheError()
    {
        var (client, _) = Client(Lines(("a", "2026-01-01T00:00:01Z one")), Lines(("a", "one")) + Stops);
        using var owned = client;

        Assert.Equal("2026-01-01T00:00:01Z one", Assert.Single(await ReadAsync(client.LogsAsync("default", "wf", new LogRequest { Follow = true, Timestamps = true }, Token))).Content);
        Assert.Equal("the server stops", (await Assert.ThrowsAsync<FleetApiException>(() => ReadAsync(client.LogsAsync("default", "wf", new LogRequest(), Token)))).Message);
    }

    [Fact]
    public async Task Watch_OfAWorkflow_IsOpenedAgainUntilItHasEnded()
    {
        const string Running = """{"result":{"type":"MODIFIED","object":{"status":{"phase":"Running","finishedAt":null}}}}""";
        const string Done = """{"result":{"type":"MODIFIED","object":{"status":{"phase":"Succeeded","finishedAt":"2026-01-01T00:00:05Z"}}}}""";
        var (client, requests) = Client(Running + "\n", "", Running + "\n" + Done + "\n");
        using var owned = client;

        var changes = await ReadAsync(client.WatchAsync("default", new WatchRequest { Name = "wf" }, Token));

        Assert.Equal((3, 3), (changes.Count, requests.Count));
        Assert.Single(told);
    }

    [Fact]
    public async Task Server_ThatDoesNotComeBack_IsAnErrorInTheEnd_AndOneThatNeverAnsweredAtOnce()
    {
        var (client, requests) = Client(TimeSpan.Zero, Stops, null, null, null);
        using var owned = client;
        Assert.StartsWith("the server has been away", (await Assert.ThrowsAsync<FleetApiException>(() => ReadAsync(client.LogsAsync("default", "wf", new LogRequest { Follow = true }, Token)))).Message, StringComparison.Ordinal);
        Assert.Equal(2, requests.Count);

        var (other, asked) = Client(null, null);
        using var alsoOwned = other;
        await Assert.ThrowsAsync<FleetApiException>(() => ReadAsync(other.LogsAsync("default", "wf", new LogRequest { Follow = true }, Token)));
        Assert.Single(asked);
    }

    private static string Lines(params (string Pod, string Content)[] lines) =>
        string.Concat(lines.Select(line => JsonSerializer.Serialize(new { result = new { content = line.Content, podName = line.Pod } }) + "\n"));

    private static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
            all.Add(item);
        return all;
    }

    private (HttpFleetClient Client, List<string> Requests) Client(params string?[] bodies) => Client(TimeSpan.FromMinutes(5), bodies);

    private (HttpFleetClient Client, List<string> Requests) Client(TimeSpan patience, params string?[] bodies)
    {
        var answers = new Answers(bodies);
        return (new HttpFleetClient("http://fleet", null, answers) { Patience = patience, Interrupted = told.Add }, answers.Requests);
    }

    /// <summary>Answers with one after another; null: nobody answers.</summary>
    private sealed class Answers(string?[] bodies) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request.RequestUri!.PathAndQuery);
            return bodies[Requests.Count - 1] is { } body
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) })
                : Task.FromException<HttpResponseMessage>(new HttpRequestException("connection refused"));
        }
    }
}
