using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts;

/// <summary>
/// Reads the objects below a key in their order. Small ones are fetched ahead, several at a time, as long as what all readers of the process have fetched has room in memory; others are opened in their turn.
/// </summary>
internal sealed class TreeDownload(IArtifactStore store, string prefix, CancellationToken cancellationToken) : IAsyncDisposable
{
    // Nobody waits for room: a reader that stands still must not stop the others.
    private static readonly PartMemory Ahead = new(32 << 20);

    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Queue<(StoredObject Object, Task<byte[]?>? Fetched)> _next = new();
    private IAsyncEnumerator<StoredObject>? _listing;
    private bool _listed;
    private bool _passes;

    /// <summary>Goes on to the next one; null: there are no more.</summary>
    public async Task<StoredObject?> NextAsync()
    {
        await PassAsync().ConfigureAwait(false);
        while (!_listed && _next.Count < TreeUpload.Parallel)
            await ListAsync().ConfigureAwait(false);
        return _next.TryPeek(out var next) ? next.Object : null;
    }

    /// <summary>The content of the one that <see cref="NextAsync"/> gave, the caller's to dispose of; null: it is gone meanwhile.</summary>
    public async Task<Stream?> OpenAsync()
    {
        var (found, fetched) = _next.Peek();
        // One that was replaced since it was listed is what it is now.
        return fetched is not null && await fetched.ConfigureAwait(false) is { } bytes
            ? new MemoryStream(bytes, writable: false)
            : await store.OpenAsync(found.Key, _over.Token).ConfigureAwait(false);
    }

    /// <summary>Gives up what is fetched ahead.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        _passes = true;
        while (_next.Count > 0)
            await PassAsync().ConfigureAwait(false);
        if (_listing is not null)
            await _listing.DisposeAsync().ConfigureAwait(false);
        _over.Dispose();
    }

    // The one that was given is done with.
    private async Task PassAsync()
    {
        if (_passes && _next.TryDequeue(out var done) && done.Fetched is not null)
        {
            await ((Task)done.Fetched).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Ahead.Give(done.Object.Bytes);
        }

        _passes = true;
    }

    private async Task ListAsync()
    {
        _listing ??= store.ListAsync(prefix, _over.Token).GetAsyncEnumerator(_over.Token);
        _listed = !await _listing.MoveNextAsync().ConfigureAwait(false);
        if (!_listed && _listing.Current is var found)
            _next.Enqueue((found, !found.IsFolder && found.Bytes <= TreeUpload.SmallBytes && Ahead.TryTake(found.Bytes) ? FetchAsync(found) : null));
    }

    // Null: it is not what was listed.
    private async Task<byte[]?> FetchAsync(StoredObject found)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (await store.OpenAsync(found.Key, _over.Token).ConfigureAwait(false) is not { } content)
            return null;
        await using (content.ConfigureAwait(false))
        {
            if (content.Length != found.Bytes)
                return null;
            var bytes = new byte[found.Bytes];
            await content.ReadExactlyAsync(bytes, _over.Token).ConfigureAwait(false);
            return bytes;
        }
    }
}
