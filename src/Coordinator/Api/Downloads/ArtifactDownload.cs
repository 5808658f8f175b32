using System.IO.Compression;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;

namespace Fleet.Coordinator.Api.Downloads;

/// <summary>An artifact as it is stored: one object, or a folder of them (what <c>archive: none</c> makes of a folder).</summary>
public sealed class ArtifactDownload
{
    private readonly IArtifactStore? store;
    private readonly string key;
    private readonly byte[]? bytes;

    private ArtifactDownload(IArtifactStore? store, string key, byte[]? bytes) => (this.store, this.key, this.bytes) = (store, key, bytes);

    /// <summary>Name of the file: the last part of its key.</summary>
    public string FileName => key.TrimEnd('/')[(key.TrimEnd('/').LastIndexOf('/') + 1)..];

    /// <summary>Opens it; null: it is a folder, or nothing is stored any more.</summary>
    public async Task<Stream?> OpenAsync(CancellationToken cancellationToken) =>
        bytes is not null ? new MemoryStream(bytes, writable: false) : await store!.OpenAsync(ArtifactKey.Checked(key.TrimEnd('/')), cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a file of the folder; null: there is none.</summary>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken) =>
        bytes is not null ? null : await store!.OpenAsync(ArtifactKey.Checked($"{key.TrimEnd('/')}/{path}"), cancellationToken).ConfigureAwait(false);

    /// <summary>What lies directly in a folder of the folder: names, those of folders with a slash, sorted. None: there is no such folder.</summary>
    /// <param name="path">The inner folder; empty: the artifact itself.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<IReadOnlyCollection<string>> ListAsync(string path, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (store is null)
            return names;
        var prefix = (path.Length == 0 ? key.TrimEnd('/') : ArtifactKey.Checked($"{key.TrimEnd('/')}/{path.TrimEnd('/')}")) + "/";
        await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            var name = found.Key[prefix.Length..];
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            // The folder's own mark has no name in it.
            if (name.Length > 0)
                names.Add(slash < 0 ? name : name[..(slash + 1)]);
        }

        return names;
    }

    /// <summary>The folder as a compressed tar, made while it is read; null: nothing is stored.</summary>
    public async Task<Stream?> PackedAsync(CancellationToken cancellationToken)
    {
        if (store is null || await ArtifactContent.OpenAsync(store, key, ArchiveKind.None, ArchiveLimits.Default, cancellationToken).ConfigureAwait(false) is not { } content)
            return null;
        return FedStream.Of(async output =>
        {
            var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
            await using (gzip.ConfigureAwait(false))
                await TarOutput.WriteAsync(content.ItemsAsync(cancellationToken), FileName, gzip, null, cancellationToken).ConfigureAwait(false);
        });
    }

    internal static ArtifactDownload OfKey(IArtifactStore store, string key) => new(store, key, null);

    internal static ArtifactDownload OfBytes(string name, byte[] bytes) => new(null, name, bytes);
}
