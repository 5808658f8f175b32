using Fleet.Artifacts.Archives;

namespace Fleet.Artifacts;

/// <summary>Unpacks an artifact on this machine: whole or not at all, and nothing outside its place.</summary>
public static class FolderOutput
{
    private const int ModeBits = 0b111_111_111;

    /// <summary>Writes it.</summary>
    /// <param name="content">The artifact.</param>
    /// <param name="path">Becomes the file or folder; what was there is replaced. The folder above is made.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task WriteAsync(ArtifactContent content, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var above = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(above);
        var partial = Path.Combine(above, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            // Folders get their modes at the end: one that cannot be written must be filled first.
            var modes = new List<(string Path, int Mode)>();
            await foreach (var item in content.ItemsAsync(cancellationToken).ConfigureAwait(false))
                await WriteAsync(item, partial, modes, cancellationToken).ConfigureAwait(false);
            Remove(path);
            if (Directory.Exists(partial) && new DirectoryInfo(partial).LinkTarget is null)
                Directory.Move(partial, path);
            else
                File.Move(partial, path);
            foreach (var (folder, mode) in modes.AsEnumerable().Reverse())
                File.SetUnixFileMode(path + folder[partial.Length..], (UnixFileMode)(mode & ModeBits));
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    private static async Task WriteAsync(ArchiveItem item, string root, List<(string Path, int Mode)> modes, CancellationToken cancellationToken)
    {
        var path = item.Name.Length == 0 ? root : Path.Combine(root, item.Name);
        if (item.Kind == ArchiveItemKind.Folder)
        {
            Directory.CreateDirectory(path);
            modes.Add((path, item.Mode));
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Never through what is there.
        Remove(path);
        switch (item.Kind)
        {
            case ArchiveItemKind.Link:
                File.CreateSymbolicLink(path, item.Target);
                break;
            case ArchiveItemKind.HardLink:
                File.Copy(Path.Combine(root, item.Target), path);
                break;
            default:
                var file = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.Asynchronous,
                    UnixCreateMode = (UnixFileMode)(item.Mode & ModeBits),
                });
                await using (file.ConfigureAwait(false))
                    await item.Content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private static void Remove(string path)
    {
        var entry = new DirectoryInfo(path);
        if (entry.Exists && entry.LinkTarget is null)
            entry.Delete(recursive: true);
        else
            File.Delete(path);
    }
}
