using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>A registry with one image behind a password, as far as the engine asks (https://distribution.github.io/distribution/spec/api/). The engine speaks plain HTTP to 127.0.0.0/8.</summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly byte[] _manifest;
    private readonly string _login;
    private readonly Task _serving;
    private int _manifestsServed;

    public FakeRegistry(string user, string password)
    {
        _login = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _manifest = Build();
        Host = Listen();
        _serving = ServeAsync();
    }

    public string Host { get; }

    public int ManifestsServed => Volatile.Read(ref _manifestsServed);

    /// <summary>Fails this many requests for the manifest with 503.</summary>
    public int Failures { get; set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private string Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            var host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{RandomNumberGenerator.GetInt32(20_000, 30_000)}");
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://{host}/");
            try
            {
                _listener.Start();
                return host;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // The port is taken.
            }
        }
    }

    private byte[] Build()
    {
        using var layer = new MemoryStream();
        using (var tar = new TarWriter(layer, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "pulled") { DataStream = new MemoryStream(RandomNumberGenerator.GetBytes(64 * 1024)) });
        var layerBytes = layer.ToArray();
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { Cmd = new[] { "/pulled" } },
            rootfs = new { type = "layers", diff_ids = new[] { DigestOf(layerBytes) } },
        });
        _blobs[DigestOf(layerBytes)] = layerBytes;
        _blobs[DigestOf(config)] = config;
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = ManifestType,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = config.Length, digest = DigestOf(config) },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar", size = layerBytes.Length, digest = DigestOf(layerBytes) } },
        });
    }

    private static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException or IOException)
            {
                if (!_listener.IsListening)
                    return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        var path = context.Request.Url!.AbsolutePath;
        if (context.Request.Headers["Authorization"] != _login)
        {
            response.Headers["WWW-Authenticate"] = "Basic realm=\"fleet\"";
            response.StatusCode = 401;
        }
        else if (path == "/v2/")
        {
            response.StatusCode = 200;
        }
        else if (path.Contains("/manifests/", StringComparison.Ordinal) && Failures > 0)
        {
            Failures--;
            response.StatusCode = 503;
        }
        else if (path.EndsWith("/manifests/1", StringComparison.Ordinal) || path.EndsWith("/manifests/" + DigestOf(_manifest), StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _manifestsServed);
            response.Headers["Docker-Content-Digest"] = DigestOf(_manifest);
            Write(context, _manifest, ManifestType);
        }
        else if (_blobs.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var blob))
        {
            Write(context, blob, "application/octet-stream");
        }
        else
        {
            response.StatusCode = 404;
            Write(context, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"""u8.ToArray(), "application/json");
        }
    }

    private static void Write(HttpListenerContext context, byte[] body, string type)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength64 = body.Length;
        if (context.Request.HttpMethod != "HEAD")
            context.Response.OutputStream.Write(body);
    }
}
