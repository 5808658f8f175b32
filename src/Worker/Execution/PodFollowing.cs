using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution.Probes;
using Fleet.Worker.Execution.Values;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>A pod that has begun until its end is reported: what is still to be started is started in its turn, logs, deadlines, stop, outputs. The same for who began it and who took it over.</summary>
internal sealed class PodFollowing(
    HeldTask task, PodWork pod, PodContainers containers, WorkerMachine machine, IContainerRuntime runtime, TaskTools tools, TaskStory story, StopRequest stop)
{
    private const string Gone = "its container is gone; something else than Fleet removed it";

    private readonly TaskCompletionSource mainsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PodMemberRun> runs = [.. containers.Plan.Effective.Select(member => new PodMemberRun(member, task, runtime, tools))];
    private bool foundEnded;
    private string? ip;
    private DateTimeOffset? startedAt;

    private List<PodMemberRun> Mains => field ??= [.. runs.Where(run => run.Member.Part == PodPart.Main)];

    private TimeSpan Grace => TimeSpan.FromSeconds(stop.GraceSeconds ?? pod.TerminationGracePeriodSeconds);

    /// <summary>Follows it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var found = await containers.FindAsync(cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            run.Is(found.GetValueOrDefault(run.Member.Name));
        foundEnded = Mains.TrueForAll(run => run.State is { Phase: ContainerPhase.Exited });
        ip = containers.Plan.Sandbox is { } sandbox ? found.GetValueOrDefault(sandbox.Name)?.Ip : Mains[0].State?.Ip;
        var begin = runs.Select(run => run.State?.StartedAt).Min() ?? tools.Time.GetUtcNow();
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var deadline = DeadlineWatch.Of(DeadlineWatch.After(begin, task.Order.ActiveDeadlineSeconds), tools.Time, stop.AskAt);
        try
        {
            await FollowAsync(following.Token).ConfigureAwait(false);
        }
        finally
        {
            // After a defect nothing of this try goes on beside the next one.
            following.Cancel();
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        foreach (var init in runs.Where(run => run.Member.Part == PodPart.Init))
        {
            await RunAsync(init, stop.Asked, cancellationToken).ConfigureAwait(false);
            if (init.Succeeded && stop.End is null)
                continue;
            await FinishAsync(HowEnded([init]), collect: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Before the sidecars: theirs is a start too, and comes after main's (Kubernetes starts containers in the order of the pod).
        var starting = Mains.Where(run => run.Member.Work.Dependencies.Count == 0).Select(run => BeginAsync(run, cancellationToken)).ToArray();
        await Task.WhenAll(starting).ConfigureAwait(false);
        var sidecars = runs.Where(run => run.Member.Part == PodPart.Sidecar).Select(run => RunAsync(run, mainsEnded.Task, cancellationToken)).ToArray();
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var readiness = BecomeReadyAsync(running.Token);
        await RunMainsAsync(cancellationToken).ConfigureAwait(false);
        await running.CancelAsync().ConfigureAwait(false);
        await readiness.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Whoever asks from here on comes too late: it has ended by itself.
        var how = HowEnded(Mains);
        mainsEnded.TrySetResult();
        if (how == TaskEnd.Vanished)
        {
            Finish(story.Ended(how, Gone));
            return;
        }

        await Task.WhenAll(sidecars).ConfigureAwait(false);
        await FinishAsync(how, collect: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunMainsAsync(CancellationToken cancellationToken)
    {
        var ends = new Dictionary<string, Task>(StringComparer.Ordinal);
        // Each waits for those it depends on, whatever their order in the template.
        Task RunOf(PodMemberRun run) => ends.TryGetValue(run.Member.Name, out var end) ? end : ends[run.Member.Name] = RunInTurnAsync(run, cancellationToken);
        async Task RunInTurnAsync(PodMemberRun run, CancellationToken token)
        {
            await Task.WhenAll(run.Member.Work.Dependencies.Select(name => RunOf(Mains.Find(other => other.Member.Name == name)!))).ConfigureAwait(false);
            if (run.Member.Work.Dependencies.All(name => Mains.Find(other => other.Member.Name == name)!.Succeeded))
                await RunAsync(run, stop.Asked, token).ConfigureAwait(false);
        }

        await Task.WhenAll(Mains.Select(RunOf)).ConfigureAwait(false);
    }

    private async Task RunAsync(PodMemberRun run, Task stopAsked, CancellationToken cancellationToken)
    {
        await BeginAsync(run, cancellationToken).ConfigureAwait(false);
        if (run.State is not { Phase: not ContainerPhase.Created })
            return;
        TellMembers();
        await run.FollowAsync(stopAsked, () => Grace, cancellationToken).ConfigureAwait(false);
        TellMembers();
    }

    private async Task BeginAsync(PodMemberRun run, CancellationToken cancellationToken)
    {
        // A sidecar whose main ones have ended is not wanted any more.
        if (run.State is { Phase: ContainerPhase.Created } created && stop.End is null && !mainsEnded.Task.IsCompleted)
            run.Is(await containers.StartAsync(run.Member, created, cancellationToken).ConfigureAwait(false));
        if (run.Member.Part == PodPart.Main && run.State is { Phase: not ContainerPhase.Created } begun && startedAt is null)
        {
            startedAt = begun.StartedAt ?? tools.Time.GetUtcNow();
            ip ??= begun.Ip;
            TellStarted(ready: false);
        }
    }

    // A daemon's dependents wait for this.
    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        if (!pod.Daemon || startedAt is null)
            return;
        await Task.WhenAll(runs.Where(run => run.Member is { Part: not PodPart.Init, Work.ReadinessProbe: not null } && run.State is not null).Select(run => new Readiness(runtime, tools)
            .WaitAsync(run.Member.Work.ReadinessProbe!, run.State!.Id, ip, problem => TellNotReady(run.Member.Name, problem), cancellationToken))).ConfigureAwait(false);
        TellStarted(ready: true);
    }

    private void TellStarted(bool ready) => machine.Do((protocol, now) => protocol.Started(task, story.Started(startedAt!.Value, ip, ready), now));

    private void TellNotReady(string container, string problem) =>
        machine.Do((protocol, now) => protocol.Progress(task, new TaskProgress { Stamp = task.Stamp, Stage = TaskStage.Run, Message = tools.Shown($"{container} is not ready: {problem}") }, now));

    private TaskEnd HowEnded(IReadOnlyList<PodMemberRun> counted)
    {
        if (counted.Any(run => run.State is null))
            return TaskEnd.Vanished;
        var ends = counted.Select(run => run.State!).ToList();
        // Taken over when it had ended already: a deadline counts only if it ended after it.
        var byItself = foundEnded && stop.Due is { } due && ends.TrueForAll(end => end.FinishedAt < due);
        return stop.End is { } asked && !byItself ? asked : ends.Exists(end => end.KilledByEngine) ? TaskEnd.Killed : TaskEnd.Exited;
    }

    private async Task FinishAsync(TaskEnd how, bool collect, CancellationToken cancellationToken)
    {
        // The logs first: once the end is settled the containers are removed.
        foreach (var run in runs)
            await run.DrainAsync().ConfigureAwait(false);
        if (how == TaskEnd.Vanished)
        {
            Finish(story.Ended(how, Gone));
            return;
        }

        story.Enter(TaskStage.Collect);
        var outputs = collect
            ? await new OutputCollector(runtime, tools).CollectAsync(IdOf(ResultOf), pod.Outputs, name => IdOf(Mains.Find(run => run.Member.Name == name)), cancellationToken).ConfigureAwait(false)
            : CollectedOutputs.None;
        var facts = runs.OrderBy(run => run.Member.Part != PodPart.Main).ThenBy(run => run != ResultOf).ThenBy(run => run.Member.Part).Select(run => run.ToResult());
        var end = story.Ended(how, MessageOf(how), Mains.Select(run => run.State), [.. facts], outputs);
        Finish(await new ValueOutputs(task.Order, tools).StoreAsync(end, cancellationToken).ConfigureAwait(false));
    }

    private static string? IdOf(PodMemberRun? run) => run?.State is { Phase: ContainerPhase.Exited } state ? state.Id : null;

    // The one whose outputs are the pod's.
    private PodMemberRun? ResultOf => Mains.Count == 1 ? Mains[0] : Mains.Find(run => run.Member.Name == "main");

    private string? MessageOf(TaskEnd how) => how switch
    {
        TaskEnd.Killed => "the container engine stopped it (a restart of the engine or of its host)",
        TaskEnd.Exited => null,
        _ => stop.Reason,
    };

    // Members of a container set are nodes of their own.
    private void TellMembers()
    {
        if (Mains.Count > 1)
            machine.Do((protocol, now) => protocol.Progress(task, new TaskProgress { Stamp = task.Stamp, Stage = TaskStage.Run, Containers = [.. Mains.Select(run => run.ToResult())] }, now));
    }

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));
}
