using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>A started container of a pod until it has ended: its logs, and stopping it when that is asked.</summary>
internal sealed partial class PodMemberRun(PodMember member, HeldTask task, IContainerRuntime runtime, TaskTools tools)
{
    private LogPump? pump;
    private string? message;

    /// <summary>The container.</summary>
    public PodMember Member { get; } = member;

    /// <summary>What is known of it; null: it is gone.</summary>
    public ContainerState? State { get; private set; }

    /// <summary>Its output on the way to the coordinator; fails with what kept it.</summary>
    public Task Logs { get; private set; } = Task.CompletedTask;

    /// <summary>It ended with exit code 0.</summary>
    public bool Succeeded => State is { Phase: ContainerPhase.Exited, ExitCode: 0 };

    /// <summary>It was found or started; or has not begun.</summary>
    public void Is(ContainerState? state) => State = state;

    /// <summary>Follows it to its end.</summary>
    /// <param name="stopAsked">Completes when it is to be stopped.</param>
    /// <param name="grace">Time between SIGTERM and SIGKILL.</param>
    /// <param name="cancellationToken">It is not ours any more.</param>
    public async Task FollowAsync(Task stopAsked, Func<TimeSpan> grace, CancellationToken cancellationToken)
    {
        if (State is not { } container)
            return;
        pump = new LogPump(task, Member.Name, container.Id, runtime, tools);
        Logs = pump.RunAsync(cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stopping = StopWhenAskedAsync(container.Id, stopAsked, grace, watching.Token);
        State = await EngineRetries.UntilAnsweredAsync(() => runtime.WaitAsync(container.Id, cancellationToken), tools.Time, cancellationToken).ConfigureAwait(false);
        watching.Cancel();
        await stopping.ConfigureAwait(false);
        if (State is { } end)
            message = await new TerminationMessage(runtime, tools.Time).ReadAsync(Member.Work, end, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until its output is confirmed. Output that cannot be had must not cost the result.</summary>
    public async Task DrainAsync()
    {
        try
        {
            await Logs.ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogOutputLost(tools.Logger, Member.Name, task.Stamp, error);
        }
    }

    /// <summary>Its facts for a report; an end that was not seen is left out.</summary>
    public ContainerResult ToResult() => new()
    {
        Name = Member.Name,
        ExitCode = State?.ExitCode,
        OomKilled = State?.OomKilled ?? false,
        StartedAt = State?.StartedAt,
        FinishedAt = State?.FinishedAt,
        LogBytes = pump?.Ends ?? new Dictionary<string, long>(),
        Message = tools.Shown(message ?? State?.Error),
    };

    private async Task StopWhenAskedAsync(string container, Task asked, Func<TimeSpan> grace, CancellationToken cancellationToken)
    {
        // Nearly every container ends by itself: that is no exception.
        await asked.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested) return;
        try
        {
            await EngineRetries.UntilAnsweredAsync(
                async () =>
                {
                    await runtime.StopAsync(container, grace(), cancellationToken).ConfigureAwait(false);
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

    [LoggerMessage(1, LogLevel.Error, "The output of container {Container} of {Stamp} could not be read to its end.")]
    private static partial void LogOutputLost(ILogger logger, string container, TaskStamp stamp, Exception error);
}
