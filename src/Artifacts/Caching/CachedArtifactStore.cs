namespace Fleet.Artifacts.Caching;

/// <summary>A store whose contents are read through the cache of this host, where the store tells which they are. Everything else goes to the store itself.</summary>
/// <param name="store">The store.</param>
/// <param name="versions">The same store, which tells its contents.</param>
/// <param name="cache">The cache.</param>
internal sealed class CachedArtifactStore(IArtifactStore store, IContentVersions versions, ArtifactCache cache) : IArtifactStore
{
    private const int Tries = 3;

    /// <inheritdoc />
    public string Description => store.Description;

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        // A content that is replaced between the question and the answer is asked for anew.
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await versions.VersionAsync(key, cancellationToken).ConfigureAwait(false) is not { } version || version.Bytes > cache.Limit)
                break;
            if (await cache.OpenAsync(version, token => versions.OpenAsync(key, version, token), cancellationToken).ConfigureAwait(false) is { } content)
                return content;
        }

        return await store.OpenAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => store.PutAsync(key, content, cancellationToken);

    /// <inheritdoc />
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => store.ExistsAsync(key, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);
}
