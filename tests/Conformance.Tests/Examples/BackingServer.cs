using System.Net;
using System.Text;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>
/// What examples take from the network, on this machine: <c>/status/N</c> answers with that code, a path with <c>thisisnotahash</c> or <c>not-found</c> is not found, <c>/google</c> speaks of google, <c>/kubectl</c> is a program,
/// <c>/basic-auth/USER/PASSWORD</c> and <c>/bearer</c> ask who it is (<c>/token</c> gives a token, <c>/token-of/TOKEN</c> that one), <c>/git/repo.git</c> is a git repository.
/// </summary>
internal sealed class BackingServer : IDisposable
{
    private const string TokenOf = "/token-of/";

    private readonly HttpListener listener;
    private readonly GitBacking git = new();

    public BackingServer()
    {
        (listener, Address) = Listen();
        _ = ServeAsync();
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address { get; }

    public void Dispose()
    {
        listener.Close();
        git.Dispose();
    }

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
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                if (context.Request.Url!.AbsolutePath.StartsWith("/git/", StringComparison.Ordinal))
                    _ = Task.Run(() => git.AnswerAsync(context));
                else
                    Answer(context);
            }
            catch (Exception error) when (error is HttpListenerException or InvalidOperationException or IOException)
            {
                // The tests are over, or one who asked has gone.
                if (!listener.IsListening)
                    return;
            }
        }
    }

    private static void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        context.Response.StatusCode = path.StartsWith("/status/", StringComparison.Ordinal) ? int.Parse(path["/status/".Length..], System.Globalization.CultureInfo.InvariantCulture)
            : path.Contains("thisisnotahash", StringComparison.Ordinal) || path.Contains("not-found", StringComparison.Ordinal) ? 404
            : IsKnown(path, context.Request.Headers["Authorization"]) ? 200 : 401;
        context.Response.Close(Encoding.UTF8.GetBytes(Text(path)), willBlock: true);
    }

    private static string Text(string path) => path switch
    {
        "/kubectl" => "#!/bin/sh\necho \"$0 $1\"\nexit 1\n",
        "/token" => """{"access_token":"a-token"}""",
        _ when path.StartsWith(TokenOf, StringComparison.Ordinal) => $$"""{"access_token":"{{Uri.UnescapeDataString(path[TokenOf.Length..])}}","expires_in":3600,"token_type":"Bearer"}""",
        _ => path.StartsWith("/google", StringComparison.Ordinal) ? "this is google" : "{}",
    };

    private static bool IsKnown(string path, string? authorization) => path.Split('/') switch
    {
        [_, "basic-auth", var user, var password] => authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")),
        [_, "bearer"] => authorization == "Bearer a-token",
        _ => true,
    };
}
