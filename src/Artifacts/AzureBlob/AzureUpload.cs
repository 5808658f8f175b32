using System.Buffers.Binary;
using Azure.Storage.Blobs.Specialized;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.AzureBlob;

/// <summary>An upload of one blob. Blocks that no list names are not seen; Azure removes them within a week, so that nothing is to be done where an upload is given up.</summary>
internal sealed class AzureUpload(BlockBlobClient blob, string what) : IPartedUpload
{
    // Two workers may store the same blob: each names its own blocks.
    private readonly Guid _upload = Guid.NewGuid();

    public Task PutAsync(Stream content, CancellationToken cancellationToken) =>
        AzureErrors.TryAsync(what, () => blob.UploadAsync(content, cancellationToken: cancellationToken), cancellationToken);

    public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<string> SendAsync(int number, Stream part, CancellationToken cancellationToken)
    {
        var id = NameOf(number);
        await AzureErrors.TryAsync(what, () => blob.StageBlockAsync(id, part, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        return id;
    }

    public Task EndAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken) =>
        AzureErrors.TryAsync(what, () => blob.CommitBlockListAsync(parts, cancellationToken: cancellationToken), cancellationToken);

    public Task AbortAsync() => Task.CompletedTask;

    // All of a blob must be equally long.
    private string NameOf(int number)
    {
        Span<byte> id = stackalloc byte[20];
        _upload.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], number);
        return Convert.ToBase64String(id);
    }
}
