using Fleet.Artifacts.Files;

namespace Fleet.Artifacts.Host;

/// <summary>
/// Which content lies under which key: a small file for each key, with the digest. Keys <c>a</c> and <c>a/b</c> may both be there, as in an object store: in each folder, files lie in <c>o</c> and
/// folders in <c>d</c>.
/// </summary>
/// <param name="root">Where they are.</param>
/// <param name="partials">Where they are written.</param>
internal sealed class HostReferences(string root, PartialFiles partials)
{
    private const string Objects = "o";
    private const string Folders = "d";

    /// <summary>Content of a key; null: nothing is stored under it.</summary>
    public ContentDigest? Find(string key)
    {
        try
        {
            return Read(key, PathOf(key));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether something is stored under a key.</summary>
    public bool Has(string key) => File.Exists(PathOf(key));

    /// <summary>Notes the content of a key, at once and for good.</summary>
    public void Write(string key, ContentDigest content)
    {
        var path = PathOf(key);
        var partial = partials.New();
        try
        {
            using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(content + "\n"));
                file.Flush(flushToDisk: true);
            }

            PartialFiles.Publish(partial, path);
        }
        catch
        {
            PartialFiles.Forget(partial);
            throw;
        }
    }

    /// <summary>Removes a key, and the folders that were there for it alone.</summary>
    public void Delete(string key)
    {
        var path = PathOf(key);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        for (var folder = Path.GetDirectoryName(path)!; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                break;
            }
        }
    }

    /// <summary>All keys below a folder (empty, or it ends with a slash), in the order of the keys.</summary>
    public IEnumerable<(string Key, ContentDigest Content)> Walk(string folder)
    {
        var place = folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (path, part) => Path.Combine(path, Folders, part));
        var names = Names(Path.Combine(place, Objects), "").Concat(Names(Path.Combine(place, Folders), "/"));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (name[^1] != '/')
            {
                if (Find(folder + name) is { } content)
                    yield return (folder + name, content);
                continue;
            }

            foreach (var inner in Walk(folder + name))
                yield return inner;
        }
    }

    private static IEnumerable<string> Names(string folder, string end)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name + end)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static ContentDigest Read(string key, string path) => ContentDigest.Parse(File.ReadAllText(path))
        ?? throw new ArtifactRefusedException($"the note of what lies under the key '{key}' is damaged ({path}); store the artifact again, or restore the folder from a backup");

    private string PathOf(string key)
    {
        var parts = ArtifactKey.Checked(key).Split('/');
        return Path.Combine(parts[..^1].Aggregate(root, (path, part) => Path.Combine(path, Folders, part)), Objects, parts[^1]);
    }
}
