using System.Formats.Tar;

namespace Fleet.Artifacts.Archives;

/// <summary>Writes items as tar: no times, no owners unless asked for, so that equal content gives equal bytes.</summary>
public static class TarOutput
{
    /// <summary>Writes them in their order.</summary>
    /// <param name="items">The items; those that are named empty get the place itself as their name.</param>
    /// <param name="place">Goes before every name; empty: nothing does.</param>
    /// <param name="output">Where to.</param>
    /// <param name="modified">Time of all of them; null: the beginning of the epoch.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="user">Number of the user whom all of them belong to.</param>
    /// <param name="group">Number of the group.</param>
    public static async Task WriteAsync(IAsyncEnumerable<ArchiveItem> items, string place, Stream output, DateTimeOffset? modified, CancellationToken cancellationToken, int user = 0, int group = 0)
    {
        ArgumentNullException.ThrowIfNull(items);
        // Not PAX: the names of its headers have the number of the process in them.
        var writer = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var name = Below(place, item.Name);
                if (name.Length == 0)
                    continue;
                var entry = new GnuTarEntry(TypeOf(item.Kind), item.Kind == ArchiveItemKind.Folder ? name + "/" : name)
                {
                    Mode = (UnixFileMode)item.Mode,
                    ModificationTime = modified ?? DateTimeOffset.UnixEpoch,
                    Uid = user,
                    Gid = group,
                };
                if (item.Kind == ArchiveItemKind.Link)
                    entry.LinkName = item.Target;
                else if (item.Kind == ArchiveItemKind.HardLink)
                    entry.LinkName = Below(place, item.Target);
                else if (item.Kind == ArchiveItemKind.File && item.Length > 0)
                    entry.DataStream = new Measured(item.Content, item.Length);
                await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Below(string place, string name) => place.Length == 0 ? name : name.Length == 0 ? place : place + "/" + name;

    private static TarEntryType TypeOf(ArchiveItemKind kind) => kind switch
    {
        ArchiveItemKind.Folder => TarEntryType.Directory,
        ArchiveItemKind.Link => TarEntryType.SymbolicLink,
        ArchiveItemKind.HardLink => TarEntryType.HardLink,
        _ => TarEntryType.RegularFile,
    };
}
