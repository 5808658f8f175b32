using Fleet.Contracts;
using Fleet.Worker.Execution.Values;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>Work without a container, from its order to its reported end. When its worker is lost nothing can be adopted, and the next dispatch does it again.</summary>
internal abstract class ContainerlessRun(HeldTask task, WorkerMachine machine, TaskTools tools, TaskStory story, StopRequest stop)
{
    /// <summary>What helps it.</summary>
    protected TaskTools Tools => tools;

    /// <summary>Tells its end.</summary>
    protected TaskStory Story => story;

    /// <summary>What ends it when an earlier run failed by a defect and doing it twice may do harm; null: doing it again changes nothing.</summary>
    protected virtual string? NotAgain => null;

    /// <summary>Runs it to its reported end.</summary>
    /// <param name="again">An earlier run of it failed by a defect: how far it came is unknown.</param>
    /// <param name="cancellationToken">It is not ours any more.</param>
    public async Task RunAsync(bool again, CancellationToken cancellationToken)
    {
        if (again && NotAgain is { } reason)
        {
            Finish(story.Ended(TaskEnd.Exited, reason));
            return;
        }

        if (stop.End is { } before)
        {
            Finish(story.Ended(before, stop.Reason));
            return;
        }

        // An earlier run may have been permitted before it failed.
        if (task.State is HeldState.Taken or HeldState.Building && !Permitted())
            return;
        var started = tools.Time.GetUtcNow();
        machine.Do((protocol, now) => protocol.Started(task, story.Started(started, null), now));
        using var deadline = DeadlineWatch.Of(DeadlineWatch.After(started, task.Order.ActiveDeadlineSeconds), tools.Time, stop.AskAt);
        var end = await UntilStoppedAsync(cancellationToken).ConfigureAwait(false) with { StartedAt = started };
        Finish(await new ValueOutputs(task.Order, tools).StoreAsync(end, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Does it.</summary>
    /// <param name="cancellationToken">It is to stop, or is not ours any more.</param>
    protected abstract Task<TaskFinished> WorkAsync(CancellationToken cancellationToken);

    private async Task<TaskFinished> UntilStoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stop.CutsShortAsync(WorkAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.End is { } end)
        {
            return story.Ended(end, stop.Reason);
        }
    }

    private bool Permitted()
    {
        var permit = machine.Do((protocol, now) => protocol.BeginStart(task, "main", now));
        if (permit.Granted)
            machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        else if (permit.Verdict == PermitVerdict.Cancelled)
            Finish(story.Ended(TaskEnd.Cancelled, stop.Reason));
        return permit.Granted;
    }

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));
}
