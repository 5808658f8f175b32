namespace Fleet.Worker.Containers.Docker;

/// <summary>One pull that several tasks wait for. It is cancelled when the last of them has left.</summary>
internal sealed class SharedPull : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IProgress<PullProgress>?> _waiters = [];
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lazy<Task> _completion;
    private bool _over;

    /// <param name="pull">Pulls; starts with the first waiter.</param>
    public SharedPull(Func<Action<PullProgress>, CancellationToken, Task> pull) =>
        _completion = new Lazy<Task>(() => Task.Run(() => pull(Report, _abandoned.Token)));

    /// <summary>Ends with the pull.</summary>
    public Task Completion => _completion.Value;

    /// <summary>Waits too.</summary>
    /// <returns>False: the last waiter has left, this pull is being cancelled.</returns>
    public bool TryJoin(IProgress<PullProgress>? progress)
    {
        lock (_lock)
        {
            if (_over)
                return false;
            _waiters.Add(progress);
            return true;
        }
    }

    /// <summary>Waits no longer.</summary>
    /// <returns>True: it was the last.</returns>
    public bool Leave(IProgress<PullProgress>? progress)
    {
        lock (_lock)
        {
            _waiters.Remove(progress);
            if (_waiters.Count > 0)
                return false;
            _over = true;
        }
        _abandoned.Cancel();
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _abandoned.Dispose();

    private void Report(PullProgress progress)
    {
        IProgress<PullProgress>?[] waiters;
        lock (_lock)
            waiters = [.. _waiters];
        foreach (var waiter in waiters)
            waiter?.Report(progress);
    }
}
