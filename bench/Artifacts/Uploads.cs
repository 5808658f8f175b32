using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Places;

namespace Fleet.Artifacts.Bench;

/// <summary>The same file to the same server: as a worker stores what the engine copies out (a tar, read as it comes), and by the client's own utility, which reads the file where it wants.</summary>
internal sealed class Uploads : IAsyncDisposable
{
    /// <summary>Fleet's parts of the first 8 GiB, and how many it sends at once.</summary>
    public const int PartBytes = 8 << 20;

    public const int AtOnce = 4;

    private readonly AmazonS3Client _client;
    private readonly IArtifactStore _store;
    private readonly string _bucket;
    private readonly string _path;

    private Uploads(AmazonS3Client client, IArtifactStore store, string bucket, string path) => (_client, _store, _bucket, _path) = (client, store, bucket, path);

    public static async Task<Uploads> OpenAsync(Uri server, string path)
    {
        var keys = server.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        var bucket = $"fleet-bench-{Guid.NewGuid():N}";
        // As Fleet's client is: a checksum of the SDK's own choice would only make the utility slower.
        var client = new AmazonS3Client(new BasicAWSCredentials(keys[0], keys[1]), new AmazonS3Config
        {
            ServiceURL = $"{server.Scheme}://{server.Authority}",
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
        await client.PutBucketAsync(bucket);
        var location = new JsonObject
        {
            ["s3"] = new JsonObject
            {
                ["endpoint"] = server.Authority,
                ["bucket"] = bucket,
                ["insecure"] = server.Scheme == "http",
                ["accessKeySecret"] = new JsonObject { ["name"] = "s3", ["key"] = "0" },
                ["secretKeySecret"] = new JsonObject { ["name"] = "s3", ["key"] = "1" },
            },
        };
        var store = new ArtifactPlaces(null, TimeProvider.System).Open(location.ToJsonString(), (_, key) => keys[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)]);
        return new Uploads(client, store, bucket, path);
    }

    public async Task OfUtilityAsync(string key)
    {
        using var utility = new TransferUtility(_client, new TransferUtilityConfig { ConcurrentServiceRequests = AtOnce, MinSizeBeforePartUpload = PartBytes });
        await utility.UploadAsync(new TransferUtilityUploadRequest { BucketName = _bucket, Key = key, FilePath = _path, PartSize = PartBytes });
    }

    public async Task OfFleetAsync(string key)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
        var writing = Task.Run(async () =>
        {
            await using (var output = pipe.Writer.AsStream())
            await using (var tar = new TarWriter(output))
                await tar.WriteEntryAsync(_path, "out");
        });
        await using (var input = pipe.Reader.AsStream())
            await new ArtifactSaver(_store).SaveTarAsync(input, "out", key, ArchiveKind.None, null, alone: true, CancellationToken.None);
        await writing;
    }

    /// <summary>An object is as large as the file. The utility's may be larger: it signs parts in chunks, which simple servers do not take apart.</summary>
    public async Task CheckAsync(string key)
    {
        if ((await _client.GetObjectMetadataAsync(_bucket, key)).ContentLength != new FileInfo(_path).Length)
            throw new InvalidOperationException($"{key} is not as large as the file");
    }

    /// <summary>Removes what is stored: the server may have it in memory.</summary>
    public async Task RemoveAsync()
    {
        foreach (var found in (await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket })).S3Objects ?? [])
            await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = found.Key });
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        await _client.DeleteBucketAsync(_bucket);
        (_store as IDisposable)?.Dispose();
        _client.Dispose();
    }
}
