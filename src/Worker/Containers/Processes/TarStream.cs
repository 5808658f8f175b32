using System.Formats.Tar;
using Fleet.Artifacts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>A file or folder as a tar archive, written while it is read; what nobody reads any more is not written.</summary>
internal static class TarStream
{
    /// <summary>The archive; its only or first entry has the name of the path.</summary>
    public static Stream Of(string path) => FedStream.Of(async stream =>
    {
        await using var archive = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        await AddAsync(archive, path, Path.GetFileName(path));
    });

    // Links are written as links; marks of an overlay are no files.
    private static async Task AddAsync(TarWriter archive, string path, string name)
    {
        var kind = Native.KindOf(path);
        if (kind is FileKind.File or FileKind.Link or FileKind.Folder)
            await archive.WriteEntryAsync(path, name);
        if (kind != FileKind.Folder)
            return;
        foreach (var inner in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
            await AddAsync(archive, inner, name + "/" + Path.GetFileName(inner));
    }
}
