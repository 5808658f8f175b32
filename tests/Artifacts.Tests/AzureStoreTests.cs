using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.Tests;

public sealed class AzureStoreTests : ObjectStoreCompliance, IAsyncLifetime
{
    private readonly AzureStoreOptions _options = AzureServer.Options();
    private readonly BlobContainerClient _container;

    public AzureStoreTests() => _container = AzureServer.Client(_options);

    protected override IArtifactStore Store => new AzureArtifactStore(_options, new PartSizes(Part));

    protected override int Part => 1 << 20;

    // Azure takes a backslash for a slash. What XML does not have it marks as encoded, which the SDK reads; Azurite's answer is empty.
    protected override bool KeepsEveryCharacter => false;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override Task PutForeignAsync(string key, string text) => _container.GetBlobClient(key).UploadAsync(BinaryData.FromString(text), overwrite: true, Token);

    public async ValueTask InitializeAsync() => await _container.CreateAsync(cancellationToken: Token);

    public async ValueTask DisposeAsync() => await _container.DeleteIfExistsAsync();

    [Fact]
    public async Task Put_InPartsWhoseStreamFails_LeavesWhatWasThere()
    {
        await PutAsync("key", "before");

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("key", new BreakingStream((3 * Part) + 5), Token));
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("new", new BreakingStream((3 * Part) + 5), Token));

        Assert.Equal(6, (await _container.GetBlobClient("key").GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
        Assert.Equal(["key"], await KeysAsync(""));
        Assert.Null(await Store.OpenAsync("new", Token));
    }

    [Fact]
    public async Task Put_WhoseBlocksAreGone_MayBeTriedAgain()
    {
        // Another upload of the same blob was first: Azure forgets all blocks that its list does not name. Three are there for sure when the seventh is read.
        var stream = new HeldStream(6 * Part);
        var putting = Store.PutAsync("key", stream, Token);
        await stream.Asked;
        await Store.PutAsync("key", new MemoryStream(new byte[2 * Part]), Token);
        stream.End();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => putting);
        await Store.PutAsync("key", new MemoryStream(new byte[3 * Part]), Token);
        Assert.Equal(3 * Part, (await _container.GetBlobClient("key").GetPropertiesAsync(cancellationToken: Token)).Value.ContentLength);
    }

    [Fact]
    public async Task Folders_OfAHierarchicalNamespace_AreNoArtifacts()
    {
        await _container.GetBlobClient("folder").UploadAsync(new MemoryStream(), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["hdi_isfolder"] = "true" } }, Token);
        await PutAsync("folder/file", "x");

        Assert.Null(await Store.OpenAsync("folder", Token));
        Assert.False(await Store.ExistsAsync("folder", Token));
        Assert.Equal(["folder/file"], await KeysAsync(""));
    }

    [Fact]
    public async Task Blob_WithSnapshots_IsDeleted()
    {
        await PutAsync("key", "x");
        await _container.GetBlobClient("key").CreateSnapshotAsync(cancellationToken: Token);

        await Store.DeleteAsync("key", Token);

        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task Signature_InTheSecret_StandsForTheKey()
    {
        await PutAsync("key", "x");
        var shared = _container.GenerateSasUri(BlobContainerSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1)).Query;

        var reader = new AzureArtifactStore(_options with { AccountKey = shared });

        Assert.True(await reader.ExistsAsync("key", Token));
        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => reader.PutAsync("key", new MemoryStream([1]), Token));
        Assert.DoesNotContain("sig=", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsRefused()
    {
        var wrong = new AzureArtifactStore(_options with { AccountKey = Convert.ToBase64String(new byte[64]) });

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => wrong.OpenAsync("key", Token));

        Assert.Contains($"Azure container {_options.Container}", error.Message, StringComparison.Ordinal);
        Assert.Contains("AuthorizationFailure", error.Message, StringComparison.Ordinal);
        Assert.Single(error.Message.Split('\n'));
    }

    [Fact]
    public async Task Container_ThatIsNotThere_IsRefusedWithASentence()
    {
        var none = new AzureArtifactStore(_options with { Container = "not-there" });

        foreach (var call in (Func<Task>[])[() => none.PutAsync("key", new MemoryStream([1]), Token), () => none.OpenAsync("key", Token), async () => await none.ListAsync("", Token).GetAsyncEnumerator(Token).MoveNextAsync()])
            Assert.Contains("the container does not exist", (await Assert.ThrowsAsync<ArtifactRefusedException>(call)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsUnavailable()
    {
        var none = new AzureArtifactStore(_options with { Endpoint = new Uri("http://127.0.0.1:1/fleet") });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => none.OpenAsync("key", Token));
    }
}
