using System.Formats.Tar;
using System.Runtime.CompilerServices;

namespace Fleet.Artifacts.Archives;

/// <summary>Folders that are not packed: objects whose keys have a common beginning, or a folder of this machine.</summary>
public static class TreeItems
{
    private const int FolderMode = 0b111_101_101;
    private const int FileMode = 0b110_100_100;
    private const int LinkMode = 0b111_111_111;
    private const int TypeAt = 156;

    // What bytes that are not UTF-8 are read as.
    private const char Lost = '\uFFFD';

    /// <summary>A folder.</summary>
    public static ArchiveItem Folder(string name) => new() { Name = name, Kind = ArchiveItemKind.Folder, Mode = FolderMode };

    /// <summary>The objects below a key.</summary>
    /// <exception cref="ArtifactRefusedException">One lies below another, which no folder can have; or its key is none.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer, or one was deleted meanwhile: it is to be read anew.</exception>
    internal static async IAsyncEnumerable<ArchiveItem> ReadAsync(IArtifactStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Folder("");
        var at = "";
        // Whose names the next one's begins with: it may lie below one of them, since keys come in order.
        var files = new Stack<string>();
        var download = new TreeDownload(store, prefix, cancellationToken);
        await using (download.ConfigureAwait(false))
        {
            while (await download.NextAsync().ConfigureAwait(false) is { } found)
            {
                var name = NameOf(found, prefix);
                if (name.Length == 0)
                    continue;
                while (files.TryPeek(out var before) && !name.StartsWith(before, StringComparison.Ordinal))
                    files.Pop();
                if (files.FirstOrDefault(file => name.Length == file.Length || name[file.Length] == '/') is { } above)
                {
                    // A mark has nothing to lose.
                    if (found.IsFolder)
                        continue;
                    throw new ArtifactRefusedException($"'{prefix}{above}' and '{found.Key}' are both in the artifact store ({store.Description}): no folder can have a file and a folder of the same name");
                }

                var folders = found.IsFolder ? name + "/" : name;
                foreach (var folder in Above(folders).Where(folder => !at.StartsWith(folder + "/", StringComparison.Ordinal)))
                    yield return Folder(folder);
                at = folders;
                if (found.IsFolder)
                    continue;
                files.Push(name);
                // Without it the folder would be one that never was there.
                var content = await download.OpenAsync().ConfigureAwait(false)
                    ?? throw new StoreUnavailableException($"'{found.Key}' was deleted from the artifact store ({store.Description}) while its folder was read");
                await using (content.ConfigureAwait(false))
                    yield return new ArchiveItem { Name = name, Kind = ArchiveItemKind.File, Mode = FileMode, Length = content.Length, Content = content };
            }
        }
    }

    /// <summary>A file or folder of this machine, sorted; links are links, what is neither file, folder nor link is refused.</summary>
    /// <exception cref="ArtifactRefusedException">It has a device, socket or pipe, or a name that is not UTF-8.</exception>
    public static async IAsyncEnumerable<ArchiveItem> OfPathAsync(string path, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        var target = entry.LinkTarget;
        // .NET has read another name than it is: nothing is there under it.
        if (name.Contains(Lost, StringComparison.Ordinal) || target?.Contains(Lost, StringComparison.Ordinal) is true)
            throw new ArtifactRefusedException($"the name of '{ArchiveGuard.Shown(path)}', or where it leads as a link, is not UTF-8 as names in artifacts must be; name the file otherwise");
        if (target is not null && name.Contains('/', StringComparison.Ordinal))
        {
            yield return new ArchiveItem { Name = name, Kind = ArchiveItemKind.Link, Mode = LinkMode, Target = target };
            yield break;
        }

        if (!entry.Exists)
            throw new ArtifactRefusedException($"{path} is not there{(target is null ? "" : ": it is a link to nothing")}");
        var item = new ArchiveItem { Name = name, Kind = ArchiveItemKind.File, Mode = (int)entry.UnixFileMode };
        if (entry is FileInfo file)
        {
            if ((file.Attributes & FileAttributes.Device) != 0 || (file.Length == 0 && !IsFile(path)))
                throw new ArtifactRefusedException($"{path} is a device, socket or pipe");
            var content = new FileStream(path, System.IO.FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (content.ConfigureAwait(false))
                yield return item with { Length = content.Length, Content = content };
            yield break;
        }

        yield return item with { Kind = ArchiveItemKind.Folder };
        foreach (var inner in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
        {
            await foreach (var below in OfPathAsync(inner, name + "/" + Path.GetFileName(inner), cancellationToken).ConfigureAwait(false))
                yield return below;
        }
    }

    // To open a pipe is to wait for ever. .NET tells its kind only to tar.
    private static bool IsFile(string path)
    {
        try
        {
            using var header = new MemoryStream();
            using (var tar = new TarWriter(header, TarEntryFormat.Gnu, leaveOpen: true))
                tar.WriteEntry(path, "x");
            return header.ToArray()[TypeAt] is (byte)TarEntryType.RegularFile or (byte)TarEntryType.V7RegularFile;
        }
        catch (IOException)
        {
            // A socket.
            return false;
        }
    }

    // From the prefix on, without the slash of a mark. Of an object store any key may come.
    private static string NameOf(StoredObject found, string prefix)
    {
        var key = ArtifactKey.Checked(found.Key.TrimEnd('/'));
        return key.Length < prefix.Length ? "" : key[prefix.Length..];
    }

    private static IEnumerable<string> Above(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
            yield return name[..slash];
    }
}
