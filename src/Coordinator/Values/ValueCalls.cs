using Fleet.Artifacts;
using Fleet.Artifacts.Values;

namespace Fleet.Coordinator.Values;

/// <summary>
/// Calls to the artifact store of values. One that takes long is looked at beside: who waits hears within seconds of a store that takes calls and says nothing, and the call is given up long before
/// its connection is. What is given up is begun again by whoever needs it.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="time">Time.</param>
internal sealed class ValueCalls(IArtifactStore store, TimeProvider time)
{
    /// <summary>How often a call that takes long is looked at.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>How long a look may take.</summary>
    public static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long a store may say nothing before a call is given up.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private string? _problem;
    private long _foundAt;

    /// <summary>What a look at a call found within the last seconds; null: nothing. Another call would find the same.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate) return _problem is not null && time.GetElapsedTime(_foundAt) < SilenceLimit ? _problem : null;
        }
    }

    /// <summary>Asks the store.</summary>
    /// <param name="call">The question.</param>
    /// <param name="tell">Takes what a look at the store finds wrong.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    public async Task<T> AskAsync<T>(Func<ValueStore, CancellationToken, Task<T>> call, Action<string> tell, CancellationToken cancellationToken)
    {
        if (Problem is { } known) throw new StoreUnavailableException(known);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = call(new ValueStore(store), over.Token);
        try
        {
            await WatchAsync(asked, tell, over.Token).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var answer = await asked.ConfigureAwait(false);
        lock (_gate) _problem = null;
        return answer;
    }

    // Until it is answered.
    private async Task WatchAsync(Task asked, Action<string> tell, CancellationToken cancellationToken)
    {
        long? silentSince = null;
        while (true)
        {
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(Look, time, answered.Token);
            var first = await Task.WhenAny(asked, pause).ConfigureAwait(false);
            await answered.CancelAsync().ConfigureAwait(false);
            if (first == asked) return;
            var looked = time.GetTimestamp();
            var problem = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (asked.IsCompleted) return;
            lock (_gate) (_problem, _foundAt) = (problem, time.GetTimestamp());
            if (problem is null)
            {
                silentSince = null;
                continue;
            }

            silentSince ??= looked;
            tell(problem);
            if (time.GetElapsedTime(silentSince.Value) >= SilenceLimit) throw new StoreUnavailableException(problem);
        }
    }

    private async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StoreProbe.AskAsync(store, StoreProbe.Key, LookLimit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactRefusedException)
        {
            // An answer, too.
            return null;
        }
    }
}
