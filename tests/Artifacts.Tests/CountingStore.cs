namespace Fleet.Artifacts.Tests;

/// <summary>Counts how often something is opened in a store.</summary>
internal sealed class CountingStore<T>(T inner) : IArtifactStore, IContentVersions
    where T : IArtifactStore, IContentVersions
{
    private int _opened;

    public int Opened => Volatile.Read(ref _opened);

    public string Description => inner.Description;

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opened);
        return inner.OpenAsync(key, cancellationToken);
    }

    public Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opened);
        return inner.OpenAsync(key, version, cancellationToken);
    }

    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken) => inner.VersionAsync(key, cancellationToken);
}
