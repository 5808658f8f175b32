using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Caching;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Tests;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Tests.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>The coordinator's artifact store over HTTP, with a token: a real server, the real client.</summary>
[Collection("api")]
public sealed class HttpStoreTests(ApiFixture api) : StoreCompliance, IAsyncLifetime
{
    private const string Secret = "a-long-random-text";

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-http-store-").FullName;
    private HttpFleetArtifactStore _client = null!;
    private ApiServer _server = null!;

    protected override IArtifactStore Store => _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync(new HostArtifactStore(_folder, TimeProvider.System), "http://127.0.0.1:0");
        _client = new HttpFleetArtifactStore(new Uri(_server.Address), Secret, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Digest_IsThatOfTheContent()
    {
        await PutAsync("key", "content");

        Assert.Equal(ContentVersion.Of(new ContentDigest("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73", 7)), await _client.VersionAsync("key", Token));
        Assert.Null(await _client.VersionAsync("other", Token));
    }

    [Fact]
    public async Task Zip_IsUnpacked()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "in"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.txt"), new string('a', 300_000), Token);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "b.txt"), "b", Token);
        await new ArtifactSaver(Store).SavePathAsync(folder.FullName, "wf/x.zip", ArchiveKind.Zip, Token);

        var content = (await ArtifactContent.OpenAsync(Store, "wf/x.zip", ArchiveKind.Zip, ArchiveLimits.Default, Token))!;
        await FolderOutput.WriteAsync(content, Path.Combine(_folder, "out"), Token);

        Assert.Equal(300_000, (await File.ReadAllTextAsync(Path.Combine(_folder, "out/a.txt"), Token)).Length);
        Assert.Equal("b", await File.ReadAllTextAsync(Path.Combine(_folder, "out/b.txt"), Token));
    }

    [Fact]
    public async Task Read_GoesOn_WhenTheServerComesBack()
    {
        var bytes = new byte[4 << 20];
        new Random(1).NextBytes(bytes);
        await Store.PutAsync("big", new MemoryStream(bytes), Token);
        await using var stream = (await Store.OpenAsync("big", Token))!;
        var read = new byte[bytes.Length];
        await stream.ReadExactlyAsync(read.AsMemory(0, 1000), Token);

        var address = _server.Address;
        await _server.DisposeAsync();
        _server = await StartAsync(new HostArtifactStore(_folder, TimeProvider.System), address);
        await stream.ReadExactlyAsync(read.AsMemory(1000), Token);

        Assert.Equal(bytes, read);
        Assert.Equal(0, await stream.ReadAsync(read, Token));
    }

    [Fact]
    public async Task Read_OfWhatWasReplaced_IsRefused()
    {
        await Store.PutAsync("big", new MemoryStream(new byte[4 << 20]), Token);
        await using var stream = (await Store.OpenAsync("big", Token))!;
        await PutAsync("big", "another");

        stream.Position = 1 << 20;
        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(async () => await stream.ReadExactlyAsync(new byte[10], Token));

        Assert.Contains("was replaced", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedContent_IsNoticed()
    {
        await PutAsync("key", "content");
        await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(_folder, "blobs"), "*", SearchOption.AllDirectories).Single(), "CONTENT", Token);

        await using var stream = (await Store.OpenAsync("key", Token))!;
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await stream.CopyToAsync(Stream.Null, Token));

