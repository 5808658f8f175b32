using System.Formats.Tar;
using System.Runtime.CompilerServices;

namespace Fleet.Artifacts.Archives;

/// <summary>Reads a tar archive.</summary>
internal static class TarItems
{
    private const int ModeBits = 0xFFF;

    /// <summary>Its items in its order.</summary>
    /// <exception cref="ArtifactRefusedException">It is broken, or has what is neither file, folder nor link.</exception>
    public static async IAsyncEnumerable<ArchiveItem> ReadAsync(Stream tar, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new TarReader(tar, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.EntryType != TarEntryType.GlobalExtendedAttributes)
                    yield return ItemOf(entry);
            }
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new ArtifactRefusedException($"the tar archive is broken: {error.Message}", error);
        }
    }

    private static ArchiveItem ItemOf(TarEntry entry)
    {
        var name = ArchiveGuard.NameOf(entry.Name);
        var item = new ArchiveItem { Name = name, Kind = ArchiveItemKind.File, Mode = (int)entry.Mode & ModeBits };
        return entry.EntryType switch
        {
            TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => item with { Length = entry.Length, Content = entry.DataStream ?? Stream.Null },
            TarEntryType.Directory => item with { Kind = ArchiveItemKind.Folder },
            TarEntryType.SymbolicLink => item with { Kind = ArchiveItemKind.Link, Target = entry.LinkName },
            TarEntryType.HardLink => item with { Kind = ArchiveItemKind.HardLink, Target = ArchiveGuard.NameOf(entry.LinkName) },
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo =>
                throw new ArtifactRefusedException($"the archive has a device or pipe, '{name}'; only files, folders and links are unpacked"),
            _ => throw new ArtifactRefusedException($"the archive has '{name}' of type {entry.EntryType}; only files, folders and links are unpacked"),
        };
    }
}
