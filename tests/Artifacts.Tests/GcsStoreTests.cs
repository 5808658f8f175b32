using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Artifacts.Objects;
using Fleet.Artifacts.Places;
using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Tests;

/// <summary>Google Cloud Storage's S3 interface with the tokens of a service account, on the S3 server of the tests: it takes the secret key as a token.</summary>
public sealed class GcsStoreTests : StoreCompliance, IAsyncLifetime
{
    private const int Part = 5 << 20;

    private readonly S3StoreOptions _server = S3Server.Options();
    private readonly GoogleAccount _account;
    private S3ArtifactStore? _store;

    public GcsStoreTests() => _account = new GoogleAccount(_server.SecretKey!);

    protected override IArtifactStore Store => _store ??= new S3ArtifactStore(Read(), new PartSizes(Part));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var client = S3ClientFactory.Create(_server);
        await client.PutBucketAsync(_server.Bucket, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await _account.DisposeAsync();
    }

    [Fact]
    public async Task Put_InParts_GivesTheSameBytes()
    {
        var content = RandomNumberGenerator.GetBytes((2 * Part) + 17);

        await Store.PutAsync("sized", new MemoryStream(content), Token);

        await using var stream = (await Store.OpenAsync("sized", Token))!;
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream, Token));
    }

    [Fact]
    public async Task Account_ThatGoogleDoesNotKnow_IsRefused()
    {
        using var store = new S3ArtifactStore(Read(_account.Key(_account.TokenAddress).Replace("fleet@", "other@", StringComparison.Ordinal)));

        Assert.Contains("Google gives no token: invalid_grant", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => store.OpenAsync("key", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_OfTokens_ThatIsNotThere_IsUnavailable()
    {
        using var store = new S3ArtifactStore(Read(_account.Key("http://127.0.0.1:1/token")));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync("key", Token));
    }

    [Fact]
    public async Task Token_ThatTheStoreDoesNotKnow_IsRefused()
    {
        await using var other = new GoogleAccount("unknown");
        using var store = new S3ArtifactStore(Read(other.Key()));

        await Assert.ThrowsAsync<ArtifactRefusedException>(() => store.OpenAsync("key", Token));
    }

    [Fact]
    public async Task Requests_HaveAToken_AndNoHeadersOfS3()
    {
        var seen = new List<(string Name, string? Value)>();
        await using var server = new WebServer(context =>
        {
            seen.AddRange(context.Request.Headers.AllKeys.Select(name => (name!, context.Request.Headers[name])));
            WebServer.Answer(context, 404);
            return Task.CompletedTask;
        });
        using var store = new S3ArtifactStore(Read() with { Endpoint = new Uri(server.Address).Authority });

        Assert.False(await store.ExistsAsync("key", Token));

        Assert.Contains(("Authorization", $"Bearer {_server.SecretKey}"), seen);
        Assert.Contains(("Accept-Encoding", "gzip"), seen);
        Assert.DoesNotContain(seen, header => header.Name.Contains("amz", StringComparison.OrdinalIgnoreCase));
    }

    private S3StoreOptions Read(string? key = null) => GcsPlace.Read(
        new PlaceFields("gcs", JsonNode.Parse($$$"""{"bucket":"{{{_server.Bucket}}}","serviceAccountKeySecret":{"name":"s","key":"k"}}""")!.AsObject()) { Secrets = (_, _) => key ?? _account.Key() },
        name => name == "STORAGE_EMULATOR_HOST" ? $"http://{_server.Endpoint}" : null);
}
