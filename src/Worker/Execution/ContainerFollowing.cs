using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>A started container until its end is reported: logs, deadlines, stop, outputs.</summary>
internal sealed class ContainerFollowing(
    HeldTask task, PodWork pod, WorkerMachine machine, IContainerRuntime runtime, TaskTools tools, TaskStory story, StopRequest stop, ContainerState? found)
{
    /// <summary>Follows it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (found is not { } container)
        {
            Finish(story.Ended(TaskEnd.Vanished, "its container is gone; something else than Fleet removed it"));
            return;
        }

        var startedAt = container.StartedAt ?? tools.Time.GetUtcNow();
        machine.Do((protocol, now) => protocol.Started(task, story.Started(startedAt, container.Ip), now));
        var logs = new LogPump(task, container.Id, runtime, tools).RunAsync(cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stopping = StopWhenAskedAsync(container.Id, watching.Token);
        using var deadline = WatchDeadline(startedAt);

        var end = await EngineRetries.UntilAnsweredAsync(() => runtime.WaitAsync(container.Id, cancellationToken), tools.Time, cancellationToken).ConfigureAwait(false);
        await watching.CancelAsync().ConfigureAwait(false);
        await stopping.ConfigureAwait(false);
        // The logs first: once the end is settled the container is removed.
        await logs.ConfigureAwait(false);
        if (end is null)
        {
            Finish(story.Ended(TaskEnd.Vanished, "its container is gone; something else than Fleet removed it"));
            return;
        }

        story.Enter(TaskStage.Collect);
        var outputs = await new OutputCollector(runtime, tools).CollectAsync(end.Id, pod.Outputs, cancellationToken).ConfigureAwait(false);
        var how = stop.End is { } asked ? asked : end.KilledByEngine ? TaskEnd.Killed : TaskEnd.Exited;
        Finish(story.Ended(how, stop.Reason ?? (end.KilledByEngine ? "the container engine stopped it (a restart of the engine or of its host)" : null), end, outputs));
    }

    private async Task StopWhenAskedAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await stop.Asked.WaitAsync(cancellationToken).ConfigureAwait(false);
            var grace = TimeSpan.FromSeconds(stop.GraceSeconds ?? pod.TerminationGracePeriodSeconds);
            await EngineRetries.UntilAnsweredAsync(
                async () =>
                {
                    await runtime.StopAsync(container, grace, cancellationToken).ConfigureAwait(false);
                    return true;
                },
                tools.Time,
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It ended by itself, or is not ours any more.
        }
    }

    private ITimer? WatchDeadline(DateTimeOffset startedAt)
    {
        var active = task.Order.ActiveDeadlineSeconds is { } seconds ? startedAt.AddSeconds(seconds) : (DateTimeOffset?)null;
        var due = active < task.Order.Deadline || task.Order.Deadline is null ? active : task.Order.Deadline;
        if (due is not { } moment)
            return null;
        var left = moment - tools.Time.GetUtcNow();
        return tools.Time.CreateTimer(_ => stop.Ask(TaskEnd.DeadlineExceeded, "it ran into its deadline", null), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));
}
