namespace Fleet.Coordinator.Submission;

/// <summary>
/// Room for submissions that are being read: one takes many times its size in memory until it is stored. Large ones together have as many bytes as one may have at most; the others wait in the order
/// they came. Small ones, as nearly all are, need no room.
/// </summary>
/// <param name="most">Bytes that there are for all.</param>
internal sealed class SubmissionRoom(long most)
{
    /// <summary>What needs no room, in bytes.</summary>
    public const int Free = 64 * 1024;

    // From this size on it takes longer to read a submission than to look for garbage.
    private const int Garbage = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource<bool> Turn)> _waiting = new();
    private long _taken;

    /// <summary>Waits for room.</summary>
    /// <param name="bytes">How much; more than there is means all of it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Gives the room back when it is disposed of.</returns>
    public async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (bytes <= Free) return new Place(this, 0);
        bytes = Math.Min(bytes, most);
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((bytes, turn));
            Next();
        }

        // Who has gone is passed over, and what went with it is free for the next one.
        using var gone = cancellationToken.Register(() =>
        {
            if (turn.TrySetCanceled(cancellationToken)) Leave(0);
        });
        await turn.Task.ConfigureAwait(false);
        return new Place(this, bytes);
    }

    private void Leave(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            Next();
        }
    }

    private void Next()
    {
        while (_waiting.TryPeek(out var first))
        {
            if (!first.Turn.Task.IsCanceled)
            {
                if (_taken + first.Bytes > most) return;
                if (first.Turn.TrySetResult(true)) _taken += first.Bytes;
            }

            _waiting.Dequeue();
        }
    }

    private sealed class Place(SubmissionRoom room, long bytes) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, true) || bytes == 0) return;
            // What has been made of it is garbage many times its size, which the next one would come on top of: memory is taken back only when there is little of it otherwise.
            if (bytes >= Garbage) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            room.Leave(bytes);
        }
    }
}
