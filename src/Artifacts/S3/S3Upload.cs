using Amazon.S3;
using Amazon.S3.Model;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.S3;

/// <summary>An upload of one object.</summary>
internal sealed class S3Upload(IAmazonS3 client, S3Objects objects, string bucket, string key, string what) : IPartedUpload
{
    private string? _upload;

    public Task PutAsync(Stream content, CancellationToken cancellationToken) =>
        AskAsync(() => client.PutObjectAsync(objects.Put(key, content), cancellationToken), cancellationToken);

    public async Task BeginAsync(CancellationToken cancellationToken) =>
        _upload = (await AskAsync(() => client.InitiateMultipartUploadAsync(objects.Begin(key), cancellationToken), cancellationToken).ConfigureAwait(false)).UploadId;

    public async Task<string> SendAsync(int number, Stream part, CancellationToken cancellationToken) =>
        (await AskAsync(() => client.UploadPartAsync(objects.Part(key, _upload!, number, part), cancellationToken), cancellationToken).ConfigureAwait(false)).ETag;

    public Task EndAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = _upload, PartETags = [.. parts.Select((tag, index) => new PartETag(index + 1, tag))] };
        return AskAsync(() => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken);
    }

    // Parts without an end are not seen, but paid for. What a killed process leaves is for the bucket's life cycle rule (docs/artifacts.md).
    public async Task AbortAsync()
    {
        try
        {
            await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = _upload }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (S3Errors.Meaning(what, error, CancellationToken.None) is not null)
        {
            // The error that led here says more.
        }
    }

    private Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => S3Errors.TryAsync(what, call, cancellationToken);
}
