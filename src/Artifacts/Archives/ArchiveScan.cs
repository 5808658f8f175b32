namespace Fleet.Artifacts.Archives;

/// <summary>Reads an archive to its end before anything of it is unpacked.</summary>
internal static class ArchiveScan
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Looks at everything in it.</summary>
    /// <returns>The one name at its top, null where there are several, or none; and whether what becomes of it is a folder.</returns>
    /// <exception cref="ArtifactRefusedException">It is broken or hostile.</exception>
    public static async Task<(string? Root, bool IsFolder)> LookAsync(Stream stream, ArchiveKind kind, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var guard = new ArchiveGuard(limits, stream.Length);
        var buffer = new byte[BufferBytes];
        string? root = null;
        var several = false;
        var isFolder = true;
        try
        {
            await foreach (var item in ArchiveFormats.ReadAsync(stream, kind, guard.Count, cancellationToken).ConfigureAwait(false))
            {
                guard.Admit(item);
                if (item.Name.Length > 0)
                {
                    var top = item.Name.Split('/', 2)[0];
                    several |= root is not null && root != top;
                    root ??= top;
                    isFolder &= item.Name.Length > top.Length || item.Kind == ArchiveItemKind.Folder;
                }

                var bytes = 0L;
                while (await item.Content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
                {
                    bytes += read;
                    guard.Count(read);
                }

                if (bytes != item.Length)
                    throw new ArtifactRefusedException($"the archive is broken: '{item.Name}' has {bytes} bytes, not {item.Length}");
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new ArtifactRefusedException($"the archive is broken: {error.Message}", error);
        }

        if (several || root is null)
            return (null, true);
        guard.AdmitOneRoot();
        return (root, isFolder);
    }
}
