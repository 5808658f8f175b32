using Amazon.S3;
using Amazon.S3.Model;
using Fleet.Artifacts.Caching;
using Fleet.Artifacts.Objects;
using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Tests;

public sealed class S3StoreTests : ObjectStoreCompliance, IDisposable
{
    private readonly S3StoreOptions _options = S3Server.Options();
    private S3ArtifactStore? _store;
    private bool _isMade;

    protected override IArtifactStore Store => _store ??= new S3ArtifactStore(_options, new PartSizes(Part));

    protected override int Part => 5 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override async Task PutForeignAsync(string key, string text)
    {
        using var client = S3ClientFactory.Create(_options);
        if (!_isMade)
            await client.PutBucketAsync(_options.Bucket, Token);
        _isMade = true;
        await client.PutObjectAsync(new PutObjectRequest { BucketName = _options.Bucket, Key = key, ContentBody = text, UseChunkEncoding = false }, Token);
    }

    public void Dispose() => _store?.Dispose();

    [Fact]
    public async Task Put_InPartsWhoseStreamFails_LeavesNoUpload()
    {
        await PutAsync("key", "before");

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("key", new BreakingStream((3 * Part) + 5), Token));

        using var client = S3ClientFactory.Create(_options);
        Assert.Empty((await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = _options.Bucket }, Token)).MultipartUploads ?? []);
        Assert.Equal(["key"], await KeysAsync(""));
    }

    [Fact]
    public async Task Put_InParts_UnderAKeyThatXmlCannotHave_IsRefused() =>
        Assert.Contains("control characters", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => Store.PutAsync("a\u0001b", new MemoryStream(new byte[Part + 1]), Token))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Put_WhoseUploadIsGone_MayBeTriedAgain()
    {
        var stream = new HeldStream(2 * Part);
        var putting = Store.PutAsync("key", stream, Token);
        await stream.Asked;
        using var client = S3ClientFactory.Create(_options);
        var upload = Assert.Single((await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = _options.Bucket }, Token)).MultipartUploads);
        await client.AbortMultipartUploadAsync(_options.Bucket, "key", upload.UploadId, Token);
        stream.End();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => putting);
        await Store.PutAsync("key", new MemoryStream(new byte[2 * Part]), Token);
        Assert.True(await Store.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task List_OfMoreThanAPage_GivesAll()
    {
        await PutAsync("first", "");
        using var client = S3ClientFactory.Create(_options);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1005), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, token) =>
            await client.PutObjectAsync(new PutObjectRequest { BucketName = _options.Bucket, Key = $"page/{i:0000}", ContentBody = "", UseChunkEncoding = false }, token));

        Assert.Equal(Enumerable.Range(0, 1005).Select(i => $"page/{i:0000}"), await KeysAsync("page/"));
    }

    [Fact]
    public async Task HundredConsumers_OfTwoWorkers_FetchOnce_AndWhatIsReplacedAnew()
    {
        var bytes = (2 * Part) + 3;
        var folder = Directory.CreateTempSubdirectory("fleet-s3-cache-");
        try
        {
            var counted = new CountingStore<S3ArtifactStore>((S3ArtifactStore)Store);
            await Store.PutAsync("one", new MemoryStream(new byte[bytes]), Token);
            IArtifactStore[] workers = [new ArtifactCache(folder.FullName, 100 << 20, TimeProvider.System).Over(counted), new ArtifactCache(folder.FullName, 100 << 20, TimeProvider.System).Over(counted)];

            var read = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
            {
                await using var stream = (await workers[i % 2].OpenAsync("one", Token))!;
                return stream.Length;
            }));

            Assert.All(read, length => Assert.Equal(bytes, length));
            Assert.Equal(1, counted.Opened);

            await Store.PutAsync("one", new MemoryStream([7]), Token);
            await using var replaced = (await workers[0].OpenAsync("one", Token))!;
            Assert.Equal(7, replaced.ReadByte());
            Assert.Equal(2, counted.Opened);
            await Store.DeleteAsync("one", Token);
            Assert.Null(await workers[1].OpenAsync("one", Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Keys_ThatNobodyHas_AreRefused()
    {
        using var wrong = new S3ArtifactStore(_options with { AccessKey = "AKIAIOSFODNN7EXAMPLE", CreateBucket = false });
        await PutAsync("key", "x");

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => wrong.OpenAsync("key", Token));

        Assert.Contains(_options.Bucket, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_options.SecretKey!, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_ThatIsWrong_IsRefused()
    {
        using var wrong = new S3ArtifactStore(_options with { SecretKey = "no such secret", CreateBucket = false });
        await PutAsync("key", "x");

        await Assert.ThrowsAsync<ArtifactRefusedException>(() => wrong.OpenAsync("key", Token));
    }

    [Fact]
    public async Task Bucket_ThatIsNotTheUsers_IsRefused()
    {
        using var other = new S3ArtifactStore(_options with { Bucket = $"other-{Guid.NewGuid():N}" });

        await Assert.ThrowsAsync<ArtifactRefusedException>(() => other.PutAsync("key", new MemoryStream([1]), Token));
    }

    [Fact]
    public async Task Bucket_ThatIsNotThere_IsRefusedWithASentence()
    {
        using var none = new S3ArtifactStore(_options with { CreateBucket = false });

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => none.PutAsync("key", new MemoryStream([1]), Token));

        Assert.Contains("createBucketIfNotPresent", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactRefusedException>(async () => await none.ListAsync("", Token).GetAsyncEnumerator(Token).MoveNextAsync());
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsUnavailable()
    {
        using var none = new S3ArtifactStore(_options with { Endpoint = "127.0.0.1:1", CreateBucket = false });

        await Assert.ThrowsAsync<StoreUnavailableException>(() => none.OpenAsync("key", Token));
    }

    [Fact]
    public async Task Objects_AreEncrypted_WhenAskedFor()
    {
        using var store = new S3ArtifactStore(_options with { Encrypt = true });
        await store.PutAsync("key", new MemoryStream([1, 2]), Token);

        using var client = S3ClientFactory.Create(_options);
        Assert.Equal(ServerSideEncryptionMethod.AES256, (await client.GetObjectMetadataAsync(_options.Bucket, "key", Token)).ServerSideEncryptionMethod);
    }

    [Theory]
    [InlineData("http://host", false)]
    [InlineData("host/path", false)]
    [InlineData("user@host", false)]
    [InlineData("host:9000", true)]
    [InlineData("", true)]
    public void Endpoint_IsHostAndPort(string endpoint, bool holds)
    {
        var error = Record.Exception(() => new S3ArtifactStore(_options with { Endpoint = endpoint }).Dispose());

        Assert.Equal(holds, error is null);
    }
}
