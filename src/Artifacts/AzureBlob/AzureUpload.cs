using System.Buffers.Binary;
using Azure.Storage.Blobs.Specialized;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.AzureBlob;

/// <summary>An upload of one blob. Blocks that no list names are not seen; Azure removes them within a week, so that nothing is to be done where an upload is given up.</summary>
internal sealed class AzureUpload(BlockBlobClient blob, string what, SilenceLimit silence) : IPartedUpload
{
    // Two workers may store the same blob: each names its own blocks.
    private readonly Guid _upload = Guid.NewGuid();

    public Task PutAsync(Stream content, CancellationToken cancellationToken) =>
        AskAsync(watch => blob.UploadAsync(new Unclosed(content, watch.Resume), cancellationToken: watch.Token), cancellationToken);

    public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string> SendAsync(int number, Stream part, CancellationToken cancellationToken)
    {
        var id = NameOf(number);
        await AskAsync(watch => blob.StageBlockAsync(id, new Unclosed(part, watch.Resume), cancellationToken: watch.Token), cancellationToken).ConfigureAwait(false);
        return id;
    }

    public Task EndAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken) =>
        AskAsync(watch => blob.CommitBlockListAsync(parts, cancellationToken: watch.Token), cancellationToken);

    public Task AbortAsync() => Task.CompletedTask;

    private Task<T> AskAsync<T>(Func<SilenceWatch, Task<T>> call, CancellationToken cancellationToken) => AzureErrors.TryAsync(what, () => silence.CallAsync(call, cancellationToken), cancellationToken);

    // All of a blob must be equally long.
    private string NameOf(int number)
    {
        Span<byte> id = stackalloc byte[20];
        _upload.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], number);
        return Convert.ToBase64String(id);
    }
}
