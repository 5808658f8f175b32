using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>
/// Stands between a worker and an artifact store. The first object that is stored, and the first that is read, stops in the middle, and the answer to the first large value that is stored does not arrive,
/// until the test takes that connection away. All else goes through byte by byte, unless the store is to be away.
/// </summary>
internal sealed class StoreProxy : IAsyncDisposable
{
    private const int Middle = 1 << 20;

    private readonly Uri _store;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Held _put;
    private readonly Held _get = new("GET /fleet/v1/artifacts/object", Middle);
    private readonly Held _value = new("PUT /fleet/v1/artifacts/object?key=.fleet%2Fvalues", 0);
    private readonly Task _accepting;

    /// <param name="store">The store.</param>
    /// <param name="objects">What the requests begin with that store an object; by default those of the coordinator's store.</param>
    public StoreProxy(Uri store, string objects = "PUT /fleet/v1/artifacts/object")
    {
        _store = store;
        _put = new Held(objects, Middle);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>For the worker's FLEET_ARTIFACT_STORE, where it is the coordinator's.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The first object that is stored is in the middle.</summary>
    public Task PutHeld => _put.Reached.Task;

    /// <summary>The first large value is stored, and the worker does not know it.</summary>
    public Task ValueHeld => _value.Reached.Task;

    /// <summary>The first object that is read is in the middle.</summary>
    public Task GetHeld => _get.Reached.Task;

    /// <summary>Nobody is let through.</summary>
    public bool IsAway { get; set; }

    /// <summary>Takes the held connections away.</summary>
    public void Drop()
    {
        _put.Connection?.Dispose();
        _get.Connection?.Dispose();
        _value.Connection?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var asked = await _listener.AcceptSocketAsync(_stop.Token);
            if (IsAway) asked.Dispose();
            else _ = ServeAsync(asked);
        }
    }

    private async Task ServeAsync(Socket worker)
    {
        using var asked = worker;
        using var store = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await store.ConnectAsync(_store.Host, _store.Port, _stop.Token);
        using var both = new Pair(worker, store);
        var request = "";
        // One way that ends ends the other: a worker that is gone is gone for the store too, unless it is held.
        await Task.WhenAny(
            CopyAsync(worker, store, both, bytes =>
            {
                if (Line(bytes.Span) is { } line) request = line;
                return request.StartsWith(_put.Request, StringComparison.Ordinal) ? _put : null;
            }),
            CopyAsync(store, worker, both, bytes =>
                request.StartsWith(_get.Request, StringComparison.Ordinal) ? _get
                // Not that the content may come (100).
                : request.StartsWith(_value.Request, StringComparison.Ordinal) && bytes.Span.StartsWith("HTTP/1.1 2"u8) ? _value
                : null));
    }

    private async Task CopyAsync(Socket from, Socket to, Pair both, Func<ReadOnlyMemory<byte>, Held?> held)
    {
        var buffer = new byte[64 * 1024];
        var copied = 0L;
        for (int count; (count = await from.ReceiveAsync(buffer, _stop.Token)) > 0;)
        {
            var what = held(buffer.AsMemory(0, count));
            if (what is { Passes: 0 }) await HoldAsync(what, both);
            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            if (what is { Passes: > 0 } && (copied += count) >= what.Passes) await HoldAsync(what, both);
        }
    }

    private async Task HoldAsync(Held what, Pair both)
    {
        if (Interlocked.CompareExchange(ref what.Connection, both, null) is not null) return;
        what.Reached.SetResult();
        await both.Gone.Task.WaitAsync(_stop.Token);
    }

    private static string? Line(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf(" HTTP/1.1\r\n"u8) is var end and > 0 and < 4096 && bytes[..4].ContainsAny("GHPD"u8) ? System.Text.Encoding.ASCII.GetString(bytes[..end]) : null;

    private sealed class Held(string request, int passes)
    {
        public Pair? Connection;

        /// <summary>Bytes that get through before.</summary>
        public int Passes { get; } = passes;

        public string Request { get; } = request;

        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Pair(Socket worker, Socket store) : IDisposable
    {
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            Gone.TrySetResult();
            worker.Dispose();
            store.Dispose();
        }
    }
}
