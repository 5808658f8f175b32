using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.Tests;

public sealed class AzureStoreTests : StoreCompliance, IAsyncLifetime
{
    private const int Part = 1 << 20;

    private readonly AzureStoreOptions _options = AzureServer.Options();
    private readonly BlobContainerClient _container;

    public AzureStoreTests() => _container = AzureServer.Client(_options);

    protected override IArtifactStore Store => new AzureArtifactStore(_options, new PartSizes(Part));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _container.CreateAsync(cancellationToken: Token);

    public async ValueTask DisposeAsync() => await _container.DeleteIfExistsAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(Part - 1)]
    [InlineData(Part)]
    [InlineData(Part + 1)]
    [InlineData((3 * Part) + 17)]
    [InlineData(6 * Part)]
    public async Task Put_OfAnySize_GivesTheSameBytes(int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);

        await Store.PutAsync("sized", new MemoryStream(content), Token);

        await using var stream = (await Store.OpenAsync("sized", Token))!;
        Assert.Equal(bytes, stream.Length);
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream, Token));
    }

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
    public async Task Stream_SeeksForwardAndBack_OverWholeObject()
    {
        var content = RandomNumberGenerator.GetBytes(2 << 20);
        await Store.PutAsync("seek", new MemoryStream(content), Token);
        await using var stream = (await Store.OpenAsync("seek", Token))!;

        foreach (var at in (int[])[content.Length - 10, 0, 100, 100_000, 5, content.Length - 1])
        {
            stream.Position = at;
            var read = new byte[Math.Min(10, content.Length - at)];
            await stream.ReadExactlyAsync(read, Token);
            Assert.Equal(content[at..(at + read.Length)], read);
        }
    }

    [Fact]
    public async Task Stream_OfWhatWasReplaced_SaysSo()
    {
        await Store.PutAsync("key", new MemoryStream(new byte[1 << 20]), Token);
        await using var stream = (await Store.OpenAsync("key", Token))!;
        await Store.PutAsync("key", new MemoryStream(RandomNumberGenerator.GetBytes(1 << 20)), Token);
        stream.Position = 900_000;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await stream.ReadExactlyAsync(new byte[10], Token));
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

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    [InlineData(ArchiveKind.None)]
    public async Task Folder_ComesBack_HoweverItIsPacked(ArchiveKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-artifacts-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("in/deep").FullName, "file"), "content", Token);

            await new ArtifactSaver(Store).SavePathAsync(Path.Combine(folder.FullName, "in"), "wf/in", kind, Token);
            var found = await ArtifactContent.OpenAsync(Store, "wf/in", kind, ArchiveLimits.Default, Token);
            await FolderOutput.WriteAsync(found!, Path.Combine(folder.FullName, "out"), Token);

            Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "out/deep/file"), Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
