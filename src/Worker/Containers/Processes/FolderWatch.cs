using System.Collections.Concurrent;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Tells waiters at once when a file of their container changes: one watcher of the operating system for all of them, with a slow look every second besides.</summary>
internal sealed class FolderWatch(string folder, TimeProvider time) : IDisposable
{
    // A watcher may lose events, or not be had at all: then the looks are all there is.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private FileSystemWatcher? _watcher;
    private bool _begun;

    /// <summary>To be taken before a look at the files: ends with the next change after this call, or after a while.</summary>
    public Task NextAsync(string id, CancellationToken cancellationToken)
    {
        Begin();
        var change = _waiting.GetOrAdd(id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        return WaitAsync(change, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _watcher?.Dispose();

    private async Task WaitAsync(Task change, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(change, Task.Delay(_watcher is null ? Quick : Slow, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Begin()
    {
        lock (_lock)
        {
            if (_begun)
                return;
            _begun = true;
            try
            {
                var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.Size | NotifyFilters.LastWrite };
                watcher.Created += (_, change) => Tell(change.Name);
                watcher.Changed += (_, change) => Tell(change.Name);
                watcher.Deleted += (_, change) => Tell(change.Name);
                watcher.EnableRaisingEvents = true;
                _watcher = watcher;
            }
            catch (IOException)
            {
                // The limit of watchers is reached.
            }
        }
    }

    private void Tell(string? file)
    {
        if (file is not null && file.IndexOf('.', StringComparison.Ordinal) is var end and > 0 && _waiting.TryRemove(file[..end], out var change))
            change.TrySetResult();
    }
}
