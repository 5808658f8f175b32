namespace Fleet.Artifacts.Caching;

/// <summary>A store whose contents are read through the cache of this host, where the store tells their digests. Everything else goes to the store itself.</summary>
/// <param name="store">The store.</param>
/// <param name="cache">The cache.</param>
public sealed class CachedArtifactStore(IArtifactStore store, ArtifactCache cache) : IArtifactStore, IContentDigests
{
    /// <inheritdoc />
    public string Description => store.Description;

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        await DigestAsync(key, cancellationToken).ConfigureAwait(false) is { } digest && digest.Bytes <= cache.Limit
            ? await cache.OpenAsync(digest, token => store.OpenAsync(key, token), cancellationToken).ConfigureAwait(false)
            : await store.OpenAsync(key, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => store.PutAsync(key, content, cancellationToken);

    /// <inheritdoc />
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => store.ExistsAsync(key, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    /// <inheritdoc />
    public Task<ContentDigest?> DigestAsync(string key, CancellationToken cancellationToken) =>
        store is IContentDigests digests ? digests.DigestAsync(key, cancellationToken) : Task.FromResult<ContentDigest?>(null);
}
