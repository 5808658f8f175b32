namespace Fleet.Artifacts.Files;

/// <summary>Half-written files beside what they become, on the same file system. What died processes have left goes when it is old.</summary>
/// <param name="folder">Where they lie; it is made when one is.</param>
/// <param name="time">Tells their age.</param>
internal sealed class PartialFiles(string folder, TimeProvider time)
{
    private const int PublishTries = 50;
    private static readonly TimeSpan Age = TimeSpan.FromDays(2);

    /// <summary>A new path.</summary>
    public string New()
    {
        var place = Directory.CreateDirectory(folder);
        foreach (var old in place.EnumerateFiles().Where(file => time.GetUtcNow() - file.LastWriteTimeUtc > Age))
            Forget(old.FullName);
        return Path.Combine(place.FullName, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Puts one in its place as a whole; what was there is gone.</summary>
    /// <param name="partial">The file.</param>
    /// <param name="path">What it becomes; folders above it are made.</param>
    public static void Publish(string partial, string path)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Move(partial, path, overwrite: true);
                return;
            }
            catch (IOException) when (tries < PublishTries && File.Exists(partial))
            {
                // A delete has taken the folder away in between. Which error that is depends on who makes it again when: not found, or there already.
            }
        }
    }

    /// <summary>Removes one that comes to nothing.</summary>
    public static void Forget(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It goes when it is old.
        }
    }
}
