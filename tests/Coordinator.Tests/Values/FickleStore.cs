using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fleet.Artifacts;

namespace Fleet.Coordinator.Tests.Values;

/// <summary>A store that can be away.</summary>
internal sealed class FickleStore(IArtifactStore inner) : IArtifactStore
{
    public bool IsAway { get; set; }

    public Channel<bool> Refused { get; } = Channel.CreateUnbounded<bool>();

    public string Description => "fickle";

    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsAway)
            return inner.OpenAsync(key, cancellationToken);
        throw Away();
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => IsAway ? throw Away() : inner.ExistsAsync(key, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in inner.ListAsync(prefix, cancellationToken))
            yield return found;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    private StoreUnavailableException Away()
    {
        Refused.Writer.TryWrite(true);
        return new StoreUnavailableException("away");
    }
}
