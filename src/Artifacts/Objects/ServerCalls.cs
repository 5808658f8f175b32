namespace Fleet.Artifacts.Objects;

/// <summary>Calls of a server whose errors are turned into those of the port.</summary>
internal static class ServerCalls
{
    /// <summary>What an error of a server means; null: it is none of the server's.</summary>
    /// <param name="what">Where it failed, for the sentence.</param>
    /// <param name="error">The error.</param>
    /// <param name="cancellationToken">The caller's: what it ends is no error.</param>
    public delegate Exception? ErrorMeaning(string what, Exception error, CancellationToken cancellationToken);

    /// <summary>Calls it.</summary>
    public static async Task<T> TryAsync<T>(ErrorMeaning meaningOf, string what, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception error) when (meaningOf(what, error, cancellationToken) is { } meaning)
        {
            throw meaning;
        }
    }

    /// <summary>Calls it, where nothing is given back.</summary>
    public static Task TryAsync(ErrorMeaning meaningOf, string what, Func<Task> call, CancellationToken cancellationToken) => TryAsync(
        meaningOf,
        what,
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
