using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>A pod on an engine: build it or take it over, begin it; from then on it is followed.</summary>
internal sealed class PodRun(HeldTask task, PodWork pod, WorkerMachine machine, IContainerRuntime runtime, TaskTools tools, TaskStory story, StopRequest stop)
{
    private readonly PodContainers containers = new(task, pod, machine, runtime, tools, stop);
    private bool begun;
    private string? startFailure;

    /// <summary>Runs it to its reported end.</summary>
    /// <param name="again">An earlier run of it failed after a start was permitted: go on from what is there.</param>
    /// <param name="cancellationToken">It is not ours any more.</param>
    public async Task RunAsync(bool again, CancellationToken cancellationToken)
    {
        var step = task.Adopted || again ? await LookAsync(cancellationToken).ConfigureAwait(false) : await PrepareAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            switch (step)
            {
                case NextStep.Create:
                    step = await CreateAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.Start:
                    step = await StartAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.Void:
                    step = await VoidAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.RemoveVoided:
                    step = await RemoveVoidedAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case NextStep.NotStarted:
                    machine.Do((protocol, now) => protocol.NotStarted(task, tools.Shown(startFailure) ?? "no container of it was started on this engine", now));
                    return;
                case NextStep.Follow or NextStep.Collect:
                    begun = true;
                    await new PodFollowing(task, pod, containers, machine, runtime, tools, story, stop).RunAsync(cancellationToken).ConfigureAwait(false);
                    return;
                default:
                    return;
            }
        }
    }

    private async Task<NextStep> PrepareAsync(CancellationToken cancellationToken)
    {
        Tell(story.Enter(TaskStage.Pull));
        try
        {
            // A pull can take long: who wants the task stopped does not wait for it.
            await stop.CutsShortAsync(PrepareEngineAsync, cancellationToken).ConfigureAwait(false);
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
        foreach (var member in containers.Plan.Members)
            await runtime.PrepareAsync(containers.SpecOf(member), progress, cancellationToken).ConfigureAwait(false);
        // Rule 13: an older dispatch of the same node on this engine must be gone before there is a new one.
        if (task.Stamp.Dispatch > 1)
            await TaskTools.RemoveOthersAsync(runtime, containers.FleetId, IsOlder, cancellationToken).ConfigureAwait(false);
    }

    private bool IsOlder(TaskStamp found) => found.Workflow == task.Stamp.Workflow && found.Ordinal == task.Stamp.Ordinal && found.Dispatch < task.Stamp.Dispatch;

    // All of them before the first start: who takes the pod over finds whatever it still has to start.
    private async Task<NextStep> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await containers.PlanInputsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (EngineUnavailableException error)
        {
            return NotStarted(error.Message);
        }

        var filler = (string?)null;
        var withoutVolumes = true;
        foreach (var member in containers.Plan.Members)
        {
            if (filler is null && member.Part != PodPart.Sandbox && containers.Inputs.InVolumes.Count > 0)
            {
                (filler, var filled) = await FillAsync(cancellationToken).ConfigureAwait(false);
                if (filler is null)
                    return filled;
            }

            // A deadline is this worker's own knowledge: the machine would permit it.
            if (stop.End is { } end)
                return Stopped(end);
            var permit = machine.Do((protocol, now) => protocol.BeginCreate(task, now));
            if (!permit.Granted)
                return Refused(permit.Verdict);
            var (id, next) = await CreateAsync(member, permit, withoutVolumes && member.Part != PodPart.Sandbox).ConfigureAwait(false);
            if (id is not null)
                containers.Created(member, id);
            if (next != NextStep.Start)
                return next;
            withoutVolumes &= member.Part == PodPart.Sandbox;
        }

        if (pod.Artifacts.Count == 0)
            return NextStep.Start;
        return await LoadAsync(async (loading, token) =>
        {
            await containers.LoadAsync(loading, token).ConfigureAwait(false);
            if (filler is not null)
                await runtime.DestroyAsync(filler, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    // Before the containers that mount them are created. The filler stays until then: while it is there, its labels name the volumes for whoever clears up.
    private async Task<(string? Filler, NextStep Next)> FillAsync(CancellationToken cancellationToken)
    {
        if (stop.End is { } end)
            return (null, Stopped(end));
        var permit = machine.Do((protocol, now) => protocol.BeginCreate(task, now));
        if (!permit.Granted)
            return (null, Refused(permit.Verdict));
        var (filler, next) = await CreateAsync(null, permit, withVolumes: false).ConfigureAwait(false);
        if (next == NextStep.Start)
            next = await LoadAsync((loading, token) => containers.FillAsync(loading, filler!, token), cancellationToken).ConfigureAwait(false);
        return (next == NextStep.Start ? filler : null, next);
    }

    // Before the first start, and whole: what was created and not started is never started by another.
    private async Task<NextStep> LoadAsync(Func<ArtifactLoading, CancellationToken, Task> load, CancellationToken cancellationToken)
    {
        try
        {
            var loading = new ArtifactLoading(runtime, tools, pod.ArtifactOwner);
            await stop.CutsShortAsync(token => load(loading, token), cancellationToken).ConfigureAwait(false);
            return NextStep.Start;
        }
        catch (Exception error) when (EngineRetries.IsOutage(error))
        {
            return NotStarted(error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.End is { } end)
        {
            return Stopped(end);
        }
    }

    // A member, or what fills volumes.
    private async Task<(string? Id, NextStep Next)> CreateAsync(PodMember? member, EnginePermit permit, bool withVolumes)
    {
        try
        {
            // Not the task's own token: a create that is under way is waited for, so that nothing appears behind our back (rule 6).
            if (withVolumes)
                await containers.MakeVolumesAsync(CancellationToken.None).ConfigureAwait(false);
            return (await runtime.CreateAsync(member is null ? containers.FillerSpec : containers.SpecOf(member), CancellationToken.None).ConfigureAwait(false), NextStep.Start);
        }
        catch (ContainerExistsException conflict)
        {
            var session = conflict.Existing.Labels.TryGetValue(ContainerLabels.Session, out var label) && long.TryParse(label, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
            var found = member?.Part == PodPart.Sandbox ? Found.Created : PodContainers.FoundOf(conflict.Existing);
            return (conflict.Existing.Id, machine.Do((protocol, now) => protocol.AfterConflict(task, session, found, now)));
        }
        catch (EngineUnavailableException error)
        {
            return (null, NotStarted(error.Message));
        }
        finally
        {
            machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        }
    }

    // The sandbox, which has no effect, and the first container that has one.
    private async Task<NextStep> StartAsync(CancellationToken cancellationToken)
    {
        foreach (var member in (PodMember?[])[containers.Plan.Sandbox, containers.Plan.First])
        {
            if (member is null)
                continue;
            if (stop.End is { } end)
                return Stopped(end);
            var permit = machine.Do((protocol, now) => protocol.BeginStart(task, containers.NameOf(member), now));
            if (permit.Verdict == PermitVerdict.StartedBefore)
                return await LookAsync(cancellationToken).ConfigureAwait(false);
            if (!permit.Granted)
                return Refused(permit.Verdict);
            if (!await StartAsync(member, permit).ConfigureAwait(false))
                return await LookAsync(cancellationToken).ConfigureAwait(false);
        }

        return NextStep.Follow;
    }

    private async Task<bool> StartAsync(PodMember member, EnginePermit permit)
    {
        try
        {
            // By name (rule 12): a container that an adopter has renamed is not ours to start any more.
            await runtime.StartAsync(containers.NameOf(member), CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (EngineUnavailableException error)
        {
            // Nobody knows whether it runs: look. If it does not, this is why.
            startFailure = error.Message;
            return false;
        }
        finally
        {
            machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        }
    }

    private async Task<NextStep> LookAsync(CancellationToken cancellationToken)
    {
        var found = containers.FoundOf(await containers.FindAsync(cancellationToken).ConfigureAwait(false));
        // What ran and is gone has vanished; it is never "not started".
        if (found == Found.Nothing && (begun || task.State == HeldState.Running))
            return NextStep.Collect;
        return machine.Do((protocol, now) => protocol.AfterLook(task, found, now));
    }

    private async Task<NextStep> VoidAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, container) in await containers.FindAsync(cancellationToken).ConfigureAwait(false))
        {
            if (name != containers.Plan.Sandbox?.Name)
                await containers.TakeAsync(container.Id, container.Name + "-void", cancellationToken).ConfigureAwait(false);
        }

        return await AfterVoidAsync(cancellationToken).ConfigureAwait(false);
    }

    // In the order of their starts: when the first one can be removed unstarted, none after it was started.
    private async Task<NextStep> RemoveVoidedAsync(CancellationToken cancellationToken)
    {
        var found = await containers.FindAsync(cancellationToken).ConfigureAwait(false);
        foreach (var member in containers.Plan.Effective.OrderBy(member => member != containers.Plan.First))
        {
            if (found.TryGetValue(member.Name, out var container)
                && !await EngineRetries.UntilAnsweredAsync(() => runtime.RemoveUnstartedAsync(container.Id, cancellationToken), tools.Time, cancellationToken).ConfigureAwait(false))
            {
                return await AfterVoidAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return NextStep.NotStarted;
    }

    private async Task<NextStep> AfterVoidAsync(CancellationToken cancellationToken)
    {
        var found = containers.FoundOf(await containers.FindAsync(cancellationToken).ConfigureAwait(false));
        return machine.Do((protocol, now) => protocol.AfterVoid(task, found, now));
    }

    private NextStep Refused(PermitVerdict verdict) => verdict == PermitVerdict.Cancelled ? Stopped(TaskEnd.Cancelled) : NextStep.LetGo;

    // Before its start: there is no container to stop.
    private NextStep Stopped(TaskEnd end)
    {
        machine.Do((protocol, now) => protocol.Finished(task, story.Ended(end, stop.Reason), now));
        return NextStep.LetGo;
    }

    private NextStep NotStarted(string reason)
    {
        machine.Do((protocol, now) => protocol.NotStarted(task, tools.Shown(reason)!, now));
        return NextStep.LetGo;
    }

    private void Tell(TaskProgress progress) => machine.Do((protocol, now) => protocol.Progress(task, progress, now));
}
