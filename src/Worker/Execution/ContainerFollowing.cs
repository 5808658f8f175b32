using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>A started container until its end is reported: logs, deadlines, stop, outputs.</summary>
internal sealed partial class ContainerFollowing(
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
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var logs = new LogPump(task, container.Id, runtime, tools).RunAsync(following.Token);
            var end = await WaitAsync(container.Id, startedAt, following.Token).ConfigureAwait(false);
            // Whoever asks from here on comes too late: it has ended by itself.
            var how = end is null ? TaskEnd.Vanished : HowEnded(end);
            // The logs first: once the end is settled the container is removed.
            await DrainAsync(logs).ConfigureAwait(false);
            if (end is null)
            {
                Finish(story.Ended(how, "its container is gone; something else than Fleet removed it"));
                return;
            }

            story.Enter(TaskStage.Collect);
            var outputs = await new OutputCollector(runtime, tools).CollectAsync(end.Id, pod.Outputs, following.Token).ConfigureAwait(false);
            Finish(story.Ended(how, MessageOf(how), end, outputs));
        }
        finally
        {
            // After a defect nothing of this try goes on beside the next one.
            following.Cancel();
        }
    }

    private async Task<ContainerState?> WaitAsync(string id, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deadline = DeadlineWatch.Of(DeadlineWatch.After(startedAt, task.Order.ActiveDeadlineSeconds), tools.Time, stop.AskAt);
        var stopping = StopWhenAskedAsync(id, watching.Token);
        var end = await EngineRetries.UntilAnsweredAsync(() => runtime.WaitAsync(id, cancellationToken), tools.Time, cancellationToken).ConfigureAwait(false);
        watching.Cancel();
        await stopping.ConfigureAwait(false);
        return end;
    }

    private TaskEnd HowEnded(ContainerState end)
    {
        // Taken over when it had ended already: a deadline counts only if it ended after it.
        var byItself = found?.Phase == ContainerPhase.Exited && stop.Due is { } due && end.FinishedAt < due;
        return stop.End is { } asked && !byItself ? asked : end.KilledByEngine ? TaskEnd.Killed : TaskEnd.Exited;
    }

    private string? MessageOf(TaskEnd how) => how switch
    {
        TaskEnd.Killed => "the container engine stopped it (a restart of the engine or of its host)",
        TaskEnd.Exited => null,
        _ => stop.Reason,
    };

    // Output that cannot be had must not cost the result.
    private async Task DrainAsync(Task logs)
    {
        try
        {
            await logs.ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogOutputLost(tools.Logger, task.Stamp, error);
        }
    }

    private async Task StopWhenAskedAsync(string container, CancellationToken cancellationToken)
    {
        // Nearly every container ends by itself: that is no exception.
        await stop.Asked.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested) return;
        try
        {
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

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));

    [LoggerMessage(1, LogLevel.Error, "The output of {Stamp} could not be read to its end.")]
    private static partial void LogOutputLost(ILogger logger, TaskStamp stamp, Exception error);
}
