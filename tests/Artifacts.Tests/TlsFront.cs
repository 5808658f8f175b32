using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Fleet.Artifacts.Tests;

/// <summary>TLS in front of a server that has none, with a certificate of an authority that nobody else knows. Keeps the heads of the requests that come through.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Uri _server;
    private readonly Task _accepting;

    public TlsFront(Uri server)
    {
        _server = server;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asAuthority = new CertificateRequest("CN=an authority", authorityKey, HashAlgorithmName.SHA256);
        asAuthority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authority = asAuthority.CreateSelfSigned(from, to);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=store", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, to, [1, 2, 3]);
        using var withKey = signed.CopyWithPrivateKey(key);
        _certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        Authority = authority.ExportCertificatePem();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string Authority { get; }

    /// <summary>Where it is: HOST:PORT.</summary>
    public string Endpoint => _listener.LocalEndpoint.ToString()!;

    /// <summary>First lines and headers of requests, in lower case.</summary>
    public ConcurrentQueue<string> Heads { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        finally
        {
            await ((Task)Task.WhenAll(connections)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new TcpClient();
        await using var tls = new SslStream(new NetworkStream(client, ownsSocket: true));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
        var there = server.GetStream();
        await Task.WhenAny(ForwardAsync(tls, there), there.CopyToAsync(tls, _stop.Token));
    }

    private async Task ForwardAsync(SslStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = await from.ReadAsync(buffer, _stop.Token)) > 0;)
        {
            // The client writes a request's head at once.
            var text = Encoding.Latin1.GetString(buffer, 0, count);
            if (text.IndexOf(" HTTP/1.1\r\n", StringComparison.Ordinal) > 0 && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var end)
                Heads.Enqueue(text[..end].ToLowerInvariant());
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
