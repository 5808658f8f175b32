namespace Fleet.Artifacts;

/// <summary>
/// Where artifacts are kept: bytes under keys, as in an object store. All calls may run at the same time, from several processes on the same store; memory use does not depend on the size of
/// what is moved. Errors: <see cref="ArtifactRefusedException"/> for what will never work (a key that is none), <see cref="StoreUnavailableException"/> for what may work later.
/// </summary>
public interface IArtifactStore
{
    /// <summary>What it is and where, for messages: <c>folder /var/lib/fleet/artifacts</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Stores everything that a stream gives under a key; what was there is replaced. It is there whole or not at all: when the stream fails, the call is cancelled or the process dies, what was
    /// there before stays. Errors of the stream are passed on as they are.
    /// </summary>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens what is stored under a key; null: nothing is. The stream can seek, and is the caller's to dispose.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Whether something is stored under a key.</summary>
    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Keys that begin with a prefix, in the order of their characters' values; an empty prefix gives all. Of an object store any key may come, since others store there too: also one that
    /// <see cref="ArtifactKey"/> does not allow, which no other call takes.
    /// </summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes what is stored under a key; nothing there is no error.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Something in a store.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StoredObject(string Key, long Bytes)
{
    /// <summary>It is no artifact: its key ends with <c>/</c>. With such objects (empty, as a rule) consoles and file systems on object stores mark that a folder is there, whatever lies in it.</summary>
    public bool IsFolder => Key.EndsWith('/');
}
