namespace Fleet.Artifacts.Places;

/// <summary>An artifact in a temporary folder, which goes with it.</summary>
public sealed class FetchedArtifact : IDisposable
{
    private const string Prefix = "fleet-fetched-";
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(2);

    private readonly string _folder;

    private FetchedArtifact(string folder) => _folder = folder;

    /// <summary>The file or folder that is the artifact.</summary>
    public string Path => System.IO.Path.Combine(_folder, "artifact");

    /// <summary>Folder for what fetching needs besides.</summary>
    internal string Folder => _folder;

    /// <summary>An empty folder of its own. What dead processes left long ago goes.</summary>
    /// <exception cref="StoreUnavailableException">The folder for temporary files (TMPDIR) cannot be written.</exception>
    internal static FetchedArtifact Create(TimeProvider time)
    {
        var above = System.IO.Path.GetTempPath();
        try
        {
            foreach (var old in new DirectoryInfo(above).EnumerateDirectories(Prefix + "*").Where(folder => time.GetUtcNow() - folder.LastWriteTimeUtc > Abandoned))
                Remove(old.FullName);
            return new FetchedArtifact(Directory.CreateTempSubdirectory(Prefix).FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"a temporary folder in {above} cannot be made: {error.Message}; see that there is room, or name another one (TMPDIR)", error);
        }
    }

    /// <inheritdoc />
    public void Dispose() => Remove(_folder);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Another's.
        }
        catch (Exception error) when (error is IOException or ArgumentException)
        {
            // Of a repository: names that are not UTF-8, a path of 4,000 bytes. One that is still written to goes when it is old.
            FolderRemoval.RemoveAsync(folder, CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
