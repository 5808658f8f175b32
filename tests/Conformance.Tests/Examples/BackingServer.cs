using System.Net;
using System.Text;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>What examples take from the network, on this machine: <c>/status/N</c> answers with that code, a path with <c>thisisnotahash</c> is not found, <c>/google</c> speaks of google.</summary>
internal sealed class BackingServer : IDisposable
{
    private readonly HttpListener listener;

    public BackingServer()
    {
        (listener, Address) = Listen();
        _ = ServeAsync();
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address { get; }

    public void Dispose() => listener.Close();

    // A listener cannot ask for a free port: one is taken, let go and taken again.
    private static (HttpListener Listener, string Address) Listen()
    {
        while (true)
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var address = $"http://{probe.LocalEndpoint}";
            probe.Stop();
            var listener = new HttpListener { Prefixes = { address + "/" } };
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                Answer(await listener.GetContextAsync());
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The tests are over.
        }
    }

    private static void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        context.Response.StatusCode = path.StartsWith("/status/", StringComparison.Ordinal) ? int.Parse(path["/status/".Length..], System.Globalization.CultureInfo.InvariantCulture)
            : path.Contains("thisisnotahash", StringComparison.Ordinal) ? 404 : 200;
        context.Response.Close(Encoding.UTF8.GetBytes(path.StartsWith("/google", StringComparison.Ordinal) ? "this is google" : "{}"), willBlock: true);
    }
}
