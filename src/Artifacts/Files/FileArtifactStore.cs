using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fleet.Artifacts.Files;

/// <summary>Artifacts as files below a folder, each at its key as it is, readable by any other tool. The folder may be shared by several hosts.</summary>
public sealed class FileArtifactStore : IArtifactStore, IContentVersions
{
    // On the same file system as what it becomes.
    private const string Partial = ".fleet-partial";
    private const int BufferBytes = 128 * 1024;

    private readonly string _root;
    private readonly PartialFiles _partials;
    private readonly FileErrors _errors;

    /// <param name="root">The folder; it is made when something is stored.</param>
    /// <param name="time">Tells the age of what died processes have left half-written.</param>
    public FileArtifactStore(string root, TimeProvider time)
    {
        _root = Path.GetFullPath(root);
        _partials = new PartialFiles(Path.Combine(_root, Partial), time);
        _errors = new FileErrors(Description);
    }

    /// <inheritdoc />
    public string Description => $"folder {_root}";

    /// <inheritdoc />
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = PathOf(key);
        var partial = _errors.Try(key, _partials.New);
        try
        {
            var file = _errors.Try(key, () => new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous));
            await using (file.ConfigureAwait(false))
            {
                var buffer = new byte[BufferBytes];
                while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
                    await _errors.TryAsync(key, () => file.WriteAsync(buffer.AsMemory(0, read), cancellationToken)).ConfigureAwait(false);
                // What is told to be stored must survive a power cut.
                _errors.Try(key, () => { file.Flush(flushToDisk: true); return true; });
            }

            _errors.Try(key, () => { Publish(key, partial, path); return true; });
        }
        catch
        {
            PartialFiles.Forget(partial);
            throw;
        }
    }

    /// <inheritdoc />
    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return Task.FromResult(_errors.Try<Stream?>(key, () =>
        {
            try
            {
                return Directory.Exists(path) ? null : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
            }
            catch (Exception error) when (IsNotThere(error, path))
            {
                return null;
            }
        }));
    }

    /// <inheritdoc />
    public async Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken)
    {
        if (await OpenAsync(key, cancellationToken).ConfigureAwait(false) is not FileStream file)
            return null;
        await using (file.ConfigureAwait(false))
            return VersionOf(key, file);
    }

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken)
    {
        var file = (FileStream?)await OpenAsync(key, cancellationToken).ConfigureAwait(false);
        if (file is null || VersionOf(key, file) == version)
            return file;
        await file.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc />
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(key)));

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (folder.Length > 0 && ArtifactKey.Problem(folder[..^1]) is not null)
            yield break;
        foreach (var found in Walk(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (found.Key.StartsWith(prefix, StringComparison.Ordinal))
                yield return found;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        _errors.Try(key, () =>
        {
            try
            {
                if (File.Exists(path))
                    File.Delete(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Another delete was quicker, and took the folder too.
            }

            return true;
        });
        // Folders exist for what lies in them.
        for (var folder = Path.GetDirectoryName(path)!; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                break;
            }
        }

        return Task.CompletedTask;
    }

    private string PathOf(string key) => ArtifactKey.Checked(key).Split('/')[0] == Partial
        ? throw new ArtifactRefusedException($"the key '{key}' begins with {Partial}, where half-written artifacts lie")
        : Path.Combine(_root, key);

    // Each content is a file of its own, which nothing writes once it is published.
    private ContentVersion VersionOf(string key, FileStream file) =>
        ContentVersion.Of(_root, key, File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks.ToString(CultureInfo.InvariantCulture), file.Length);

    // In the order of the keys: a folder's name sorts with its slash.
    private IEnumerable<StoredObject> Walk(string folder)
    {
        var at = new DirectoryInfo(Path.Combine(_root, folder));
        var entries = _errors.Try(folder, () => Entries(at));
        foreach (var entry in entries.OrderBy(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name, StringComparer.Ordinal))
        {
            if (entry is FileInfo file)
            {
                // Its size is read now: it may have been deleted since.
                if (file.Exists)
                    yield return new StoredObject(folder + file.Name, file.Length);
            }
            else if (folder.Length > 0 || entry.Name != Partial)
            {
                foreach (var inner in Walk(folder + entry.Name + "/"))
                    yield return inner;
            }
        }
    }

    private static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            return folder.Exists ? folder.GetFileSystemInfos() : [];
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted in between.
            return [];
        }
    }

    private void Publish(string key, string partial, string path)
    {
        try
        {
            PartialFiles.Publish(partial, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && Taken(key, path) is { } taken)
        {
            throw new ArtifactRefusedException(taken, error);
        }
    }

    // A file system cannot have both: an object store could.
    private string? Taken(string key, string path)
    {
        if (Directory.Exists(path))
            return $"artifacts lie below the key '{key}': nothing can be stored under it itself";
        for (var above = Path.GetDirectoryName(path)!; above.Length > _root.Length; above = Path.GetDirectoryName(above)!)
        {
            if (File.Exists(above))
                return $"'{Path.GetRelativePath(_root, above)}' is an artifact: nothing can be stored below it, as '{key}' would be";
        }

        return null;
    }

    // A part of the path that is a file.
    private bool IsNotThere(Exception error, string path) => error is FileNotFoundException or DirectoryNotFoundException || (error is IOException && Taken("", path) is not null);
}
