namespace Fleet.Artifacts;

/// <summary>Folders that are not packed, as one object for each file.</summary>
public static class ArtifactFolders
{
    /// <summary>Removes the artifacts below a key. What others have put there to mark a folder stays, as with Argo.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="key">What their keys begin with, without the slash.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArtifactRefusedException">One has a key that is none.</exception>
    public static Task DeleteBelowAsync(this IArtifactStore store, string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Parallel.ForEachAsync(store.ListAsync(key + "/", cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = TreeUpload.Parallel, CancellationToken = cancellationToken }, async (found, token) =>
        {
            if (!found.IsFolder)
                await store.DeleteAsync(found.Key, token).ConfigureAwait(false);
        });
    }
}
