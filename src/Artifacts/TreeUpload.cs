using System.Buffers;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts;

/// <summary>
/// Stores the files of a folder that is not packed. Small ones are on their way several at a time, each in memory until it is stored, within what uploads of the process may hold together; a large one is sent
/// while it is read. The first failure ends the others.
/// </summary>
internal sealed class TreeUpload(IArtifactStore store, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Files on their way at the same time.</summary>
    public const int Parallel = 16;

    /// <summary>Up to this size a file is a small one: 1 MiB.</summary>
    public const int SmallBytes = 1 << 20;

    private readonly CancellationTokenSource _failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly PartMemory _memory = PartMemory.OfProcess;

    /// <summary>Bytes of all files so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Stores a file, or begins to; its content is read before this gives way.</summary>
    /// <exception cref="StoreUnavailableException">One of those before it could not be stored.</exception>
    public async Task AddAsync(string key, Stream content, long length)
    {
        if (_running.TryGetValue(key, out var before))
            await EndAsync(key, before).ConfigureAwait(false);
        Bytes += length;
        if (length > SmallBytes)
        {
            await store.PutAsync(key, content, _failed.Token).ConfigureAwait(false);
            return;
        }

        while (_running.Count >= Parallel)
            await EndOneAsync().ConfigureAwait(false);
        var size = (int)length;
        await _memory.TakeAsync(size, _failed.Token).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            await content.ReadExactlyAsync(buffer.AsMemory(0, size), _failed.Token).ConfigureAwait(false);
        }
        catch
        {
            Return(buffer, size);
            throw;
        }

        _running.Add(key, SendAsync(key, buffer, size));
    }

    /// <summary>Waits for those that are on their way.</summary>
    public async Task EndAsync()
    {
        while (_running.Count > 0)
            await EndOneAsync().ConfigureAwait(false);
    }

    /// <summary>Gives up what is on its way. Nothing of it is stored later.</summary>
    public async ValueTask DisposeAsync()
    {
        await _failed.CancelAsync().ConfigureAwait(false);
        await ((Task)Task.WhenAll(_running.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _failed.Dispose();
    }

    private async Task EndOneAsync()
    {
        var done = await Task.WhenAny(_running.Values).ConfigureAwait(false);
        await EndAsync(_running.First(file => file.Value == done).Key, done).ConfigureAwait(false);
    }

    private async Task EndAsync(string key, Task sent)
    {
        await sent.ConfigureAwait(false);
        _running.Remove(key);
    }

    private async Task SendAsync(string key, byte[] buffer, int size)
    {
        // Clients sign what they send, on the thread that calls: not on that of who reads.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await store.PutAsync(key, new MemoryStream(buffer, 0, size, writable: false), _failed.Token).ConfigureAwait(false);
        }
        finally
        {
            Return(buffer, size);
        }
    }

    private void Return(byte[] buffer, int size)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        _memory.Give(size);
    }
}
