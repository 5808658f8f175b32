using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>The wish to stop a task: by the coordinator or by a deadline. The first one counts.</summary>
internal sealed class StopRequest
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How the task ends if it is stopped; null: nobody asked.</summary>
    public TaskEnd? End { get; private set; }

    /// <summary>Why.</summary>
    public string? Reason { get; private set; }

    /// <summary>Grace that was asked for; null: the task's own.</summary>
    public int? GraceSeconds { get; private set; }

    /// <summary>Moment of the deadline that asked; null: not a deadline.</summary>
    public DateTimeOffset? Due { get; private set; }

    /// <summary>Completes when it is asked.</summary>
    public Task Asked => asked.Task;

    /// <summary>Calls what a stop cuts short, until it ends.</summary>
    /// <exception cref="OperationCanceledException">It was cut short, by the stop or by the caller.</exception>
    public async Task<T> CutsShortAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var untilAsked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var called = call(untilAsked.Token);
        if (await Task.WhenAny(called, Asked).ConfigureAwait(false) != called)
            await untilAsked.CancelAsync().ConfigureAwait(false);
        return await called.ConfigureAwait(false);
    }

    /// <summary>As <see cref="CutsShortAsync{T}"/>, where nothing is given back.</summary>
    public Task CutsShortAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) => CutsShortAsync(
        async token =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Asks because a deadline has passed.</summary>
    public void AskAt(DateTimeOffset due) => Ask(TaskEnd.DeadlineExceeded, "it ran into its deadline", null, due);

    /// <summary>Asks.</summary>
    public void Ask(TaskEnd end, string? reason, int? graceSeconds, DateTimeOffset? due = null)
    {
        lock (gate)
        {
            if (End is not null)
                return;
            (End, Reason, GraceSeconds, Due) = (end, reason, graceSeconds, due);
        }

        asked.TrySetResult();
    }
}
