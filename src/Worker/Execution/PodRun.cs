using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>A pod of one container on an engine: build it or take it over, follow it, collect it.</summary>
internal sealed class PodRun(HeldTask task, PodWork pod, WorkerMachine machine, IContainerRuntime runtime, TaskTools tools, TaskStory story, StopRequest stop)
{
    private readonly Guid fleetId = machine.Do((protocol, _) => protocol.FleetId) ?? throw new InvalidOperationException("a task came before a welcome");

    private string Name => ContainerLabels.NameOf(fleetId, task.Stamp, "main");

    /// <summary>Runs it to its reported end.</summary>
    /// <param name="again">An earlier run of it failed after a start was permitted: go on from what is there.</param>
    /// <param name="cancellationToken">It is not ours any more.</param>
    public async Task RunAsync(bool again, CancellationToken cancellationToken)
    {
        var step = task.Adopted || again ? await LookAsync(cancellationToken).ConfigureAwait(false) : await PrepareAsync(cancellationToken).ConfigureAwait(false);
        string? container = null;
        while (true)
        {
            switch (step)
            {
                case NextStep.Create:
                    (step, container) = await CreateAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.Start:
                    step = await StartAsync(container, cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.Void:
                    step = await VoidAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.RemoveVoided:
                    step = await RemoveVoidedAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.NotStarted:
                    machine.Do((protocol, now) => protocol.NotStarted(task, "no container of it was started on this engine", now));
                    return;
                case NextStep.Follow or NextStep.Collect:
                    await new ContainerFollowing(task, pod, machine, runtime, tools, story, stop, await FindAsync(cancellationToken).ConfigureAwait(false)).RunAsync(cancellationToken).ConfigureAwait(false);
                    return;
                default:
                    return;
            }
        }
    }

    private async Task<NextStep> PrepareAsync(CancellationToken cancellationToken)
    {
        Tell(story.Enter(TaskStage.Pull));
        using var untilAsked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var preparing = PrepareEngineAsync(untilAsked.Token);
        // A pull can take long: who wants the task stopped does not wait for it.
        if (await Task.WhenAny(preparing, stop.Asked).ConfigureAwait(false) != preparing)
            await untilAsked.CancelAsync().ConfigureAwait(false);
        try
        {
            await preparing.ConfigureAwait(false);
        }
        catch (EngineUnavailableException error)
        {
            return NotStarted(error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.End is { } end)
        {
            return Stopped(end);
        }

        story.Enter(TaskStage.Create);
        return NextStep.Create;
    }

    private async Task PrepareEngineAsync(CancellationToken cancellationToken)
    {
        var progress = new PullReporter(pull =>
        {
            if (story.Pulling(pull) is { } told)
                Tell(told);
        });
        await runtime.PrepareAsync(Spec(), progress, cancellationToken).ConfigureAwait(false);
        // Rule 13: an older dispatch of the same node on this engine must be gone before there is a new one.
        if (task.Stamp.Dispatch > 1)
            await TaskTools.RemoveOthersAsync(runtime, fleetId, IsOlder, cancellationToken).ConfigureAwait(false);
    }

    private bool IsOlder(TaskStamp found) => found.Workflow == task.Stamp.Workflow && found.Ordinal == task.Stamp.Ordinal && found.Dispatch < task.Stamp.Dispatch;

    private async Task<(NextStep Next, string? Container)> CreateAsync(CancellationToken cancellationToken)
    {
        // A deadline is this worker's own knowledge: the machine would permit it.
        if (stop.End is { } end)
            return (Stopped(end), null);
        var permit = machine.Do((protocol, now) => protocol.BeginCreate(task, now));
        if (!permit.Granted)
            return (Refused(permit.Verdict), null);
        try
        {
            // Not the task's own token: a create that is under way is waited for, so that nothing appears behind our back (rule 6).
            return (NextStep.Start, await runtime.CreateAsync(Spec(), CancellationToken.None).ConfigureAwait(false));
        }
        catch (ContainerExistsException conflict)
        {
            var session = conflict.Existing.Labels.TryGetValue(ContainerLabels.Session, out var label) && long.TryParse(label, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
            return (machine.Do((protocol, now) => protocol.AfterConflict(task, session, FoundOf(conflict.Existing), now)), conflict.Existing.Id);
        }
        catch (EngineUnavailableException error)
        {
            return (NotStarted(error.Message), null);
        }
        finally
        {
            machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        }
    }

    private async Task<NextStep> StartAsync(string? container, CancellationToken cancellationToken)
    {
        if (stop.End is { } end)
            return Stopped(end);
        var permit = machine.Do((protocol, now) => protocol.BeginStart(task, "main", now));
        if (permit.Verdict == PermitVerdict.StartedBefore)
            return await LookAsync(cancellationToken).ConfigureAwait(false);
        if (!permit.Granted)
            return Refused(permit.Verdict);
        try
        {
            // By name (rule 12): a container that an adopter has renamed is not ours to start any more.
            await runtime.StartAsync(Name, CancellationToken.None).ConfigureAwait(false);
            return NextStep.Follow;
        }
        catch (EngineUnavailableException)
        {
            // Nobody knows whether it runs: look.
        }
        finally
        {
            machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        }

        return await LookAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<NextStep> LookAsync(CancellationToken cancellationToken)
    {
        var found = FoundOf(await FindAsync(cancellationToken).ConfigureAwait(false));
        // What ran and is gone has vanished; it is never "not started".
        if (found == Found.Nothing && task.State == HeldState.Running)
            return NextStep.Collect;
        return machine.Do((protocol, now) => protocol.AfterLook(task, found, now));
    }

    private async Task<NextStep> VoidAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is { } container)
            await RetryAsync(() => runtime.RenameAsync(container.Id, container.Name + "-void", cancellationToken), cancellationToken).ConfigureAwait(false);
        return await AfterVoidAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<NextStep> RemoveVoidedAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken).ConfigureAwait(false) is { } container
            && !await RetryAsync(() => runtime.RemoveUnstartedAsync(container.Id, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            return await AfterVoidAsync(cancellationToken).ConfigureAwait(false);
        }

        return NextStep.NotStarted;
    }

    private async Task<NextStep> AfterVoidAsync(CancellationToken cancellationToken)
    {
        var found = FoundOf(await FindAsync(cancellationToken).ConfigureAwait(false));
        return machine.Do((protocol, now) => protocol.AfterVoid(task, found, now));
    }

    // By its name, else by its labels: a void that was interrupted leaves another name.
    private Task<ContainerState?> FindAsync(CancellationToken cancellationToken) => RetryAsync(
        async () => await runtime.InspectAsync(Name, cancellationToken).ConfigureAwait(false)
            ?? (task.Adopted
                ? (await runtime.ListAsync(fleetId, cancellationToken).ConfigureAwait(false)).FirstOrDefault(container => ContainerLabels.StampOf(container.Labels) == task.Stamp) is { } listed
                    ? await runtime.InspectAsync(listed.Id, cancellationToken).ConfigureAwait(false)
                    : null
                : null),
        cancellationToken);

    private Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => EngineRetries.UntilAnsweredAsync(call, tools.Time, cancellationToken);

    private NextStep Refused(PermitVerdict verdict) => verdict == PermitVerdict.Cancelled ? Stopped(TaskEnd.Cancelled) : NextStep.LetGo;

    // Before its start: there is no container to stop.
    private NextStep Stopped(TaskEnd end)
    {
        machine.Do((protocol, now) => protocol.Finished(task, story.Ended(end, stop.Reason), now));
        return NextStep.LetGo;
    }

    private NextStep NotStarted(string reason)
    {
        machine.Do((protocol, now) => protocol.NotStarted(task, reason, now));
        return NextStep.LetGo;
    }

    private void Tell(TaskProgress progress) => machine.Do((protocol, now) => protocol.Progress(task, progress, now));

    private static Found FoundOf(ContainerState? state) => state switch
    {
        null => Found.Nothing,
        { Phase: ContainerPhase.Created } => Found.Created,
        { Phase: ContainerPhase.Running } => Found.Running,
        { KilledByEngine: true } => Found.Killed,
        _ => Found.Exited,
    };

    private ContainerSpec Spec() => new()
    {
        Name = Name,
        Work = pod.Containers[0],
        Pod = pod,
        Labels = new Dictionary<string, string>(pod.Labels)
        {
            [ContainerLabels.Fleet] = fleetId.ToString("D"),
            [ContainerLabels.Workflow] = task.Stamp.Workflow.ToString("D"),
            [ContainerLabels.Node] = task.Stamp.Ordinal.ToString(CultureInfo.InvariantCulture),
            [ContainerLabels.Dispatch] = task.Stamp.Dispatch.ToString(CultureInfo.InvariantCulture),
            [ContainerLabels.Worker] = tools.WorkerId,
            [ContainerLabels.Session] = task.Session.ToString(CultureInfo.InvariantCulture),
            [ContainerLabels.Container] = "main",
        },
    };
}
