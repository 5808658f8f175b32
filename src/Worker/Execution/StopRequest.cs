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

    /// <summary>Completes when it is asked.</summary>
    public Task Asked => asked.Task;

    /// <summary>Asks.</summary>
    public void Ask(TaskEnd end, string reason, int? graceSeconds)
    {
        lock (gate)
        {
            if (End is not null)
                return;
            (End, Reason, GraceSeconds) = (end, reason, graceSeconds);
        }

        asked.TrySetResult();
    }

    /// <summary>Calls back when it is asked.</summary>
    public void WhenAsked(Action callback) => _ = asked.Task.ContinueWith(_ => callback(), TaskScheduler.Default);
}
