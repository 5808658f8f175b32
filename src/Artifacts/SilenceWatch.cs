namespace Fleet.Artifacts;

/// <summary>Cancels a call to a server that is silent for too long. While the other side of the call (whoever gives the content) is waited for, the time does not run.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _silent;
    private readonly CancellationTokenSource _either;

    public SilenceWatch(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _silent = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, cancellationToken);
    }

    /// <summary>For the call.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The time was up.</summary>
    public bool IsSilent => _silent.IsCancellationRequested;

    /// <summary>Calls; the time runs from here, and stops at the end.</summary>
    public async Task<T> WatchAsync<T>(Func<Task<T>> call)
    {
        Resume();
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            Pause();
        }
    }

    /// <summary>It is the server's turn: the time begins anew.</summary>
    public void Resume() => _silent.CancelAfter(_limit);

    /// <summary>It is not the server's turn.</summary>
    public void Pause() => _silent.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _silent.Dispose();
    }
}
