using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Http;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Artifacts.Tests;

public sealed class HttpStoreTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, byte[]> _stored = new();
    private readonly ConcurrentQueue<(string Method, string Path, string? Authorization, string? Header)> _asked = new();
    private readonly WebServer _server;

    public HttpStoreTests() => _server = new WebServer(AnswerAsync);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Url_IsWrittenAndReadAgain_WithHeadersAndUser()
    {
        using var store = Store("open/file", options => options with { UserName = "me", Password = "pass", Headers = [new("X-Fleet", "yes")] });

        await store.PutAsync(HttpArtifactStore.Key, new MemoryStream("content"u8.ToArray()), Token);
        using var fetched = await store.FetchAsync(Token);

        Assert.Equal("content", await File.ReadAllTextAsync(fetched!.Path, Token));
        Assert.All(_asked, request => Assert.Equal(("Basic " + Convert.ToBase64String("me:pass"u8.ToArray()), "yes"), (request.Authorization, request.Header)));
        Assert.Equal(["PUT", "GET"], _asked.Select(request => request.Method));
    }

    [Fact]
    public async Task Fetched_IsGoneWithItsFolder_WhenItIsDisposedOf()
    {
        _stored["/file"] = [1];
        using var store = Store("file");

        var fetched = (await store.FetchAsync(Token))!;
        Assert.True(File.Exists(fetched.Path));
        fetched.Dispose();

        Assert.False(Directory.Exists(Path.GetDirectoryName(fetched.Path)));
    }

    // As a repository may fill it: .NET can say neither the name nor the path.
    [Theory]
    [InlineData("echo x >\"$(printf 'a\\344')\"")]
    [InlineData("n=$(printf '%0250d' 0); for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do mkdir $n; cd -P $n; done")]
    public async Task Fetched_IsGoneWithItsFolder_WhateverIsInIt(string fill)
    {
        _stored["/file"] = [1];
        using var store = Store("file");
        var fetched = (await store.FetchAsync(Token))!;
        var folder = Path.GetDirectoryName(fetched.Path)!;
        using (var shell = Process.Start(new ProcessStartInfo("sh", ["-ec", fill]) { WorkingDirectory = folder })!)
        {
            await shell.WaitForExitAsync(Token);
            Assert.Equal(0, shell.ExitCode);
        }

        fetched.Dispose();

        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("/gzip/whole", null, "content")]
    [InlineData("/gzip/whole", "gzip", null)]
    public async Task Answer_PackedOnTheWay_IsUnpacked_UnlessAnEncodingIsAskedFor(string path, string? encoding, string? content)
    {
        _stored[path] = Gzip("content");
        using var store = Store(path[1..], options => encoding is null ? options : options with { Headers = [new("Accept-Encoding", encoding)] });

        using var fetched = (await store.FetchAsync(Token))!;

        Assert.Equal(content is null ? _stored[path] : Encoding.UTF8.GetBytes(content), await File.ReadAllBytesAsync(fetched.Path, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_SaidToBePacked_ThatIsNot_OrIsCutOff_IsRefused(bool cut)
    {
        _stored["/gzip/bad"] = cut ? Gzip(new string('x', 5000))[..^12] : "plain"u8.ToArray();
        using var store = Store("gzip/bad");

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => store.FetchAsync(Token));

        Assert.Contains("gzip (Content-Encoding)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_ThatIsNotPacked_GoesBelowTheUrl()
    {
        var folder = Directory.CreateTempSubdirectory("fleet-http-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("in/a b").FullName, "x"), "deep", Token);
            using var store = Store("up?key=1");

            await new ArtifactSaver(store).SavePathAsync(Path.Combine(folder.FullName, "in"), HttpArtifactStore.Key, ArchiveKind.None, Token);

            Assert.Equal(["/up/a%20b/x?key=1"], _stored.Keys);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Archive_AtAUrl_IsUnpackedAsItIsAskedFor()
    {
        var folder = Directory.CreateTempSubdirectory("fleet-http-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("in").FullName, "x"), "packed", Token);
            using var store = Store("in.zip");
            await new ArtifactSaver(store).SavePathAsync(Path.Combine(folder.FullName, "in"), HttpArtifactStore.Key, ArchiveKind.Zip, Token);

            using var fetched = await store.FetchAsync(Token);
            await FolderOutput.WriteAsync(await ArtifactContent.OfPathAsync(fetched!.Path, ArchiveKind.Zip, ArchiveLimits.Default, Token), Path.Combine(folder.FullName, "out"), Token);

            Assert.Equal("packed", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "out/x"), Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Token_IsAskedFor_AndSent()
    {
        using var store = Store("secured", options => options with { Token = new HttpTokenOptions(new Uri(_server.Address + "token"), "id", "secret", ["a", "b"], [new("audience", "x")]) });

        await store.PutAsync(HttpArtifactStore.Key, new MemoryStream([1]), Token);

        Assert.Equal([("POST", "/token", "Basic " + Convert.ToBase64String("id:secret"u8.ToArray())), ("PUT", "/secured", "Bearer of a b/x")], _asked.Select(request => (request.Method, request.Path, request.Authorization)));
    }

    [Theory]
    [InlineData("status/403", typeof(ArtifactRefusedException))]
    [InlineData("status/500", typeof(StoreUnavailableException))]
    [InlineData("status/429", typeof(StoreUnavailableException))]
    public async Task Answer_ThatIsNone_IsForEver_OrForNow(string path, Type expected)
    {
        using var store = Store(path + "?token=hidden", options => options with { UserName = "me", Password = "hidden too" });

        var error = await Record.ExceptionAsync(() => store.FetchAsync(Token));

        Assert.Equal(expected, error?.GetType());
        Assert.Contains($"/{path}: the server answers {path[^3..]}", error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_AtAUrl_IsNull() => Assert.Null(await Store("none").FetchAsync(Token));

    [Fact]
    public async Task Server_ThatBreaksOff_IsUnavailable_AndNothingIsLeft()
    {
        using var store = Store("broken");
        var before = Directory.GetDirectories(Path.GetTempPath(), "fleet-fetched-*").Length;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FetchAsync(Token));

        Assert.True(Directory.GetDirectories(Path.GetTempPath(), "fleet-fetched-*").Length <= before + 2);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private HttpArtifactStore Store(string path, Func<HttpStoreOptions, HttpStoreOptions>? with = null)
    {
        var options = new HttpStoreOptions { Url = new Uri(_server.Address + path) };
        return new HttpArtifactStore(with?.Invoke(options) ?? options, null, TimeProvider.System);
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, path) = (context.Request, context.Request.Url!.PathAndQuery);
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        _asked.Enqueue((request.HttpMethod, path, request.Headers["Authorization"], request.Headers["X-Fleet"]));
        if (path == "/token")
        {
            var form = System.Web.HttpUtility.ParseQueryString(Encoding.UTF8.GetString(body.ToArray()));
            WebServer.Answer(context, form["grant_type"] == "client_credentials" ? 200 : 400, Encoding.UTF8.GetBytes($$"""{"access_token":"of {{form["scope"]}}/{{form["audience"]}}"}"""));
        }
        else if (path.StartsWith("/status/", StringComparison.Ordinal))
        {
            WebServer.Answer(context, int.Parse(path.AsSpan(8, 3), System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (path == "/broken")
        {
            context.Response.ContentLength64 = 1000;
            await context.Response.OutputStream.WriteAsync(new byte[10]);
            context.Response.Abort();
        }
        else if (request.HttpMethod == "PUT")
        {
            _stored[path] = body.ToArray();
            WebServer.Answer(context, request.ContentLength64 == body.Length ? 201 : 411);
        }
        else
        {
            if (path.StartsWith("/gzip/", StringComparison.Ordinal))
                context.Response.Headers["Content-Encoding"] = "gzip";
            WebServer.Answer(context, _stored.TryGetValue(path, out var stored) ? 200 : 404, stored);
        }
    }
}