        Assert.Contains("arrived damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooLarge_IsRefused_AndNotStored()
    {
        await using var server = await StartAsync(new HostArtifactStore(_folder, TimeProvider.System), "http://127.0.0.1:0", mostBytes: 10);
        using var client = new HttpFleetArtifactStore(new Uri(server.Address), Secret, TimeProvider.System);

        await client.PutAsync("ten", new MemoryStream(new byte[10]), Token);
        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => client.PutAsync("eleven", new MemoryStream(new byte[11]), Token));

        Assert.Contains("more than 10 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(["ten"], await KeysAsync(""));
    }

    [Theory]
    [InlineData("/fleet/v1/artifacts/object?key=..%2F..%2Fetc%2Fpasswd", "has a part '..'")]
    [InlineData("/fleet/v1/artifacts/object?key=/etc/passwd", "begins or ends with '/'")]
    [InlineData("/fleet/v1/artifacts/object", "needs one key")]
    [InlineData("/fleet/v1/artifacts/object?key=a&key=b", "needs one key")]
    public async Task Keys_ThatAreNone_AreRefusedByTheServerToo(string path, string why)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(method, new Uri(_server.Address + path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Secret) } };
            if (method == HttpMethod.Put)
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("x"));
            using var response = await http.SendAsync(request, Token);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(why, (await Reply.ReadAsync(response)).Error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task WrongToken_IsASentence()
    {
        using var client = new HttpFleetArtifactStore(new Uri(_server.Address), "wrong", TimeProvider.System);

        var put = await Assert.ThrowsAsync<ArtifactRefusedException>(() => client.PutAsync("key", new MemoryStream(new byte[1 << 20]), Token));
        var get = await Assert.ThrowsAsync<ArtifactRefusedException>(() => client.OpenAsync("key", Token));

        Assert.All([put, get], error => Assert.Contains("FLEET_TOKEN", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerWithoutAStore_AndNoServer_AreSentences()
    {
        await using var server = await StartAsync(null, "http://127.0.0.1:0");
        using var without = new HttpFleetArtifactStore(new Uri(server.Address), Secret, TimeProvider.System);
        using var nobody = new HttpFleetArtifactStore(new Uri("http://127.0.0.1:1"), null, TimeProvider.System);

        Assert.Contains("offers no artifact store", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => without.OpenAsync("key", Token))).Message, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1", (await Assert.ThrowsAsync<StoreUnavailableException>(() => nobody.OpenAsync("key", Token))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"http":{"url":"http://127.0.0.1:1/secret"}}""", "none that has keys")]
    [InlineData("none", "none that has keys")]
    [InlineData("""{"s3":{"endpoint":"127.0.0.1:1","bucket":"b","accessKeySecret":{"name":"no-such","key":"access"}}}""", "s3.accessKeySecret: the key 'access' of the Secret 'no-such' cannot be read here; apply the Secret in the namespace 'team'")]
    public async Task PlaceThatCannotBeOpened_IsASentence(string place, string sentence)
    {
        using var other = new HttpFleetArtifactStore(new Uri(_server.Address), Secret, TimeProvider.System, "team", place);

        Assert.Contains(sentence, (await Assert.ThrowsAsync<ArtifactRefusedException>(() => other.OpenAsync("key", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderOfAServer_IsReadOnceThroughACache()
    {
        var folder = new CountingStore<FileArtifactStore>(new FileArtifactStore(Path.Combine(_folder, "files"), TimeProvider.System));
        await using var server = await StartAsync(folder, "http://127.0.0.1:0");
        using var client = new HttpFleetArtifactStore(new Uri(server.Address), Secret, TimeProvider.System);
        var cached = new ArtifactCache(Path.Combine(_folder, "cache"), 1 << 20, TimeProvider.System).Over(client);
        await cached.PutAsync("key", new MemoryStream([1, 2]), Token);

        foreach (var content in (byte[][])[[1, 2], [1, 2], [3, 4], [3, 4]])
        {
            if (content[0] == 3 && folder.Opened == 1)
                await cached.PutAsync("key", new MemoryStream(content), Token);
            await using var stream = (await cached.OpenAsync("key", Token))!;
            var read = new byte[2];
            await stream.ReadExactlyAsync(read, Token);
            Assert.Equal(content, read);
        }

        Assert.Equal(2, folder.Opened);
    }

    [Fact]
    public async Task RepositoryOfAFleetWithoutOne_IsItsOwnStore()
    {
        await PutAsync("key", "content");
        using var repository = new HttpFleetArtifactStore(new Uri(_server.Address), Secret, TimeProvider.System, "team");

        Assert.True(await repository.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task OwnStore_ThatTakesNothing_IsSaidInTheCoordinatorsLog()
    {
        using var warnings = new WarningLog();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(warnings));
        var inTheWay = Path.Combine(_folder, "full");
        await File.WriteAllTextAsync(inTheWay, "", Token);
        await using var server = await StartAsync(new HostArtifactStore(Path.Combine(inTheWay, "store"), TimeProvider.System), "http://127.0.0.1:0", loggers: loggers);
        using var client = new HttpFleetArtifactStore(new Uri(server.Address), Secret, TimeProvider.System);

        foreach (var key in (string[])["one", "two"])
            await Assert.ThrowsAsync<StoreUnavailableException>(() => client.PutAsync(key, new MemoryStream([1]), Token));

        Assert.Contains($"the artifact store (the coordinator's folder {inTheWay}/store) failed at 'one'", Assert.Single(warnings.Entries), StringComparison.Ordinal);
    }

    private KeptPlaces Places() => api.Fleet.Services.GetRequiredService<KeptPlaces>();

    private Task<ApiServer> StartAsync(IArtifactStore? store, string url, long mostBytes = long.MaxValue, ILoggerFactory? loggers = null) => ApiServer.StartAsync(
        new ApiListen(url, Secret), api.Api with { Artifacts = store is null ? null : new OfferedStores(new CoordinatorOptions { Artifacts = store }, Places()), MostArtifactBytes = mostBytes }, () => true, loggers ?? api.Fleet.Services.GetRequiredService<ILoggerFactory>(), CancellationToken.None);
}
