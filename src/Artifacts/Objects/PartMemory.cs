namespace Fleet.Artifacts.Objects;

/// <summary>
/// What the parts of all uploads of a process may hold in memory together: however many tasks store at the same time, it is no more. Who waits is served in order; a part that is larger than all has it alone.
/// Nobody waits for more while it holds a part that is not on its way, so that all come to an end.
/// </summary>
/// <param name="limit">Most bytes.</param>
internal sealed class PartMemory(long limit)
{
    /// <summary>That of this process: 48 MiB, which one upload of usual parts (four on their way, one being read) does not fill.</summary>
    public static PartMemory OfProcess { get; } = new(48 << 20);

    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Given)> _waiting = new();
    private long _held;

    /// <summary>Takes room for a part where there is some at once.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 || !Fits(bytes))
                return false;
            _held += bytes;
            return true;
        }
    }

    /// <summary>Waits until there is room for a part.</summary>
    public async Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        TaskCompletionSource given;
        lock (_gate)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                _held += bytes;
                return;
            }

            _waiting.Enqueue((bytes, given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        using var cancelled = cancellationToken.Register(() =>
        {
            // Its place is passed over.
            given.TrySetCanceled(cancellationToken);
            lock (_gate)
                GiveOut();
        });
        await given.Task.ConfigureAwait(false);
    }

    /// <summary>Gives the room of a part back.</summary>
    public void Give(long bytes)
    {
        lock (_gate)
        {
            _held -= bytes;
            GiveOut();
        }
    }

    private bool Fits(long bytes) => _held == 0 || _held + bytes <= limit;

    private void GiveOut()
    {
        while (_waiting.TryPeek(out var next) && (next.Given.Task.IsCompleted || Fits(next.Bytes)))
        {
            _waiting.Dequeue();
            if (next.Given.TrySetResult())
                _held += next.Bytes;
        }
    }
}
