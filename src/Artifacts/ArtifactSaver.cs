using System.IO.Compression;
using System.Runtime.CompilerServices;
using Fleet.Artifacts.Archives;

namespace Fleet.Artifacts;

/// <summary>Stores files and folders, packed as it is asked for.</summary>
/// <param name="store">Where to.</param>
public sealed class ArtifactSaver(IArtifactStore store)
{
    private const int DefaultLevel = -1;

    /// <summary>Stores what a container engine copies out: a tar whose first entry is the file or folder. The same content under the same name gives the same bytes.</summary>
    /// <param name="tar">The tar.</param>
    /// <param name="name">Name of the file or folder.</param>
    /// <param name="key">Where it goes.</param>
    /// <param name="kind">How it is packed.</param>
    /// <param name="level">gzip's level, 0 to 9; null or -1: its default.</param>
    /// <param name="alone">Nobody else stores below the key: of a folder that is not packed, what lies there goes first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Bytes that were stored: of the archive, or of all files of a folder that is not packed.</returns>
    /// <exception cref="ArtifactRefusedException">The kind of archive cannot have what is in it; or it is a device or pipe itself.</exception>
    public Task<long> SaveTarAsync(Stream tar, string name, string key, ArchiveKind kind, int? level, bool alone, CancellationToken cancellationToken) =>
        SaveAsync(RenamedAsync(tar, name, cancellationToken), name, key, kind, level, alone, cancellationToken);

    /// <summary>Stores a stream as it is.</summary>
    /// <returns>Bytes that were stored.</returns>
    public async Task<long> SaveStreamAsync(Stream content, string key, CancellationToken cancellationToken)
    {
        var counted = new CountedStream(content);
        await using (counted.ConfigureAwait(false))
            await store.PutAsync(key, counted, cancellationToken).ConfigureAwait(false);
        return counted.Bytes;
    }

    /// <summary>Stores a file or folder of this machine.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="key">Where it goes.</param>
    /// <param name="kind">How it is packed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Bytes that were stored, as of <see cref="SaveTarAsync"/>.</returns>
    /// <exception cref="ArtifactRefusedException">It has what is neither file, folder nor link.</exception>
    public Task<long> SavePathAsync(string path, string key, ArchiveKind kind, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return SaveAsync(TreeItems.OfPathAsync(path, name.Length == 0 ? "root" : name, cancellationToken), name, key, kind, null, alone: false, cancellationToken);
    }

    private async Task<long> SaveAsync(IAsyncEnumerable<ArchiveItem> items, string name, string key, ArchiveKind kind, int? level, bool alone, CancellationToken cancellationToken)
    {
        if (kind == ArchiveKind.None)
            return await SaveTreeAsync(items, name, key, alone, cancellationToken).ConfigureAwait(false);

        var content = FedStream.Of(output => kind == ArchiveKind.Zip ? ZipOutput.WriteAsync(items, output, cancellationToken) : WriteTarAsync(items, output, level, cancellationToken));
        await using (content.ConfigureAwait(false))
            return await SaveStreamAsync(content, key, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteTarAsync(IAsyncEnumerable<ArchiveItem> items, Stream output, int? level, CancellationToken cancellationToken)
    {
        var gzip = new GZipStream(output, new ZLibCompressionOptions { CompressionLevel = Math.Clamp(level ?? DefaultLevel, DefaultLevel, 9) }, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
            await TarOutput.WriteAsync(items, "", gzip, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> SaveTreeAsync(IAsyncEnumerable<ArchiveItem> items, string name, string key, bool alone, CancellationToken cancellationToken)
    {
        var upload = new TreeUpload(store, cancellationToken);
        await using (upload.ConfigureAwait(false))
        {
            await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var inner = item.Name == name ? key : key + item.Name[name.Length..];
                switch (item.Kind)
                {
                    case ArchiveItemKind.Folder when alone && inner == key:
                        await ClearAsync(key, cancellationToken).ConfigureAwait(false);
                        break;
                    case ArchiveItemKind.File:
                        await upload.AddAsync(inner, item.Content, item.Length).ConfigureAwait(false);
                        break;
                    case ArchiveItemKind.HardLink when item.Target.StartsWith(name, StringComparison.Ordinal):
                        // Its content came under the other name, and not again.
                        await upload.EndAsync().ConfigureAwait(false);
                        if (await store.OpenAsync(key + item.Target[name.Length..], cancellationToken).ConfigureAwait(false) is { } content)
                        {
                            await using (content.ConfigureAwait(false))
                                await upload.AddAsync(inner, content, content.Length).ConfigureAwait(false);
                        }

                        break;
                    default:
                        // Objects cannot be links: a symbolic one is left out, like an empty folder (docs/artifacts.md).
                        break;
                }
            }

            await upload.EndAsync().ConfigureAwait(false);
            return upload.Bytes;
        }
    }

    // What an earlier try has left. Who may store and nothing else, which is all that Argo asks for, stores.
    private async Task ClearAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteBelowAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactRefusedException)
        {
            // Mostly nothing is there.
        }
    }

    // The engine names it as it is called where a link led to; the artifact has the name that was asked for.
    private static async IAsyncEnumerable<ArchiveItem> RenamedAsync(Stream tar, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? first = null;
        await foreach (var item in TarItems.ReadAsync(tar, onlyContent: true, cancellationToken).ConfigureAwait(false))
        {
            first ??= item.Name;
            yield return item with
            {
                Name = name + item.Name[first.Length..],
                Target = item.Kind == ArchiveItemKind.HardLink && item.Target.StartsWith(first, StringComparison.Ordinal) ? name + item.Target[first.Length..] : item.Target,
            };
        }

        if (first is null)
            throw new ArtifactRefusedException($"'{name}' is neither file nor folder");
        // What closes the archive, too: a connection that gives it is free again only then.
        await tar.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
    }
}
