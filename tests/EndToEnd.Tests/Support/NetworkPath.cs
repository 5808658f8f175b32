using System.Net;
using System.Net.Sockets;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>A way to a server that can be cut and mended: while it is cut, connections end and new ones are refused.</summary>
internal sealed class NetworkPath : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly List<Task> _running = [];
    private CancellationTokenSource _cut = new();
    private TcpListener? _listener;

    public NetworkPath(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        // The port stays this one's while it is cut.
        Address = new IPEndPoint(IPAddress.Loopback, 0);
        Mend();
    }

    /// <summary>Where it begins.</summary>
    public IPEndPoint Address { get; private set; }

    /// <summary>From now on nothing comes through.</summary>
    public void Cut()
    {
        _listener!.Stop();
        _cut.Cancel();
    }

    /// <summary>From now on everything comes through.</summary>
    public void Mend()
    {
        _cut = new CancellationTokenSource();
        _listener = new TcpListener(Address);
        _listener.Start();
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _running.Add(ServeAsync(_listener, _cut.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await ((Task)Task.WhenAll(_running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(TcpListener listener, CancellationToken cut)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(CarryAsync(await listener.AcceptSocketAsync(cut), cut));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await ((Task)Task.WhenAll(connections)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryAsync(Socket client, CancellationToken cut)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            await server.ConnectAsync(_server, cut);
            await using var there = new NetworkStream(server);
            await using var here = new NetworkStream(client);
            await Task.WhenAny(here.CopyToAsync(there, cut), there.CopyToAsync(here, cut));
        }
    }
}
