using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Fleet.Contracts;

namespace Fleet.Worker.Execution.Http;

/// <summary>Makes the calls of HTTP templates, for all tasks of a worker. Redirects are followed as Go's client does (10 at most); cookies are not kept.</summary>
internal sealed class HttpCaller : IDisposable
{
    private const int MostRedirects = 10;
    private const int HeaderKilobytes = 32;
    private const int BufferBytes = 16 * 1024;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly HttpTargets targets;
    private readonly Lazy<HttpClient> verifying;
    private readonly Lazy<HttpClient> trusting;

    public HttpCaller(HttpTargets targets)
    {
        this.targets = targets;
        verifying = new Lazy<HttpClient>(() => Client(verify: true));
        trusting = new Lazy<HttpClient>(() => Client(verify: false));
    }

    /// <summary>Makes one call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bodyLimit">Largest body that is brought out, in bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The answer, and what could not be brought out of it.</returns>
    /// <exception cref="HttpCallException">There is no answer; the message is a sentence without secrets.</exception>
    public async Task<(HttpReply Reply, IReadOnlyList<string> Errors)> CallAsync(HttpCallWork call, int bodyLimit, CancellationToken cancellationToken)
    {
        try
        {
            using var request = HttpRequests.Build(call);
            using var response = await (call.InsecureSkipVerify ? trusting : verifying).Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var (body, fault) = await BodyAsync(response, bodyLimit, cancellationToken).ConfigureAwait(false);
            var reply = new HttpReply { StatusCode = (int)response.StatusCode, Headers = HeadersOf(response), Body = body };
            return (reply, fault is not null && call.BodyWanted ? [$"the body of the answer {fault}"] : []);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or FormatException or InvalidOperationException or NotSupportedException or AuthenticationException)
        {
            throw new HttpCallException($"{call.Method} {HttpRequests.Shown(call.Url)}: {Innermost(error)}", error);
        }
        catch (InvalidDataException error)
        {
            // What decompression says of it.
            throw new HttpCallException($"{call.Method} {HttpRequests.Shown(call.Url)}: the body of the answer is said to be gzip (Content-Encoding), and is not, or was cut off", error);
        }
    }

    public void Dispose()
    {
        foreach (var client in (Lazy<HttpClient>[])[verifying, trusting])
        {
            if (client.IsValueCreated)
                client.Value.Dispose();
        }
    }

    private static async Task<(string? Body, string? Fault)> BodyAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[BufferBytes];
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > limit)
                    return (null, $"has more than {limit} bytes, the most that a value may have (FLEET_VALUE_LIMIT): let a container fetch it");
            }
        }

        try
        {
            return (Strict.GetString(body.GetBuffer(), 0, (int)body.Length), null);
        }
        catch (DecoderFallbackException)
        {
            return (null, "is not UTF-8: let a container fetch it");
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            headers[name] = [.. values];
        return headers;
    }

    private static string Innermost(Exception error)
    {
        while (error is HttpRequestException { InnerException: { } inner })
            error = inner;
        return error.Message;
    }

    [SuppressMessage("Security", "CA5359", Justification = "the template says insecureSkipVerify")]
    private HttpClient Client(bool verify) => new(
        new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            // A proxy would connect in our place: nothing could be refused.
            UseProxy = targets.IsAny,
            UseCookies = false,
            MaxAutomaticRedirections = MostRedirects,
            MaxResponseHeadersLength = HeaderKilobytes,
            AutomaticDecompression = DecompressionMethods.GZip,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = verify ? new SslClientAuthenticationOptions() : new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan, // callers give tokens
    };

    /// <summary>Opens a connection, where the worker's targets allow it.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var given) ? [given] : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var allowed = Array.FindAll(addresses, address => targets.Allow(host, address));
        if (allowed.Length == 0)
            throw new IOException($"this worker may not call {host}: its targets are '{targets}' (--http-targets, FLEET_HTTP_TARGETS)");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
