using System.Security.Cryptography;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Host;

namespace Fleet.Artifacts.Caching;

/// <summary>
/// Contents that workers of this host have fetched, by digest or by what else tells them apart, in a folder that all of them may share: each content is fetched once, by one of them, while the others wait. What was used longest ago
/// goes when there is more than the limit. A cache that cannot be written is only slower: what is asked for then comes from the store itself.
/// </summary>
public sealed class ArtifactCache
{
    private const int BufferBytes = 128 * 1024;
    private const int LockDigits = 2;
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly string _contents;
    private readonly string _locks;
    private readonly PartialFiles _partials;
    private readonly TimeProvider _time;

    /// <param name="folder">The folder; it is made when something is kept.</param>
    /// <param name="limit">Most bytes that it keeps.</param>
    /// <param name="time">Tells what was used longest ago.</param>
    public ArtifactCache(string folder, long limit, TimeProvider time)
    {
        folder = Path.GetFullPath(folder);
        (_contents, _locks, _time, Limit) = (Path.Combine(folder, "contents"), Path.Combine(folder, "locks"), time, limit);
        _partials = new PartialFiles(Path.Combine(folder, "partial"), time);
    }

    /// <summary>Most bytes that it keeps.</summary>
    public long Limit { get; }

    /// <summary>A store that is read through this cache; one that lies on disks of this host, or cannot tell its contents, stays as it is.</summary>
    public IArtifactStore Over(IArtifactStore store) => store is IContentVersions versions and not (FileArtifactStore or HostArtifactStore) ? new CachedArtifactStore(store, versions, this) : store;

    /// <summary>Opens a content; one that is not here is fetched.</summary>
    /// <param name="content">What is wanted; not larger than <see cref="Limit"/>.</param>
    /// <param name="fetch">Opens it in the store; null: it is not there any more.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The content; null: it is not in the store any more.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer, or what it gave is not what was wanted.</exception>
    public async Task<Stream?> OpenAsync(ContentVersion content, Func<CancellationToken, Task<Stream?>> fetch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(fetch);
        try
        {
            if (OpenKept(content) is { } kept)
                return kept;
            using var alone = await LockAsync(content, cancellationToken).ConfigureAwait(false);
            if (alone is null)
                return await fetch(cancellationToken).ConfigureAwait(false);
            return OpenKept(content) ?? await FetchAsync(content, fetch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return await fetch(cancellationToken).ConfigureAwait(false);
        }
    }

    private string PathOf(ContentVersion content) => Path.Combine(_contents, content.Name);

    private KeptContent? OpenKept(ContentVersion content)
    {
        var path = PathOf(content);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (file.Length == KeptContent.FileBytes(content.Bytes))
            {
                Touch(path);
                return new KeptContent(file, () => Forget(path));
            }

            file.Dispose();
            File.Delete(path);
            return null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Forget(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Who reads it next is told again.
        }
    }

    private void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has just made room for something; who has opened it keeps it.
        }
    }

    // A lock of the file system: whoever dies holding it lets go of it. Null: whoever holds it takes too long.
    private async Task<FileStream?> LockAsync(ContentVersion content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_locks);
        var path = Path.Combine(_locks, content.Name[..LockDigits]);
        var begun = _time.GetTimestamp();
        while (_time.GetElapsedTime(begun) < LockPatience)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException error) when (error.GetType() == typeof(IOException) && File.Exists(path))
            {
                await Task.Delay(LookAgain, _time, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    private async Task<Stream?> FetchAsync(ContentVersion content, Func<CancellationToken, Task<Stream?>> fetch, CancellationToken cancellationToken)
    {
        if (await fetch(cancellationToken).ConfigureAwait(false) is not { } stream)
            return null;
        var partial = _partials.New();
        try
        {
            await using (stream.ConfigureAwait(false))
                await CopyAsync(content, stream, partial, cancellationToken).ConfigureAwait(false);
            Directory.CreateDirectory(_contents);
            MakeRoom(content.Bytes);
            Touch(partial);
            File.Move(partial, PathOf(content), overwrite: true);
        }
        catch
        {
            PartialFiles.Forget(partial);
            throw;
        }

        return OpenKept(content) ?? await fetch(cancellationToken).ConfigureAwait(false);
    }

    // With its SHA-256 behind it, so that it can be told later what the disk has made of it.
    private static async Task CopyAsync(ContentVersion content, Stream stream, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[BufferBytes];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                hash.AppendData(buffer, 0, read);
                bytes += read;
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            var sha256 = hash.GetHashAndReset();
            if (content.Sha256 is { } wanted ? Convert.ToHexStringLower(sha256) != wanted : bytes != content.Bytes)
                throw new StoreUnavailableException($"what the artifact store gave for {content.Tag} has {bytes} bytes and the SHA-256 {Convert.ToHexStringLower(sha256)}: it was damaged on its way, or replaced meanwhile");
            await file.WriteAsync(sha256, cancellationToken).ConfigureAwait(false);
        }
    }

    private void MakeRoom(long bytes)
    {
        var files = new DirectoryInfo(_contents).GetFiles();
        var kept = files.Sum(file => file.Length);
        foreach (var oldest in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            if (kept + bytes <= Limit)
                break;
            kept -= oldest.Length;
            oldest.Delete();
        }
    }
}
