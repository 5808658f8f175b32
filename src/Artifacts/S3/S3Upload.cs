using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;

namespace Fleet.Artifacts.S3;

/// <summary>Stores one stream of unknown length: what fits into one part in one request, else in parts of which a few are on their way at the same time. An object is seen when it is whole.</summary>
internal sealed class S3Upload(IAmazonS3 client, S3Objects objects, S3PartSizes sizes, string bucket, string key, string what)
{
    /// <summary>Parts on their way at the same time.</summary>
    private const int Parallel = 4;

    /// <summary>Stores it.</summary>
    /// <param name="content">What is stored; its errors are passed on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RunAsync(Stream content, CancellationToken cancellationToken)
    {
        var (first, bytes, ended) = await ReadPartAsync(content, 1, cancellationToken).ConfigureAwait(false);
        if (!ended)
        {
            await InPartsAsync(content, first, bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await AskAsync(() => client.PutObjectAsync(objects.Put(key, new MemoryStream(first, 0, bytes, writable: false)), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
        }
    }

    private async Task InPartsAsync(Stream content, byte[] first, int bytes, CancellationToken cancellationToken)
    {
        string upload;
        try
        {
            upload = (await AskAsync(() => client.InitiateMultipartUploadAsync(objects.Begin(key), cancellationToken), cancellationToken).ConfigureAwait(false)).UploadId;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(first);
            throw;
        }

        // The first failure ends the others.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<PartETag>>();
        try
        {
            var parts = await SendAllAsync(content, first, bytes, upload, running, failed).ConfigureAwait(false);
            var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload, PartETags = parts };
            await AskAsync(() => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await AbortAsync(upload).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<List<PartETag>> SendAllAsync(Stream content, byte[] buffer, int bytes, string upload, List<Task<PartETag>> running, CancellationTokenSource failed)
    {
        var parts = new List<PartETag>();
        for (var number = 1; ; number++)
        {
            running.Add(SendAsync(upload, number, buffer, bytes, failed.Token));
            if (running.Count == Parallel)
                parts.Add(await TakeAsync(running).ConfigureAwait(false));
            (buffer, bytes, var ended) = await ReadPartAsync(content, number + 1, failed.Token).ConfigureAwait(false);
            if (bytes == 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                break;
            }

            if (!ended)
                continue;
            running.Add(SendAsync(upload, number + 1, buffer, bytes, failed.Token));
            break;
        }

        while (running.Count > 0)
            parts.Add(await TakeAsync(running).ConfigureAwait(false));
        return [.. parts.OrderBy(part => part.PartNumber)];
    }

    private static async Task<PartETag> TakeAsync(List<Task<PartETag>> running)
    {
        var done = await Task.WhenAny(running).ConfigureAwait(false);
        var part = await done.ConfigureAwait(false);
        running.Remove(done);
        return part;
    }

    private async Task<PartETag> SendAsync(string upload, int number, byte[] buffer, int bytes, CancellationToken cancellationToken)
    {
        try
        {
            var request = objects.Part(key, upload, number, new MemoryStream(buffer, 0, bytes, writable: false));
            var reply = await AskAsync(() => client.UploadPartAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            return new PartETag(number, reply.ETag);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Parts without an end are not seen, but paid for. What a killed process leaves is for the bucket's life cycle rule (docs/artifacts.md).
    private async Task AbortAsync(string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (S3Errors.Meaning(what, error, CancellationToken.None) is not null)
        {
            // The error that led here says more.
        }
    }

    private async Task<(byte[] Buffer, int Bytes, bool Ended)> ReadPartAsync(Stream content, int number, CancellationToken cancellationToken)
    {
        var size = sizes.Of(number);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var bytes = await content.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return (buffer, bytes, bytes < size);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => S3Errors.TryAsync(what, call, cancellationToken);
}
