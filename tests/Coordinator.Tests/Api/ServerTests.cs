using System.Net;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Tests.Hosting;
using Fleet.Coordinator.Tests.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>Servers of their own: with a token, on addresses that are not allowed, while they stop, with a store that fails.</summary>
[Collection("api")]
public sealed class ServerTests(ApiFixture api)
{
    private const string Token = "a-long-random-text";

    [Theory]
    [InlineData("Authorization", "Bearer a-long-random-text", true)]
    [InlineData("Authorization", "bearer a-long-random-text", true)]
    [InlineData("Cookie", "authorization=Bearer a-long-random-text", true)]
    [InlineData("Cookie", "theme=dark; authorization=Bearer wrong; authorization=Bearer a-long-random-text", true)]
    [InlineData("Cookie", "authorization=Bearer%20a-long-random-text", true)]
    [InlineData("Authorization", "Bearer a-long-random-tex", false)]
    [InlineData("Authorization", "Bearer a-long-random-text-and-more", false)]
    [InlineData("Authorization", "Bearer ", false)]
    [InlineData("Authorization", "Basic a-long-random-text", false)]
    [InlineData("Cookie", "authorization=a-long-random-text", false)]
    [InlineData("X-Nothing", "at all", false)]
    public async Task Token_ByHeaderOrRawCookie(string header, string value, bool letsIn)
    {
        await using var server = await StartAsync(Token);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address + "/api/v1/workflows/default");
        request.Headers.TryAddWithoutValidation(header, value);

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var reply = await Reply.ReadAsync(response);

        if (letsIn)
        {
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            return;
        }
        Assert.Equal((401, 16), (reply.Error.Status, reply.Error.Code));
        Assert.StartsWith("token not valid", reply.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, reply.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/version")]
    [InlineData("/api/v1/workflow-events/default")]
    [InlineData("/api/v1/nonsense")]
    public async Task Token_IsNeededForEveryRoute_ButHealth(string path)
    {
        await using var server = await StartAsync(Token);
        using var http = new HttpClient();

        using var closed = await http.GetAsync(new Uri(server.Address + path), TestContext.Current.CancellationToken);
        using var health = await http.GetAsync(new Uri(server.Address + "/healthz"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (closed.StatusCode, health.StatusCode));
    }

    [Fact]
    public async Task NoToken_TakesRequestsThatCarryOne()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/version");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer whatever");
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://+:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:0")]
    [InlineData("http://some-host:0")]
    public async Task OtherAddressThanLoopback_WithoutAToken_IsRefusedWithASentence(string url)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(null, url));

        Assert.Contains("FLEET_TOKEN", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("", url));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("secret\n")]
    public async Task Token_ThatNobodyCanSend_IsRefusedWithASentence(string secret)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(secret, "http://127.0.0.1:0"));

        Assert.Contains("FLEET_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:2746")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("")]
    public async Task AddressThatIsNone_IsRefusedWithASentence(string url)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(null, url));

        Assert.Contains("http://127.0.0.1:2746", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:2746", "http://127.0.0.1:2746")]
    [InlineData("http://[::]:2746", "http://127.0.0.1:2746")]
    [InlineData("http://192.0.2.1:2746", "http://192.0.2.1:2746")]
    [InlineData("http://127.0.0.1:2746", "http://127.0.0.1:2746")]
    public void FromHere_AnyAddressIsLoopback(string address, string expected) => Assert.Equal(expected, ApiListen.FromHere(address));

    [Fact]
    public async Task AnyAddress_WithAToken_IsFine()
    {
        await using var server = await StartAsync(Token, "http://0.0.0.0:0");
        using var http = new HttpClient { DefaultRequestHeaders = { { "Authorization", "Bearer " + Token } } };

        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{new Uri(server.Address).Port}/api/v1/version"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task UsedPort_IsAnErrorThatNamesIt()
    {
        await using var first = await StartAsync(null);

        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync(null, first.Address));

        Assert.Contains(first.Address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_IsAskedWhetherItsOtherEndIsThere_WhileNothingIsSent()
    {
        await using var server = await StartAsync(null);
        var address = new Uri(server.Address);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var ends = $"0100007F:{address.Port:X4} 0100007F:{((IPEndPoint)client.Client.LocalEndPoint!).Port:X4} 01";

        // The kernel's own table: 02 is the timer that keeps a connection alive.
        using var patience = new CancellationTokenSource(EmbeddedFleet.Patience);
        while (!(await File.ReadAllLinesAsync("/proc/net/tcp", patience.Token)).Any(line => line.Contains(ends, StringComparison.Ordinal) && line.Contains(" 02:", StringComparison.Ordinal)))
            await Task.Delay(20, patience.Token);
    }

    [Fact]
    public async Task Stop_EndsOpenStreams()
    {
        var server = await StartAsync(null);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        await using var json = await JsonStream.OpenAsync(http, "/api/v1/workflow-events/" + api.Namespace());
        await using var events = await JsonStream.OpenAsync(http, "/api/v1/workflow-events/" + api.Namespace(), "text/event-stream");

        await server.DisposeAsync();

        Assert.Null(await json.LineAsync());
        Assert.Null(await events.LineAsync());
    }

    [Fact]
    public async Task Defect_Is500WithAMessage_AndNoDetails()
    {
        await using var server = await StartAsync(null, failure: () => new InvalidOperationException("password=secret"));
        using var http = new HttpClient();

        using var unary = await http.GetAsync(new Uri(server.Address + "/api/v1/workflows/default/x"), TestContext.Current.CancellationToken);
        using var stream = await http.GetAsync(new Uri(server.Address + "/api/v1/workflows/default/x/log"), TestContext.Current.CancellationToken);

        foreach (var reply in new[] { await Reply.ReadAsync(unary), await Reply.ReadAsync(stream) })
        {
            Assert.Equal((500, 13), (reply.Error.Status, reply.Error.Code));
            Assert.DoesNotContain("secret", reply.Error.Message, StringComparison.Ordinal);
            Assert.Null(reply.ArgoVersion);
        }
    }

    [Fact]
    public async Task StoreThatIsAway_Is503()
    {
        await using var server = await StartAsync(null, failure: () => new StoreUnavailableException("The store is away.", new IOException()));
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Address + "/api/v1/workflows/default/x"), TestContext.Current.CancellationToken);

        Assert.Equal((503, 14, "The store is away."), (await Reply.ReadAsync(response)).Error);
    }

    [Fact]
    public async Task NotReady_HealthIs503()
    {
        await using var server = await ApiServer.StartAsync(
            new ApiListen("http://127.0.0.1:0", null), api.Api, () => false, api.Fleet.Services.GetRequiredService<ILoggerFactory>(), TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Address + "/healthz"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private Task<ApiServer> StartAsync(string? token, string url = "http://127.0.0.1:0", Func<Exception>? failure = null)
    {
        var services = failure is null ? api.Api : api.Api with
        {
            Workflows = new WorkflowService(new FaultyStore(api.Fleet.Store) { OnFind = () => throw failure() }, api.Fleet.Submissions, api.Fleet.Commands, new WorkflowDocuments(), null!, new Interruptions(api.Fleet.Store, withFleet: false)),
        };
        return ApiServer.StartAsync(new ApiListen(url, token), services, () => true, api.Fleet.Services.GetRequiredService<ILoggerFactory>(), TestContext.Current.CancellationToken);
    }
}
