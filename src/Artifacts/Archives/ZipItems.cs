using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Fleet.Artifacts.Archives;

/// <summary>Reads a zip archive.</summary>
internal static class ZipItems
{
    private const int LinkBytes = 4096;
    private const int TypeBits = 0xF000;
    private const int ModeBits = 0xFFF;

    /// <summary>Its items in its order.</summary>
    /// <exception cref="ArtifactRefusedException">It is broken, or has what is neither file, folder nor link.</exception>
    public static async IAsyncEnumerable<ArchiveItem> ReadAsync(Stream zip, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var local = await LocalCopy.OfAsync(zip, cancellationToken).ConfigureAwait(false);
        await using var copy = (local == zip ? Stream.Null : local).ConfigureAwait(false);
        var archive = await OpenAsync(local, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            foreach (var entry in archive.Entries)
            {
                var content = await ContentAsync(entry, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                    yield return await ItemOfAsync(entry, content, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<ZipArchive> OpenAsync(Stream zip, CancellationToken cancellationToken)
    {
        try
        {
            var names = new ZipNames();
            var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, names, cancellationToken).ConfigureAwait(false);
            // Reads the directory, so that what is wrong with it is known now.
            var entries = archive.Entries;
            if (!names.HadOld)
                return archive;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            return entries.Select(entry => entry.FullName).FirstOrDefault(name => !name.EndsWith('/') && !seen.Add(name)) is not { } twice ? archive
                : throw new ArtifactRefusedException($"the archive has the name '{ArchiveGuard.Shown(twice)}' twice, perhaps once in UTF-8 and once in code page 437; pack it with UTF-8 names");
        }
        catch (InvalidDataException error)
        {
            throw new ArtifactRefusedException($"the zip archive is broken: {error.Message}", error);
        }
    }

    private static async Task<Stream> ContentAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsEncrypted)
            throw new ArtifactRefusedException($"the archive has '{ArchiveGuard.Shown(entry.FullName)}' with a password; pack it without one");
        try
        {
            // .NET does not look at the sum.
            return new SummedStream(await entry.OpenAsync(cancellationToken).ConfigureAwait(false), entry.Length, entry.Crc32, entry.FullName);
        }
        catch (InvalidDataException error)
        {
            throw new ArtifactRefusedException($"the zip archive is broken: {error.Message}", error);
        }
    }

    private static async Task<ArchiveItem> ItemOfAsync(ZipArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        // What bytes that are not UTF-8, and are said to be, are read as: two such names may be one.
        if (entry.FullName.Contains('\uFFFD', StringComparison.Ordinal))
            throw new ArtifactRefusedException($"the archive has the name '{ArchiveGuard.Shown(entry.FullName)}', which is not UTF-8 as it says and as names in artifacts must be; pack it with UTF-8 names");
        var attributes = (entry.ExternalAttributes >> 16) & 0xFFFF;
        var name = ArchiveGuard.NameOf(entry.FullName);
        var folder = entry.FullName.EndsWith('/');
        // Archivers other than Unix's leave the mode out.
        var mode = (attributes & ModeBits) is var bits and > 0 ? bits : folder ? 0b111_101_101 : 0b110_100_100;
        var item = new ArchiveItem { Name = name, Kind = ArchiveItemKind.File, Mode = mode, Length = entry.Length, Content = content };
        return (attributes & TypeBits) switch
        {
            _ when folder => item with { Kind = ArchiveItemKind.Folder, Length = 0, Content = Stream.Null },
            0xA000 => item with { Kind = ArchiveItemKind.Link, Target = await TargetAsync(name, content, cancellationToken).ConfigureAwait(false), Length = 0, Content = Stream.Null },
            0 or 0x8000 => item,
            _ => throw new ArtifactRefusedException($"the archive has a device or pipe, '{name}'; only files, folders and links are unpacked"),
        };
    }

    private static async Task<string> TargetAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var target = new byte[LinkBytes + 1];
        var read = await content.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read <= LinkBytes ? new ZipNames().GetString(target, 0, read) : throw new ArtifactRefusedException($"the archive has a link '{name}' with a target of more than {LinkBytes} bytes; it was not unpacked");
    }
}
