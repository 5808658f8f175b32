using System.Net;
using System.Net.Sockets;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Http;
using Fleet.Artifacts.S3;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Artifacts.Tests;

/// <summary>Servers that take a call and never answer it.</summary>
public sealed class SilentServerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 120)]
    [InlineData(300, 120)]
    [InlineData(30, 30)]
    [InlineData(1, 10)]
    public void Limit_IsThePatience_WithinBounds(int? patience, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SilenceLimit.Of(patience is { } given ? TimeSpan.FromSeconds(given) : null, _time).Longest);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ThatIsNotAnswered_IsGivenUpAfterThePatience(string kind, string what)
    {
        var (asked, over) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var calls = 0;
        await using var server = new WebServer(async context =>
        {
            Interlocked.Increment(ref calls);
            await context.Request.InputStream.CopyToAsync(Stream.Null);
            asked.TrySetResult();
            await over.Task;
            context.Response.Abort();
        });
        var store = Open(kind, new Uri(server.Address), TimeSpan.FromSeconds(30));
        using var closes = store as IDisposable;

        var call = CallAsync(store, what);
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        // The server may have all that it is sent before the caller knows, whose time begins anew with it.
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => call);
        Assert.Matches("no answer in time|was silent for 30 s", error.Message);
        // Not again by itself: who calls has the patience.
        Assert.Equal(1, calls);
        over.SetResult();
    }

    // A load balancer without a server behind it, a server that is being stopped.
    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Connection_ThatIsTakenAndDropped_IsNoEndOfTheCall(string kind, string what)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var dropping = DropAsync(listener, over.Token);
        var store = Open(kind, new Uri($"http://{listener.LocalEndpoint}"), TimeSpan.FromSeconds(30));
        using var closes = store as IDisposable;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => CallAsync(store, what));

        await over.CancelAsync();
        await dropping;
    }

    /// <summary>Kinds of stores and their calls.</summary>
    public static TheoryData<string, string> Calls => new()
    {
        { "s3", "put" }, { "s3", "open" }, { "s3", "list" },
        { "azure", "put" }, { "azure", "open" }, { "azure", "list" },
        { "http", "put" }, { "http", "open" }, { "http", "fetch" },
        { "fleet", "put" }, { "fleet", "open" }, { "fleet", "list" },
    };

    // Half of them with a reset, as of a process that has ended with bytes unread.
    private static async Task DropAsync(TcpListener listener, CancellationToken over)
    {
        try
        {
            for (var resets = false; ; resets = !resets)
            {
                using var socket = await listener.AcceptSocketAsync(over);
                await socket.ReceiveAsync(new byte[1], over).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
                socket.LingerState = new LingerOption(resets, 0);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static Task CallAsync(IArtifactStore store, string what)
    {
        var key = store is HttpArtifactStore ? HttpArtifactStore.Key : "key";
        return what switch
        {
            "put" => store.PutAsync(key, new MemoryStream("content"u8.ToArray()), Token),
            "open" => store.OpenAsync(key, Token),
            "fetch" => ((HttpArtifactStore)store).FetchAsync(Token),
            _ => store.ListAsync("", Token).GetAsyncEnumerator(Token).MoveNextAsync().AsTask(),
        };
    }

    private IArtifactStore Open(string kind, Uri server, TimeSpan patience) => kind switch
    {
        "s3" => new S3ArtifactStore(new S3StoreOptions { Endpoint = server.Authority, Insecure = true, Bucket = "b", AccessKey = "a", SecretKey = "s" }, SilenceLimit.Of(patience, _time)),
        "azure" => new AzureArtifactStore(new AzureStoreOptions { Endpoint = new Uri(server, "account"), Container = "c", AccountKey = Convert.ToBase64String(new byte[64]) }, SilenceLimit.Of(patience, _time)),
        "http" => new HttpArtifactStore(new HttpStoreOptions { Url = new Uri(server, "x") }, null, _time, patience),
        _ => new HttpFleetArtifactStore(server, null, _time, patience: patience),
    };
}
