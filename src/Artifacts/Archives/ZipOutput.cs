using System.IO.Compression;
using System.Text;

namespace Fleet.Artifacts.Archives;

/// <summary>Writes items as zip, with one time for all of them, so that equal content gives equal bytes.</summary>
internal static class ZipOutput
{
    // The earliest that the format can say.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes them in their order.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<ArchiveItem> items, Stream output, CancellationToken cancellationToken)
    {
        var archive = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var entry = archive.CreateEntry(item.Kind == ArchiveItemKind.Folder ? item.Name + "/" : item.Name);
                entry.LastWriteTime = Time;
                entry.ExternalAttributes = (TypeOf(item.Kind) | item.Mode) << 16;
                var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    if (item.Kind is ArchiveItemKind.Link or ArchiveItemKind.HardLink)
                        await content.WriteAsync(Encoding.UTF8.GetBytes(TargetOf(item)), cancellationToken).ConfigureAwait(false);
                    else
                        await item.Content.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    // The format has no hard links, and what the file has was written under its other name: a symbolic link leads there.
    private static string TargetOf(ArchiveItem item) => item.Kind == ArchiveItemKind.Link ? item.Target : Path.GetRelativePath(Path.GetDirectoryName("/" + item.Name)!, "/" + item.Target);

    private static int TypeOf(ArchiveItemKind kind) => kind switch
    {
        ArchiveItemKind.Folder => 0x4000,
        ArchiveItemKind.Link or ArchiveItemKind.HardLink => 0xA000,
        _ => 0x8000,
    };
}
