using System.Formats.Tar;
using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>Writes files as a tar archive that is unpacked at the root of a container. Folders are left to the engine, which makes what is missing and keeps what is there.</summary>
internal static class FileArchive
{
    // Headers and padding of a file with a path of usual length; a longer one only makes the stream grow.
    private const int HeaderBytes = 4 * 512;
    private const int EndBytes = 2 * 512;

    /// <summary>The archive, at its beginning.</summary>
    /// <exception cref="ContainerRefusedException">A path is not absolute.</exception>
    public static async Task<MemoryStream> WriteAsync(IReadOnlyList<FileWork> files, DateTimeOffset modified, CancellationToken cancellationToken)
    {
        // A large file is there twice, and not twice more while a stream grows.
        var archive = new MemoryStream((int)Math.Min(Array.MaxLength, EndBytes + files.Sum(file => HeaderBytes + file.Content.LongLength)));
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var file in files)
            {
                if (!file.Path.StartsWith('/'))
                    throw new ContainerRefusedException($"file path \"{file.Path}\" is not absolute; write it from the root of the container, e.g. /tmp/input");
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, file.Path.TrimStart('/'))
                {
                    Mode = (UnixFileMode)(file.Mode & 0xFFF),
                    ModificationTime = modified,
                    DataStream = new MemoryStream(file.Content, writable: false),
                }, cancellationToken);
            }
        }
        archive.Position = 0;
        return archive;
    }
}
