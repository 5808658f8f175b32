using System.Net;
using System.Net.Sockets;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>A way to a server that can be cut and mended: while it is cut, connections end and new ones are refused.</summary>
internal sealed class NetworkPath : IAsyncDisposable
{
    // Has the port while it is cut, and does not listen: connections are refused, and nobody else is given it.
    private readonly Socket _keeps = Bound(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly IPEndPoint _server;
    private readonly List<Task> _running = [];
    private CancellationTokenSource _cut = new();
    private Socket? _listener;

    public NetworkPath(Uri server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        Address = (IPEndPoint)_keeps.LocalEndPoint!;
        Mend();
    }

    /// <summary>Where it begins.</summary>
    public IPEndPoint Address { get; }

    /// <summary>From now on nothing comes through.</summary>
    public void Cut()
    {
        _listener!.Dispose();
        _cut.Cancel();
    }

    /// <summary>From now on everything comes through.</summary>
    public void Mend()
    {
        _cut = new CancellationTokenSource();
        _listener = Bound(Address);
        _listener.Listen();
        _running.Add(ServeAsync(_listener, _cut.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _keeps.Dispose();
        await ((Task)Task.WhenAll(_running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(Socket listener, CancellationToken cut)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(CarryAsync(await listener.AcceptAsync(cut), cut));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await ((Task)Task.WhenAll(connections)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // SO_REUSEPORT of SOL_SOCKET, as Linux numbers them: two sockets may have the port at the same time.
    private static Socket Bound(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(1, 15, BitConverter.GetBytes(1));
        socket.Bind(address);
        return socket;
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
