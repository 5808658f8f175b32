using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.S3;

/// <summary>Artifacts as objects of a bucket, each at its key as it is. Any server that speaks S3.</summary>
public sealed class S3ArtifactStore : IArtifactStore, IContentVersions, IDisposable
{
    private readonly S3StoreOptions _options;
    private readonly AmazonS3Client _client;
    private readonly S3Objects _objects;
    private readonly PartSizes _sizes;
    private readonly SilenceLimit _silence;
    private bool _bucketIsThere;

    /// <param name="options">Which bucket, and how it is reached.</param>
    /// <param name="silence">How long the server may be silent; null: <see cref="SilenceLimit.Default"/>.</param>
    /// <exception cref="ArtifactRefusedException">They are none.</exception>
    public S3ArtifactStore(S3StoreOptions options, SilenceLimit? silence = null)
        : this(options, PartSizes.Default, silence)
    {
    }

    internal S3ArtifactStore(S3StoreOptions options, PartSizes sizes, SilenceLimit? silence = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _client = S3ClientFactory.Create(options);
        _objects = new S3Objects(options);
        _sizes = sizes;
        _silence = silence ?? SilenceLimit.Default;
    }

    /// <inheritdoc />
    public string Description => _options.ToString();

    /// <inheritdoc />
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArtifactKey.Checked(key);
        if (_options.CreateBucket && !_bucketIsThere)
            await MakeBucketAsync(cancellationToken).ConfigureAwait(false);
        await new PartSender(new S3Upload(_client, _objects, _options.Bucket, key, At(key), _silence), _sizes).RunAsync(content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => OpenAsync(key, tag: null, cancellationToken);

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        try
        {
            return await OpenAsync(key, version.Tag, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException error) when (error.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed })
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken) => await HeadAsync(key, cancellationToken).ConfigureAwait(false) is { ETag.Length: > 0 } found
        ? ContentVersion.Of(Description, key, found.ETag, found.ContentLength)
        : null;

    /// <inheritdoc />
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => await HeadAsync(key, cancellationToken).ConfigureAwait(false) is not null;

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        // Keys as in addresses: XML cannot have all of their characters.
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = prefix, Encoding = EncodingType.Url };
        do
        {
            if (await PageAsync(request, cancellationToken).ConfigureAwait(false) is not { } page)
                yield break;
            foreach (var found in page.S3Objects ?? [])
                yield return new StoredObject(page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(found.Key) : found.Key, found.Size ?? 0);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc />
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = _options.Bucket, Key = ArtifactKey.Checked(key) };
        await FoundAsync(key, token => _client.DeleteObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<Stream?> OpenAsync(string key, string? tag, CancellationToken cancellationToken)
    {
        var request = _objects.Get(ArtifactKey.Checked(key));
        request.EtagToMatch = tag;
        return await FoundAsync<Stream>(key, async limited =>
        {
            var found = await _client.GetObjectAsync(request, limited).ConfigureAwait(false);
            return new RangedStream(Answer(found), found.ContentLength, (from, token) => RestAsync(key, found, from, token), S3Errors.IsBroken, At(key), _silence);
        }, cancellationToken).ConfigureAwait(false);
    }

    private Task<GetObjectMetadataResponse?> HeadAsync(string key, CancellationToken cancellationToken) =>
        FoundAsync(key, token => _client.GetObjectMetadataAsync(_objects.Head(ArtifactKey.Checked(key)), token), cancellationToken);

    private async Task<ObjectAnswer> RestAsync(string key, GetObjectResponse found, long from, CancellationToken cancellationToken)
    {
        var request = _objects.Get(key);
        request.EtagToMatch = found.ETag;
        request.ByteRange = new ByteRange(from, found.ContentLength - 1);
        return Answer(await S3Errors.TryAsync(At(key), () => CallAsync(token => _client.GetObjectAsync(request, token), cancellationToken), cancellationToken).ConfigureAwait(false));
    }

    private static ObjectAnswer Answer(GetObjectResponse response) => new(response, response.ResponseStream, response.HttpStatusCode == HttpStatusCode.PartialContent);

    // Null: the bucket is not made yet.
    private async Task<ListObjectsV2Response?> PageAsync(ListObjectsV2Request request, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(token => _client.ListObjectsV2Async(request, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (_options.CreateBucket && S3Errors.IsBucketMissing(error))
        {
            return null;
        }
        catch (Exception error) when (S3Errors.Meaning(At(request.Prefix), error, cancellationToken) is { } meaning)
        {
            throw meaning;
        }
    }

    private async Task MakeBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(token => _client.HeadBucketAsync(new HeadBucketRequest { BucketName = _options.Bucket }, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            await PutBucketAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (S3Errors.Meaning(At(""), error, cancellationToken) is { } meaning)
        {
            // Who may not look at buckets may still store in one: storing tells.
            if (meaning is not ArtifactRefusedException)
                throw meaning;
        }

        _bucketIsThere = true;
    }

    private async Task PutBucketAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(token => _client.PutBucketAsync(new PutBucketRequest { BucketName = _options.Bucket, ObjectLockEnabledForBucket = _options.LockObjects }, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Another task was quicker.
        }
        catch (Exception error) when (S3Errors.Meaning($"making the bucket {_options.Bucket}", error, cancellationToken) is { } meaning)
        {
            throw meaning;
        }
    }

    private async Task<T?> FoundAsync<T>(string key, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (S3Errors.IsNotThere(error) || (_options.CreateBucket && S3Errors.IsBucketMissing(error)))
        {
            return null;
        }
        catch (Exception error) when (S3Errors.Meaning(At(key), error, cancellationToken) is { } meaning)
        {
            throw meaning;
        }
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => _silence.CallAsync(watch => call(watch.Token), cancellationToken);

    private string At(string key) => $"{Description}, '{key}'";
}
