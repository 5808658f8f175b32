using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>Stands between a worker and the engine. What is asked goes through byte by byte, but for calls that start a container: these wait until the test lets them go on, whatever has become of the asker.</summary>
internal sealed class EngineProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public EngineProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>For the worker's DOCKER_HOST.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>A start was asked for, and waits.</summary>
    public Task StartAsked => _asked.Task;

    /// <summary>The engine is asked to start what was asked for.</summary>
    /// <returns>First line of its answer.</returns>
    public Task<string> GoOnAsync()
    {
        _goOn.TrySetResult();
        return _answered.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task<Socket> EngineAsync(CancellationToken cancellationToken)
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } set ? new Uri(set) : new Uri("unix:///var/run/docker.sock");
        var unix = host.Scheme == "unix";
        var socket = new Socket(unix ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(unix ? new UnixDomainSocketEndPoint(host.AbsolutePath) : new DnsEndPoint(host.Host, host.Port), cancellationToken);
        return socket;
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
    }

    private async Task ServeAsync(Socket worker)
    {
        using var asked = worker;
        using var engine = await EngineAsync(_stop.Token);
        var started = false;
        await Task.WhenAll(
            CopyAsync(worker, engine, async bytes =>
            {
                if (started || !IsStart(bytes.Span)) return;
                started = true;
                _asked.TrySetResult();
                await _goOn.Task.WaitAsync(_stop.Token);
            }),
            CopyAsync(engine, worker, bytes =>
            {
                if (started) _answered.TrySetResult(Encoding.ASCII.GetString(bytes.Span).Split('\r')[0]);
                return Task.CompletedTask;
            })).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CopyAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, Task> before)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = await from.ReceiveAsync(buffer, _stop.Token)) > 0;)
        {
            await before(buffer.AsMemory(0, count));
            await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static bool IsStart(ReadOnlySpan<byte> request)
    {
        var line = request[..Math.Max(0, request.IndexOf((byte)'\r'))];
        return line.StartsWith("POST "u8) && line.IndexOf("/start"u8) > 0;
    }
}
