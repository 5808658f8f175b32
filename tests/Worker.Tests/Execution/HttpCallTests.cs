using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Execution.Http;

namespace Fleet.Worker.Tests.Execution;

/// <summary>HTTP calls of a worker, against a server on this machine.</summary>
public sealed class HttpCallTests
{
    [Fact]
    public async Task Call_Answered_FactsAreReported()
    {
        await using var worker = new WorkerHarness();
        using var server = new TinyServer("HTTP/1.1 418 Teapot\r\nX-Kind: one\r\nX-Kind: two\r\nContent-Length: 5\r\n\r\nshort");
        await worker.RunAsync(worker.Order(Work(new HttpCallWork
        {
            Method = "POST",
            Url = server.Url("/tea?strong=1"),
            Body = Encoding.UTF8.GetBytes("water"),
            Headers = [new("Content-Type", "text/plain"), new("X-Own", "1"), new("Host", "tea.example")],
        })));

        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Exited, 418, "short"), (end.End, end.Http!.StatusCode, end.Http.Body));
        Assert.Equal(["one", "two"], end.Http.Headers["X-Kind"]);
        Assert.Empty(end.Containers);
        Assert.Equal(0, worker.Engine.Created);
        var asked = await server.RequestAsync();
        Assert.StartsWith("POST /tea?strong=1 HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        Assert.All(new[] { "Content-Type: text/plain", "X-Own: 1", "Host: tea.example", "Content-Length: 5", "water" }, part => Assert.Contains(part, asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_NobodyListens_IsAnEndWithoutAnAnswer_AndKeepsSecretsToItself()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = "http://user:secret@127.0.0.1:1/path?token=secret" })));

        var end = await worker.FinishedAsync();

        Assert.Equal(TaskEnd.Exited, end.End);
        Assert.Null(end.Http);
        Assert.StartsWith("GET http://127.0.0.1:1/path: ", end.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", end.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("\u001f\u008b\u0008\0\0\0\0\0\0\u0003\u00cb")]
    public async Task Body_SaidToBeGzip_ThatIsNone_OrIsCutOff_IsAnEndThatSaysIt(string body)
    {
        await using var worker = new WorkerHarness();
        using var server = new TinyServer($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/x"), BodyWanted = true })));

        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Exited, null), (end.End, end.Http));
        Assert.Contains("/x: the body of the answer is said to be gzip (Content-Encoding), and is not, or was cut off", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_TooLargeForAMessage_IsLeftOutWhereNothingAsksForIt()
    {
        await using var worker = new WorkerHarness();
        using var server = Large();
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/") })));

        var end = await worker.FinishedAsync();

        Assert.Equal((200, null, null), (end.Http!.StatusCode, end.Http.Body, end.Http.StoredBody));
        Assert.Empty(end.OutputErrors);
    }

    [Fact]
    public async Task Body_TooLargeForAMessage_IsStoredWhereItIsWanted()
    {
        var folder = Directory.CreateTempSubdirectory("fleet-values-");
        try
        {
            await using var worker = new WorkerHarness(artifacts: new Fleet.Artifacts.Files.FileArtifactStore(folder.FullName, TimeProvider.System));
            using var server = Large();
            await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/"), BodyWanted = true })));

            var end = await worker.FinishedAsync();

            Assert.Empty(end.OutputErrors);
            Assert.Equal((null, MessageLimits.InlineValueBytes + 1), (end.Http!.Body, end.Http.StoredBody!.Bytes));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Body_LargerThanAValue_IsAFaultWhereItIsWanted()
    {
        await using var worker = new WorkerHarness(valueLimit: MessageLimits.InlineValueBytes);
        using var server = Large();
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/"), BodyWanted = true })));

        var end = await worker.FinishedAsync();

        Assert.Equal((200, null), (end.Http!.StatusCode, end.Http.Body));
        Assert.Equal("the body of the answer has more than 65536 bytes, the most that a value may have (FLEET_VALUE_LIMIT): let a container fetch it", Assert.Single(end.OutputErrors));
    }

    [Fact]
    public async Task Call_NoAnswerInTime_SaysWhatToDo()
    {
        await using var worker = new WorkerHarness();
        using var server = new TinyServer(null);
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/"), TimeoutSeconds = 5 })));
        await server.RequestAsync();

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(TaskEnd.Exited, end.End);
        Assert.Contains("no answer within 5 seconds; http.timeoutSeconds says how long to wait", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        await using var worker = new WorkerHarness();
        using var server = new TinyServer(null);
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/") })));
        await server.RequestAsync();

        await worker.CancelAsync("stopped");

        Assert.Equal((TaskEnd.Cancelled, "stopped"), await worker.FinishedAsync() is var end ? (end.End, end.Message) : default);
    }

    [Fact]
    public async Task Adopted_IsNotStarted_SoThatItIsIssuedAgain()
    {
        await using var worker = new WorkerHarness();
        await worker.AdoptAsync(worker.Order(Work(new HttpCallWork { Url = "http://127.0.0.1:1/" })));

        Assert.Contains("cannot be taken over", (await worker.NotStartedAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OutsideTheTargets_IsRefusedByAddress_AfterARedirectToo()
    {
        using var elsewhere = new TinyServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", IPAddress.Parse("127.0.0.2"));
        using var server = new TinyServer($"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Url("/")}\r\nContent-Length: 0\r\n\r\n");
        await using var worker = new WorkerHarness(targets: HttpTargets.Parse("127.0.0.1"));
        await worker.RunAsync(worker.Order(Work(new HttpCallWork { Url = server.Url("/") })));

        Assert.Contains("this worker may not call 127.0.0.2: its targets are '127.0.0.1'", (await worker.FinishedAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("any", "example.com", "93.184.215.14", true)]
    [InlineData("any", "metadata", "169.254.169.254", false)]
    [InlineData("any", "metadata", "::ffff:169.254.169.254", false)]
    [InlineData("any", "metadata", "fe80::1", false)]
    [InlineData("any,169.254.169.254", "metadata", "169.254.169.254", true)]
    [InlineData("none", "example.com", "93.184.215.14", false)]
    [InlineData("10.0.0.0/8", "anything", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "anything", "11.1.2.3", false)]
    [InlineData("*.shop.example, api.example", "a.shop.example", "10.0.0.1", true)]
    [InlineData("*.shop.example, api.example", "shop.example", "10.0.0.1", false)]
    [InlineData("*.shop.example, api.example", "API.example", "10.0.0.1", true)]
    [InlineData("api.example", "api.example", "169.254.169.254", false)]
    public void Targets_AllowByNameAndAddress(string targets, string host, string address, bool allowed) =>
        Assert.Equal(allowed, HttpTargets.Parse(targets).Allow(host, IPAddress.Parse(address)));

    [Fact]
    public void Targets_Unreadable_AreASentence() =>
        Assert.Contains("'http://x' is neither any, none, a host name", Assert.Throws<FormatException>(() => HttpTargets.Parse("http://x")).Message, StringComparison.Ordinal);

    private static TinyServer Large() => new($"HTTP/1.1 200 OK\r\nContent-Length: {MessageLimits.InlineValueBytes + 1}\r\n\r\n{new string('x', MessageLimits.InlineValueBytes + 1)}");

    private static TaskWork Work(HttpCallWork call) => new() { HttpCall = call };

    /// <summary>Answers every connection with the same text; null: never.</summary>
    private sealed class TinyServer : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
        private readonly TcpListener listener;
        private readonly TaskCompletionSource<string> request = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<TcpClient> open = [];

        public TinyServer(string? answer, IPAddress? address = null)
        {
            listener = new TcpListener(address ?? IPAddress.Loopback, 0);
            listener.Start();
            _ = ServeAsync(answer);
        }

        public string Url(string path) => $"http://{listener.LocalEndpoint}{path}";

        public Task<string> RequestAsync() => request.Task.WaitAsync(Patience);

        public void Dispose()
        {
            listener.Dispose();
            lock (open)
                open.ForEach(client => client.Dispose());
        }

        private async Task ServeAsync(string? answer)
        {
            try
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    lock (open)
                        open.Add(client);
                    var buffer = new byte[8192];
                    var text = "";
                    while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) || (text.Contains("Content-Length: 5", StringComparison.Ordinal) && !text.EndsWith("water", StringComparison.Ordinal)))
                    {
                        var length = await client.GetStream().ReadAsync(buffer);
                        if (length == 0)
                            break;
                        text += Encoding.ASCII.GetString(buffer, 0, length);
                    }

                    request.TrySetResult(text);
                    if (answer is not null)
                        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
