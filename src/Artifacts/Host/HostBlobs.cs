namespace Fleet.Artifacts.Host;

/// <summary>
/// Contents by digest, each once. What no key refers to is removed in two steps, so that no lock is needed between processes: it is set aside, and goes at the next sweep if still nothing refers
/// to it; until then it is found where it was set aside.
/// </summary>
/// <param name="root">Folder of the contents.</param>
/// <param name="aside">Folder of what was set aside.</param>
/// <param name="time">Tells their age.</param>
internal sealed class HostBlobs(string root, string aside, TimeProvider time)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>A content younger than this is left alone: its key may be about to be noted.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Takes in a file whose content has this digest.</summary>
    public void Place(string file, ContentDigest content)
    {
        var path = PathOf(content.Sha256);
        if (IsThere(path, content.Bytes))
        {
            try
            {
                // It is used now: no sweep that has not seen its key yet takes it.
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                File.Delete(file);
                return;
            }
            catch (FileNotFoundException)
            {
                // Set aside in between.
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        File.Move(file, path, overwrite: true);
    }

    /// <summary>Opens a content; null: it is not there.</summary>
    public FileStream? Open(ContentDigest content) => Open(PathOf(content.Sha256)) ?? Open(Path.Combine(aside, content.Sha256)) ?? Open(PathOf(content.Sha256));

    /// <summary>Removes what is not referred to, in two steps.</summary>
    /// <param name="used">Digests of all keys.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Contents removed for good, and their size.</returns>
    public (int Count, long Bytes) Sweep(IReadOnlySet<string> used, CancellationToken cancellationToken)
    {
        var (count, bytes) = (0, 0L);
        foreach (var file in Files(aside))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (used.Contains(file.Name))
                TryMove(file, PathOf(file.Name));
            else if (file.Exists && IsOld(file))
            {
                (count, bytes) = (count + 1, bytes + file.Length);
                file.Delete();
            }
        }

        foreach (var file in Files(root).Where(file => !used.Contains(file.Name) && IsOld(file)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Directory.CreateDirectory(aside);
            TryMove(file, Path.Combine(aside, file.Name), touch: true);
        }

        return (count, bytes);
    }

    // Touched, its time there begins now.
    private void TryMove(FileInfo file, string path, bool touch = false)
    {
        try
        {
            if (touch)
                file.LastWriteTimeUtc = time.GetUtcNow().UtcDateTime;
            File.Move(file.FullName, path, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // A sweep of another process was quicker.
        }
    }

    private static bool IsThere(string path, long bytes) => new FileInfo(path) is { Exists: true } file && file.Length == bytes;

    private static IEnumerable<FileInfo> Files(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [];

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private bool IsOld(FileInfo file) => time.GetUtcNow() - file.LastWriteTimeUtc > Grace;

    private string PathOf(string sha256) => Path.Combine(root, sha256[..2], sha256);
}
