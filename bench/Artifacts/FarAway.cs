using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Fleet.Artifacts.Bench;

/// <summary>A way to a server of this machine that takes as long as one to another site: what is sent arrives later by a fixed time, in its order.</summary>
internal sealed class FarAway : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly TimeSpan _delay;
    private readonly Task _accepting;

    public FarAway(Uri server, TimeSpan delay)
    {
        (_server, _delay) = (server, delay);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(_server.Host, _server.Port);
        near.NoDelay = far.NoDelay = true;
        await Task.WhenAny(PumpAsync(near.GetStream(), far.GetStream(), _delay), PumpAsync(far.GetStream(), near.GetStream(), TimeSpan.Zero));
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to, TimeSpan delay)
    {
        var sent = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        var arriving = ArriveAsync(sent.Reader, to);
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer) is var read and > 0)
            sent.Writer.TryWrite((DateTime.UtcNow + delay, buffer[..read]));
        sent.Writer.Complete();
        await arriving;
    }

    private static async Task ArriveAsync(ChannelReader<(DateTime Due, byte[] Bytes)> sent, NetworkStream to)
    {
        await foreach (var (due, bytes) in sent.ReadAllAsync())
        {
            if (due - DateTime.UtcNow is { Ticks: > 0 } wait)
                await Task.Delay(wait);
            await to.WriteAsync(bytes);
        }
    }
}
