using System.Globalization;

namespace Fleet.Artifacts;

/// <summary>Asks an artifact store something small, to see whether it answers.</summary>
public static class StoreProbe
{
    /// <summary>A key that nothing has.</summary>
    public const string Key = "fleet-probe";

    /// <summary>Asks.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">What is asked for.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">Time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why there is no answer, a sentence; null: it answers.</returns>
    /// <exception cref="ArtifactRefusedException">It answers, and refuses.</exception>
    public static async Task<string?> AskAsync(IArtifactStore store, string key, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await store.ExistsAsync(key, either.Token).ConfigureAwait(false);
            return null;
        }
        catch (StoreUnavailableException error)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the artifact store ({store.Description}) did not answer within {limit.TotalSeconds:0} s");
        }
    }
}
