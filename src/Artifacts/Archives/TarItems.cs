using System.Formats.Tar;
using System.Runtime.CompilerServices;

namespace Fleet.Artifacts.Archives;

/// <summary>Reads a tar archive.</summary>
internal static class TarItems
{
    private const int ModeBits = 0xFFF;

    // What bytes that are not UTF-8 are read as.
    private const char Lost = '\uFFFD';

    /// <summary>Its items in its order. A hard link to a symbolic link is given as what it is: that symbolic link, at another place.</summary>
    /// <param name="tar">The archive.</param>
    /// <param name="onlyContent">Devices and pipes are left out; otherwise they are refused.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArtifactRefusedException">It is broken, or has what is neither file, folder nor link.</exception>
    public static async IAsyncEnumerable<ArchiveItem> ReadAsync(Stream tar, bool onlyContent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Where links lead; null: what was left out.
        var noFiles = new Dictionary<string, string?>(StringComparer.Ordinal);
        var plain = new PlainTar(tar);
        var reader = new TarReader(plain, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                // What is said of the whole archive (tar --label) is no content.
                if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.TapeVolume)
                    continue;
                var (name, linkName) = (plain.Name ?? entry.Name, plain.LinkName ?? entry.LinkName);
                if (onlyContent && entry.EntryType is TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo)
                    noFiles[ArchiveGuard.NameOf(name)] = null;
                else if (Resolved(ItemOf(entry, name, linkName), noFiles) is { } item)
                    yield return item;
            }
        }
    }

    // Null: another name of what was left out.
    private static ArchiveItem? Resolved(ArchiveItem item, Dictionary<string, string?> noFiles)
    {
        if (item.Kind == ArchiveItemKind.HardLink && noFiles.TryGetValue(item.Target, out var target))
        {
            if (target is null)
            {
                noFiles[item.Name] = null;
                return null;
            }

            item = item with { Kind = ArchiveItemKind.Link, Target = target };
        }

        if (item.Kind == ArchiveItemKind.Link)
            noFiles[item.Name] = item.Target;
        else
            noFiles.Remove(item.Name);
        return item;
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new ArtifactRefusedException($"the tar archive is broken: {error.Message}", error);
        }
    }

    private static ArchiveItem ItemOf(TarEntry entry, string written, string linkName)
    {
        CheckForm(entry, written, linkName);
        var name = ArchiveGuard.NameOf(written);
        var item = new ArchiveItem { Name = name, Kind = ArchiveItemKind.File, Mode = (int)entry.Mode & ModeBits };
        return entry.EntryType switch
        {
            // The seventh edition's tar knows a folder by its slash.
            TarEntryType.RegularFile or TarEntryType.V7RegularFile when entry.Length == 0 && written.EndsWith('/') => item with { Kind = ArchiveItemKind.Folder },
            TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => item with { Length = entry.Length, Content = entry.DataStream ?? Stream.Null },
            // With the names of all that was in it at the time (tar --listed-incremental).
            TarEntryType.Directory or TarEntryType.DirectoryList => item with { Kind = ArchiveItemKind.Folder },
            TarEntryType.SymbolicLink => item with { Kind = ArchiveItemKind.Link, Target = linkName },
            TarEntryType.HardLink => item with { Kind = ArchiveItemKind.HardLink, Target = ArchiveGuard.NameOf(linkName) },
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo =>
                throw new ArtifactRefusedException($"the archive has a device or pipe, '{name}'; only files, folders and links are unpacked"),
            _ => throw new ArtifactRefusedException($"the archive has '{name}' of type {entry.EntryType}; only files, folders and links are unpacked"),
        };
    }

    // What .NET reads as something else than it is. Nothing of it may be lost in silence.
    private static void CheckForm(TarEntry entry, string name, string linkName)
    {
        if (entry.EntryType == TarEntryType.SparseFile || entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)))
            throw new ArtifactRefusedException($"the archive has a sparse file, '{ArchiveGuard.Shown(name)}', in a form that is not read here; pack it without --sparse");
        if (name.Contains(Lost, StringComparison.Ordinal) || linkName.Contains(Lost, StringComparison.Ordinal))
            throw new ArtifactRefusedException($"the archive has the name '{ArchiveGuard.Shown(name)}', which is not UTF-8 as names in artifacts must be; name the file otherwise");
    }
}
