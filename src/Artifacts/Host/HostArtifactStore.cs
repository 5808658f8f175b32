using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Fleet.Artifacts.Files;

namespace Fleet.Artifacts.Host;

/// <summary>
/// The coordinator's own store, below a folder: contents by digest (equal content is there once), and keys that refer to them. What several keys share stays until the last of them is gone and
/// <see cref="Sweep"/> has seen it twice.
/// </summary>
public sealed class HostArtifactStore : IArtifactStore, IContentVersions
{
    private const int BufferBytes = 128 * 1024;

    private readonly PartialFiles _partials;
    private readonly HostReferences _references;
    private readonly HostBlobs _blobs;
    private readonly FileErrors _errors;

    /// <param name="root">The folder; it is made when something is stored.</param>
    /// <param name="time">Tells the age of what nobody refers to, and of what died processes have left half-written.</param>
    public HostArtifactStore(string root, TimeProvider time)
    {
        root = Path.GetFullPath(root);
        Description = $"the coordinator's folder {root}";
        _partials = new PartialFiles(Path.Combine(root, "partial"), time);
        _references = new HostReferences(Path.Combine(root, "keys"), _partials);
        _blobs = new HostBlobs(Path.Combine(root, "blobs"), Path.Combine(root, "aside"), time);
        _errors = new FileErrors(Description);
    }

    /// <inheritdoc />
    public string Description { get; }

    /// <inheritdoc />
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArtifactKey.Checked(key);
        var partial = _errors.Try(key, _partials.New);
        try
        {
            var digest = await WriteAsync(key, partial, content, cancellationToken).ConfigureAwait(false);
            _errors.Try(key, () =>
            {
                _blobs.Place(partial, digest);
                _references.Write(key, digest);
                return true;
            });
        }
        catch
        {
            PartialFiles.Forget(partial);
            throw;
        }
    }

    /// <inheritdoc />
    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => Task.FromResult<Stream?>(
        Digest(key) is not { } digest ? null
            : _errors.Try(key, () => _blobs.Open(digest))
                ?? throw new ArtifactRefusedException($"the content of '{key}' ({digest.Name}) is missing from the artifact store ({Description}); restore the folder from a backup, or run what made it again"));

    /// <inheritdoc />
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_errors.Try(key, () => _references.Has(key)));

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (folder.Length > 0 && ArtifactKey.Problem(folder[..^1]) is not null)
            yield break;
        using var keys = _references.Walk(folder).GetEnumerator();
        while (_errors.Try(prefix, keys.MoveNext))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (keys.Current.Key.StartsWith(prefix, StringComparison.Ordinal))
                yield return new StoredObject(keys.Current.Key, keys.Current.Content.Bytes);
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        _errors.Try(key, () =>
        {
            _references.Delete(key);
            return true;
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken) => Task.FromResult(Digest(key) is { } digest ? ContentVersion.Of(digest) : null);

    /// <inheritdoc />
    public Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken) =>
        Digest(key) is { } digest && ContentVersion.Of(digest) == version ? OpenAsync(key, cancellationToken) : Task.FromResult<Stream?>(null);

    /// <summary>Removes contents that no key refers to any more: set aside by one sweep, removed by a later one, each an hour after the last use. May run beside everything else, in several processes.</summary>
    /// <returns>How many contents were removed for good, and their size.</returns>
    public (int Count, long Bytes) Sweep(CancellationToken cancellationToken) => _errors.Try("", () =>
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, content) in _references.Walk(""))
        {
            cancellationToken.ThrowIfCancellationRequested();
            used.Add(content.Sha256);
        }

        return _blobs.Sweep(used, cancellationToken);
    });

    private ContentDigest? Digest(string key) => _errors.Try(key, () => _references.Find(key));

    private async Task<ContentDigest> WriteAsync(string key, string partial, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = _errors.Try(key, () => new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous));
        await using (file.ConfigureAwait(false))
        {
            var buffer = new byte[BufferBytes];
            while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                hash.AppendData(buffer, 0, read);
                await _errors.TryAsync(key, () => file.WriteAsync(buffer.AsMemory(0, read), cancellationToken)).ConfigureAwait(false);
            }

            // What is told to be stored must survive a power cut.
            _errors.Try(key, () => { file.Flush(flushToDisk: true); return true; });
            return new ContentDigest(Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
        }
    }
}
