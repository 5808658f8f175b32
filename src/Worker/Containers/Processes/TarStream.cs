using System.Formats.Tar;
using Fleet.Artifacts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Files and folders of a task as a tar archive, written while it is read; what nobody reads any more is not written.</summary>
internal static class TarStream
{
    /// <summary>The archive, in their order; links are written as links.</summary>
    public static Stream Of(IEnumerable<WrittenFile> files) => FedStream.Of(async stream =>
    {
        await using var archive = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var file in files)
            await archive.WriteEntryAsync(file.Real, file.Name);
    });
}
