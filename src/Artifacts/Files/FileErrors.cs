namespace Fleet.Artifacts.Files;

/// <summary>Errors of a file system as those of a store.</summary>
/// <param name="store">The store, for messages.</param>
internal sealed class FileErrors(string store)
{
    /// <summary>Calls; what the file system refuses is <see cref="StoreUnavailableException"/>.</summary>
    public T Try<T>(string key, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(key, error);
        }
    }

    /// <summary>Writes; what the file system refuses is <see cref="StoreUnavailableException"/>.</summary>
    public async Task TryAsync(string key, Func<ValueTask> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(key, error);
        }
    }

    private StoreUnavailableException Unavailable(string key, Exception error) =>
        new($"the artifact store ({store}) failed at '{key}': {error.Message}; see that the folder is there, may be written and has room", error);
}
