namespace Fleet.Conformance.Tests.Running;

/// <summary>Lets runs begin by their pace. Quiet ones have the machine for themselves: they wait for all others that were given before, and those that come later wait for them.</summary>
/// <param name="shortAtOnce">Short runs at one time.</param>
internal sealed class RunQueue(int shortAtOnce) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim turns = new(shortAtOnce);
    private int loud;
    private int quiet;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs something when its turn comes; it counts from now on.</summary>
    public Task<T> RunAsync<T>(Pace pace, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        if (pace == Pace.Quiet)
            return RunQuietAsync(run, cancellationToken);
        lock (gate)
            loud++;
        return RunLoudAsync(pace, run, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    private async Task<T> RunLoudAsync<T>(Pace pace, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            await WhenAsync(() => quiet == 0, cancellationToken);
            if (pace == Pace.Long)
                return await run();
            await turns.WaitAsync(cancellationToken);
            try
            {
                return await run();
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            Change(() => loud--);
        }
    }

    private async Task<T> RunQuietAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        await WhenAsync(() => loud == 0 && ++quiet > 0, cancellationToken);
        try
        {
            return await run();
        }
        finally
        {
            Change(() => quiet--);
        }
    }

    private async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (condition())
                    return;
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            changed.SetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
