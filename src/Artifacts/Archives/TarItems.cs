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
        var reader = new TarReader(new PlainTar(tar), leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                    continue;
                if (onlyContent && entry.EntryType is TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo)
                    noFiles[ArchiveGuard.NameOf(entry.Name)] = null;
                else if (Resolved(ItemOf(entry), noFiles) is { } item)
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

    private static ArchiveItem ItemOf(TarEntry entry)
    {
        CheckForm(entry);
        var name = ArchiveGuard.NameOf(entry.Name);
        var item = new ArchiveItem { Name = name, Kind = ArchiveItemKind.File, Mode = (int)entry.Mode & ModeBits };
        return entry.EntryType switch
        {
            // The seventh edition's tar knows a folder by its slash.
            TarEntryType.RegularFile or TarEntryType.V7RegularFile when entry.Length == 0 && entry.Name.EndsWith('/') => item with { Kind = ArchiveItemKind.Folder },
            TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => item with { Length = entry.Length, Content = entry.DataStream ?? Stream.Null },
            TarEntryType.Directory => item with { Kind = ArchiveItemKind.Folder },
            TarEntryType.SymbolicLink => item with { Kind = ArchiveItemKind.Link, Target = entry.LinkName },
            TarEntryType.HardLink => item with { Kind = ArchiveItemKind.HardLink, Target = ArchiveGuard.NameOf(entry.LinkName) },
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo =>
                throw new ArtifactRefusedException($"the archive has a device or pipe, '{name}'; only files, folders and links are unpacked"),
            _ => throw new ArtifactRefusedException($"the archive has '{name}' of type {entry.EntryType}; only files, folders and links are unpacked"),
        };
    }

    // What .NET reads as something else than it is. Nothing of it may be lost in silence.
    private static void CheckForm(TarEntry entry)
    {
        if (entry.EntryType == TarEntryType.SparseFile || entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)))
            throw new ArtifactRefusedException($"the archive has a sparse file, '{ArchiveGuard.Shown(entry.Name)}', in a form that is not read here; pack it without --sparse");
        if (entry.Name.Contains(Lost, StringComparison.Ordinal) || entry.LinkName.Contains(Lost, StringComparison.Ordinal))
            throw new ArtifactRefusedException($"the archive has the name '{ArchiveGuard.Shown(entry.Name)}', which is not UTF-8 as names in artifacts must be; name the file otherwise");
    }
}
