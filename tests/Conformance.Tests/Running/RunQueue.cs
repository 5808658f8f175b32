namespace Fleet.Conformance.Tests.Running;

/// <summary>
/// Lets runs begin by their pace. Quiet ones have the machine nearly for themselves: they wait for all short ones that were given before, and whatever comes later waits for them.
/// Long ones that are under way sleep by then, most of the time.
/// </summary>
/// <param name="shortAtOnce">Short runs at one time.</param>
internal sealed class RunQueue(int shortAtOnce) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim turns = new(shortAtOnce);
    private int open;
    private int quiet;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs something when its turn comes; it counts from now on.</summary>
    public Task<T> RunAsync<T>(Pace pace, Func<Task<T>> run, CancellationToken cancellationToken)
    {
        switch (pace)
        {
            case Pace.Quiet:
                return RunQuietAsync(run, cancellationToken);
            case Pace.Long:
                return RunLongAsync(run, cancellationToken);
            default:
                lock (gate)
                    open++;
                return RunShortAsync(run, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    private async Task<T> RunLongAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        await WhenAsync(() => quiet == 0, cancellationToken);
        return await run();
    }

    private async Task<T> RunShortAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            await WhenAsync(() => quiet == 0, cancellationToken);
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
            Change(() => open--);
        }
    }

    private async Task<T> RunQuietAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        await WhenAsync(() => open == 0 && ++quiet > 0, cancellationToken);
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
