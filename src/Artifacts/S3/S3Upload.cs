using System.Xml;
using Amazon.S3;
using Amazon.S3.Model;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.S3;

/// <summary>An upload of one object.</summary>
internal sealed class S3Upload(IAmazonS3 client, S3Objects objects, string bucket, string key, string what, SilenceLimit silence) : IPartedUpload
{
    private string? _upload;

    public Task PutAsync(Stream content, CancellationToken cancellationToken) =>
        AskAsync(watch => client.PutObjectAsync(objects.Put(key, new Unclosed(content, watch.Resume)), watch.Token), cancellationToken);

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        // The answers name the key, and the SDK could read none of them.
        if (!HasXmlCharactersOnly(key))
            throw new ArtifactRefusedException($"{what}: what is larger than one part cannot be stored under a key with control characters; give it another name, or put it into an archive");
        _upload = (await AskAsync(watch => client.InitiateMultipartUploadAsync(objects.Begin(key), watch.Token), cancellationToken).ConfigureAwait(false)).UploadId;
    }

    public async Task<string> SendAsync(int number, Stream part, CancellationToken cancellationToken) =>
        (await AskAsync(watch => client.UploadPartAsync(objects.Part(key, _upload!, number, new Unclosed(part, watch.Resume)), watch.Token), cancellationToken).ConfigureAwait(false)).ETag;

    public Task EndAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = _upload, PartETags = [.. parts.Select((tag, index) => new PartETag(index + 1, tag))] };
        return AskAsync(watch => client.CompleteMultipartUploadAsync(request, watch.Token), cancellationToken);
    }

    // Parts without an end are not seen, but paid for. What a killed process leaves is for the bucket's life cycle rule (docs/artifacts.md).
    public async Task AbortAsync()
    {
        try
        {
            var request = new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = _upload };
            await AskAsync(watch => client.AbortMultipartUploadAsync(request, watch.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
        {
            // The error that led here says more.
        }
    }

    private static bool HasXmlCharactersOnly(string text)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(text) is not null;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private Task<T> AskAsync<T>(Func<SilenceWatch, Task<T>> call, CancellationToken cancellationToken) => S3Errors.TryAsync(what, () => silence.CallAsync(call, cancellationToken), cancellationToken);
}
