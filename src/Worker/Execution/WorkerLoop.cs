using System.Collections.Concurrent;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>Does what the protocol machine says: speaks to the coordinator, runs tasks, removes containers.</summary>
internal sealed partial class WorkerLoop(WorkerMachine machine, ICoordinatorLink link, IContainerRuntime runtime, TaskTools tools, ILogger<WorkerLoop> logger)
{
    private static readonly TimeSpan ClaimPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClaimRetry = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<HeldTask, TaskRun> runs = new();
    private readonly KeptContainers kept = new(runtime, tools.Time, tools.KeepsForATime);
    private readonly Rotation claimsTold = new(MessageLimits.BeatNames);
    private bool saidAbsent;
    private string? engineProblem;

    /// <summary>Why the engine could not be asked the last time; null: it answered.</summary>
    public string? EngineProblem => Volatile.Read(ref engineProblem);

    /// <summary>Acts until the token is cancelled. Tasks under way are let go of then: their containers stay, for whoever adopts them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var action in machine.Actions.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                Act(action, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process ends.
        }
        finally
        {
            foreach (var run in runs.Values)
                run.LetGo();
        }
    }

    private void Act(WorkerAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case SendHello hello:
                Begin(() => SayHelloAsync(hello));
                break;
            case SendBeat beat:
                if (beat.Message.Number == 1)
                    LogSession(logger, beat.Message.Session);
                Begin(() => SendAsync(() => link.SendAsync(beat.Message with { SecretKeys = tools.Secrets.KeyIds }, CancellationToken.None), "beat"));
                break;
            case ReportWaits when machine.Do((protocol, now) => protocol.TakeReport(now)) is { } report:
                Begin(() => ReportAsync(report));
                break;
            case TakeInventory:
                Begin(() => TakeInventoryAsync(cancellationToken));
                break;
            case Run run:
                Start(run.Task, cancellationToken);
                break;
            case Adopt adopt:
                Start(adopt.Task, cancellationToken);
                break;
            case Stop stop when runs.TryGetValue(stop.Task, out var stopped):
                stopped.Stop(stop.Reason, stop.GraceSeconds);
                break;
            case LetGo released when runs.TryRemove(released.Task, out var left):
                left.LetGo();
                break;
            case RemoveClaim remove:
                Begin(() => RemoveClaimAsync(remove.Claim, cancellationToken));
                break;
            case RemoveKept remove:
                // Before anything that follows, a claim's removal among it.
                kept.End(remove.Group);
                Begin(() => RemoveKeptAsync(remove.Group, cancellationToken));
                break;
            case Remove remove:
                Begin(() => RemoveAsync(remove, cancellationToken));
                break;
        }
    }

    private void Start(HeldTask task, CancellationToken cancellationToken)
    {
        var run = new TaskRun(task, machine, runtime, tools);
        runs[task] = run;
        Begin(() => run.RunAsync(cancellationToken));
    }

    private async Task<bool> SendAsync(Func<Task> send, string what)
    {
        try
        {
            await send().ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is not CoordinatorAbsentException)
        {
            // Nothing is lost: hellos, beats and reports are repeated by the machine.
            LogNotSent(logger, what, error.Message);
            return false;
        }
    }

    private async Task SayHelloAsync(SendHello hello)
    {
        try
        {
            await SendAsync(() => link.SendAsync(hello.Message, CancellationToken.None), "hello").ConfigureAwait(false);
        }
        catch (CoordinatorAbsentException absent)
        {
            // Said once: the worker may wait for long.
            if (!Interlocked.Exchange(ref saidAbsent, true))
                LogAbsent(logger, absent.Message);
            machine.Do((protocol, _) => protocol.HelloReturned(hello.Message.Number));
        }
    }

    private async Task ReportAsync(OutgoingReport report)
    {
        var sent = await SendAsync(() => link.SendAsync(report.Message, CancellationToken.None), "report").ConfigureAwait(false);
        machine.Do((protocol, now) => protocol.ReportSent(report.Number, sent, now));
    }

    private async Task TakeInventoryAsync(CancellationToken cancellationToken)
    {
        IReadOnlyCollection<TaskStamp> found = [];
        IReadOnlyCollection<string> claims = [];
        IReadOnlyList<ContainerState> listed = [];
        try
        {
            if (machine.Do((protocol, _) => protocol.FleetId) is { } fleet)
            {
                listed = await runtime.ListAsync(fleet, cancellationToken).ConfigureAwait(false);
                var volumes = (await runtime.ListVolumesAsync(fleet, cancellationToken).ConfigureAwait(false)).Values;
                // A volume whose container is gone names its dispatch, too; those of kept containers go with them.
                var left = volumes.Select(ContainerLabels.StampOf).Except(listed.Where(container => container.IsKept).Select(container => ContainerLabels.StampOf(container.Labels)));
                found = [.. listed.Where(container => !container.IsKept).Select(container => ContainerLabels.StampOf(container.Labels)).Concat(left).OfType<TaskStamp>().Distinct()];
                // A claim that a kept container has cannot be removed before that one.
                claims = claimsTold.Next(volumes.Select(labels => labels.GetValueOrDefault(ContainerLabels.Claim)).OfType<string>().Except(KeptContainers.ClaimsOf(listed)));
            }

            Volatile.Write(ref engineProblem, null);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A beat without an inventory keeps the session; what lies on the engine is told with the next.
            Volatile.Write(ref engineProblem, error.Message);
            LogNoInventory(logger, error.Message);
        }

        machine.Do((protocol, now) => protocol.InventoryTaken(found, claims, kept.Tell(listed), now));
        await kept.RemoveDueAsync(listed, cancellationToken).ConfigureAwait(false);
    }

    private async Task RemoveKeptAsync(string group, CancellationToken cancellationToken)
    {
        try
        {
            if (machine.Do((protocol, _) => protocol.FleetId) is { } fleet)
                await kept.RemoveAsync(fleet, group, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // They are told of again with the next beat.
            LogKeptNotRemoved(logger, group, error.Message);
        }

        machine.Do((protocol, _) => protocol.KeptRemoved(group));
    }

    // The containers that have it are being removed, or are about to be; one that stays keeps it, and is told of with the next beat.
    private async Task RemoveClaimAsync(string claim, CancellationToken cancellationToken)
    {
        var begun = tools.Time.GetTimestamp();
        while (machine.Do((protocol, _) => protocol.FleetId) is { } fleet)
        {
            try
            {
                await runtime.RemoveVolumeAsync(ContainerLabels.ClaimNameOf(fleet, claim), cancellationToken).ConfigureAwait(false);
                break;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (await kept.HoldsAsync(fleet, claim, cancellationToken).ConfigureAwait(false))
                    break;
                if (tools.Time.GetElapsedTime(begun) > ClaimPatience)
                {
                    LogClaimNotRemoved(logger, claim, error.Message);
                    break;
                }
            }

            await Task.Delay(ClaimRetry, tools.Time, cancellationToken).ConfigureAwait(false);
        }

        machine.Do((protocol, _) => protocol.ClaimRemoved(claim));
    }

    private async Task RemoveAsync(Remove remove, CancellationToken cancellationToken)
    {
        var stamp = remove.Stamp;
        try
        {
            if (machine.Do((protocol, _) => protocol.FleetId) is { } fleet)
                await kept.SettleAsync(fleet, stamp, remove.Succeeded, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // It shows in the next inventory, and is settled again.
            LogNotRemoved(logger, stamp, error.Message);
        }

        machine.Do((protocol, now) => protocol.Removed(stamp, now));
    }

    private void Begin(Func<Task> work) => _ = ObserveAsync(work);

    private async Task ObserveAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Let go of, or the process ends.
        }
        catch (Exception error)
        {
            LogDefect(logger, error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The {What} was not confirmed; it is repeated: {Error}")]
    private static partial void LogNotSent(ILogger logger, string what, string error);

    [LoggerMessage(2, LogLevel.Warning, "The container engine did not list its containers: {Error}")]
    private static partial void LogNoInventory(ILogger logger, string error);

    [LoggerMessage(3, LogLevel.Warning, "The containers of {Stamp} were not removed yet: {Error}")]
    private static partial void LogNotRemoved(ILogger logger, TaskStamp stamp, string error);

    [LoggerMessage(4, LogLevel.Error, "A task's run ended by a defect of the worker; its containers stay, the coordinator will ask again.")]
    private static partial void LogDefect(ILogger logger, Exception error);

    [LoggerMessage(5, LogLevel.Information, "{Reason}")]
    private static partial void LogAbsent(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Information, "A coordinator has welcomed this worker: session {Session} begins")]
    private static partial void LogSession(ILogger logger, long session);

    [LoggerMessage(7, LogLevel.Warning, "The volume of the claim {Claim} was not removed yet: {Error}")]
    private static partial void LogClaimNotRemoved(ILogger logger, string claim, string error);

    [LoggerMessage(8, LogLevel.Warning, "The kept containers {Group} were not removed yet: {Error}")]
    private static partial void LogKeptNotRemoved(ILogger logger, string group, string error);
}
