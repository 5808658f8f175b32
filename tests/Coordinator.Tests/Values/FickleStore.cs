using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fleet.Artifacts;

namespace Fleet.Coordinator.Tests.Values;

/// <summary>A store that can be away, or silent.</summary>
internal sealed class FickleStore(IArtifactStore inner) : IArtifactStore
{
    public bool IsAway { get; set; }

    /// <summary>It takes calls and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Calls that are not answered.</summary>
    public Channel<bool> Unanswered { get; } = Channel.CreateUnbounded<bool>();

    public Channel<bool> Refused { get; } = Channel.CreateUnbounded<bool>();

    public string Description => "fickle";

    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        await AnswersAsync(cancellationToken);
        return await inner.OpenAsync(key, cancellationToken);
    }

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
    {
        await AnswersAsync(cancellationToken);
        return await inner.ExistsAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in inner.ListAsync(prefix, cancellationToken))
            yield return found;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        if (IsSilent && Unanswered.Writer.TryWrite(true))
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        if (!IsAway)
            return;
        Refused.Writer.TryWrite(true);
        throw new StoreUnavailableException("away");
    }
}
