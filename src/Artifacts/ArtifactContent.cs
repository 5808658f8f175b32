using System.Runtime.CompilerServices;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Caching;

namespace Fleet.Artifacts;

/// <summary>A stored artifact, unpacked: a file, or a folder with what lies in it. Everything in it was looked at before anything of it is given.</summary>
public sealed class ArtifactContent
{
    private const int FileBufferBytes = 128 * 1024;

    private readonly Func<CancellationToken, IAsyncEnumerable<ArchiveItem>> _items;

    private ArtifactContent(bool isFolder, Func<CancellationToken, IAsyncEnumerable<ArchiveItem>> items) => (IsFolder, _items) = (isFolder, items);

    /// <summary>It is a folder; else a file, or a link.</summary>
    public bool IsFolder { get; }

    /// <summary>Opens an artifact.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="key">Its key, or what the keys of its files begin with.</param>
    /// <param name="kind">How it is packed.</param>
    /// <param name="limits">What it may come to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The artifact; null: nothing is stored there.</returns>
    /// <exception cref="ArtifactRefusedException">It is broken or hostile.</exception>
    public static async Task<ArtifactContent?> OpenAsync(IArtifactStore store, string key, ArchiveKind kind, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        key = ArtifactKey.Checked(key.TrimEnd('/'));
        if (await store.OpenAsync(key, cancellationToken).ConfigureAwait(false) is { } stream)
        {
            await using (stream.ConfigureAwait(false))
                return await OpenAsync(stream, token => ReopenAsync(store, key, token), kind, limits, cancellationToken).ConfigureAwait(false);
        }

        await foreach (var _ in store.ListAsync(key + "/", cancellationToken).ConfigureAwait(false))
            return new ArtifactContent(isFolder: true, token => TreeItems.ReadAsync(store, key + "/", token));
        return null;
    }

    /// <summary>An artifact whose bytes are at hand.</summary>
    /// <exception cref="ArtifactRefusedException">It is broken or hostile.</exception>
    public static Task<ArtifactContent> OfAsync(byte[] bytes, ArchiveKind kind, ArchiveLimits limits, CancellationToken cancellationToken) =>
        OpenAsync(new MemoryStream(bytes, writable: false), _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)), kind, limits, cancellationToken);

    /// <summary>An artifact that lies on this machine: a file, packed or not, or a folder as it is.</summary>
    /// <exception cref="ArtifactRefusedException">It is broken or hostile.</exception>
    public static async Task<ArtifactContent> OfPathAsync(string path, ArchiveKind kind, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            return new ArtifactContent(isFolder: true, token => FolderAsync(path, token));
        Stream Open() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileBufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var stream = Open();
        await using (stream.ConfigureAwait(false))
            return await OpenAsync(stream, _ => Task.FromResult(Open()), kind, limits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Its items, named from the artifact on; the artifact itself has the empty name and comes first. May be asked for again.</summary>
    public IAsyncEnumerable<ArchiveItem> ItemsAsync(CancellationToken cancellationToken) => _items(cancellationToken);

    private static async Task<ArtifactContent> OpenAsync(Stream stream, Func<CancellationToken, Task<Stream>> reopen, ArchiveKind kind, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        if (kind == ArchiveKind.Detect)
            kind = await ArchiveFormats.IsCompressedTarAsync(stream, cancellationToken).ConfigureAwait(false) ? ArchiveKind.Tar : ArchiveKind.None;
        if (kind == ArchiveKind.None)
            return new ArtifactContent(isFolder: false, token => FileAsync(reopen, token));
        var (root, isFolder) = await LookAsync(stream, kind, limits, cancellationToken).ConfigureAwait(false);
        return new ArtifactContent(isFolder, token => UnpackAsync(reopen, kind, root, token));
    }

    // An archive that is broken in this host's cache alone is fetched again.
    private static async Task<(string? Root, bool IsFolder)> LookAsync(Stream stream, ArchiveKind kind, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            return await ArchiveScan.LookAsync(stream, kind, limits, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactRefusedException) when (stream is KeptContent)
        {
            await ((KeptContent)stream).CheckAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Stream> ReopenAsync(IArtifactStore store, string key, CancellationToken cancellationToken) =>
        await store.OpenAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new ArtifactRefusedException($"'{key}' is gone from the artifact store ({store.Description}) while it was read");

    private static async IAsyncEnumerable<ArchiveItem> FolderAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Root = "root";
        await foreach (var item in TreeItems.OfPathAsync(path, Root, cancellationToken).ConfigureAwait(false))
            yield return item with { Name = Without(Root, item.Name) };
    }

    private static async IAsyncEnumerable<ArchiveItem> FileAsync(Func<CancellationToken, Task<Stream>> reopen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await reopen(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            yield return new ArchiveItem { Name = "", Kind = ArchiveItemKind.File, Mode = 0b110_100_100, Length = stream.Length, Content = stream };
    }

    // One file or folder at the top is the artifact; several are in a folder that becomes it (Argo's source: untar).
    private static async IAsyncEnumerable<ArchiveItem> UnpackAsync(Func<CancellationToken, Task<Stream>> reopen, ArchiveKind kind, string? root, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await reopen(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var begun = root is null;
            if (begun)
                yield return TreeItems.Folder("");
            await foreach (var item in ArchiveFormats.ReadAsync(stream, kind, countRest: null, cancellationToken).ConfigureAwait(false))
            {
                var placed = root is null ? item : item with { Name = Without(root, item.Name), Target = item.Kind == ArchiveItemKind.HardLink ? Without(root, item.Target) : item.Target };
                if (placed.Name.Length == 0 && root is null)
                    continue;
                if (!begun && placed.Name.Length > 0)
                    yield return TreeItems.Folder("");
                begun = true;
                yield return placed;
            }
        }
    }

    private static string Without(string root, string name) => name.Length <= root.Length ? "" : name[(root.Length + 1)..];
}
