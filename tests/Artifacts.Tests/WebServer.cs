using System.Net;
using System.Net.Sockets;

namespace Fleet.Artifacts.Tests;

/// <summary>A web server on a free port of this machine; what it answers, the test says.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public WebServer(Func<HttpListenerContext, Task> answer)
    {
        for (var tries = 0; ; tries++)
        {
            Address = $"http://127.0.0.1:{FreePort()}/";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Address);
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (tries < 5)
            {
                // Somebody took the port in between.
            }
        }

        _serving = ServeAsync(answer);
    }

    /// <summary>With a slash at its end.</summary>
    public string Address { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    public static void Answer(HttpListenerContext context, int status, byte[]? body = null)
    {
        context.Response.StatusCode = status;
        context.Response.Close(body ?? [], willBlock: true);
    }

    private async Task ServeAsync(Func<HttpListenerContext, Task> answer)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => answer(context));
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
