using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>
/// Containers of settled dispatches: they go, or stay stopped under another name as their label says (<c>podGC</c>), until the coordinator has their group removed or their time is up. Only
/// what ran and ended stays, and never a part of a pod that runs.
/// </summary>
/// <param name="runtime">Where they are.</param>
/// <param name="time">Time.</param>
/// <param name="forATime">Containers may stay for a time; else such ones go at once: the process ends before.</param>
internal sealed class KeptContainers(IContainerRuntime runtime, TimeProvider time, bool forATime = true)
{
    private const int GroupsRemembered = 1000;

    private readonly Lock guard = new();
    private readonly HashSet<string> over = new(StringComparer.Ordinal);
    private readonly Queue<string> overInOrder = [];
    private Task last = Task.CompletedTask;
    private readonly Rotation told = new(MessageLimits.BeatNames);

    /// <summary>A dispatch is settled: removes its containers and the volumes that go with them, or keeps them.</summary>
    /// <param name="fleet">The Fleet.</param>
    /// <param name="stamp">The dispatch.</param>
    /// <param name="succeeded">It succeeded; null: only its containers tell.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task SettleAsync(Guid fleet, TaskStamp stamp, bool? succeeded, CancellationToken cancellationToken)
    {
        // The usual case needs no listing: one container under its own name.
        List<ContainerState> pod = await runtime.InspectAsync(ContainerLabels.NameOf(fleet, stamp, "main"), cancellationToken).ConfigureAwait(false) is { } main && !main.Labels.ContainsKey(ContainerLabels.Pod)
            ? [main]
            : [.. (await runtime.ListAsync(fleet, cancellationToken).ConfigureAwait(false)).Where(container => ContainerLabels.StampOf(container.Labels) == stamp)];
        if (pod.Count == 0)
        {
            await RemoveVolumesAsync(fleet, stamp, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (pod.Select(container => KeepLabel.Read(container.Labels)).FirstOrDefault(found => found is not null) is not { } keeping)
        {
            await TaskTools.RemovePodAsync(runtime, pod, cancellationToken).ConfigureAwait(false);
            return;
        }

        await InTurnAsync(async () =>
        {
            if (await ConfirmedAsync(pod, cancellationToken).ConfigureAwait(false) is not { Count: > 0 } ended || IsOver(keeping.Group)
                || ((succeeded ?? ended.TrueForAll(container => container.ExitCode == 0)) ? keeping.SucceededSeconds : keeping.FailedSeconds) is var seconds && (forATime ? seconds == 0 : seconds is not null))
            {
                await TaskTools.RemovePodAsync(runtime, pod, cancellationToken).ConfigureAwait(false);
                return;
            }

            await KeepAsync(pod, seconds is { } stay ? time.GetUtcNow().AddSeconds(stay) : null, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    // What a worker leaves that dies between a pod's last container and its volumes.
    private async Task RemoveVolumesAsync(Guid fleet, TaskStamp stamp, CancellationToken cancellationToken)
    {
        foreach (var (volume, labels) in await runtime.ListVolumesAsync(fleet, cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.StampOf(labels) == stamp)
                await runtime.RemoveVolumeAsync(volume, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The coordinator has a group removed: from now on nothing is kept in it.</summary>
    public void End(string group)
    {
        lock (guard)
        {
            if (over.Add(group))
                overInOrder.Enqueue(group);
            if (overInOrder.Count > GroupsRemembered)
                over.Remove(overInOrder.Dequeue());
        }
    }

    /// <summary>Removes what was kept of a group that has ended.</summary>
    public Task RemoveAsync(Guid fleet, string group, CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        foreach (var pod in Pods(await runtime.ListAsync(fleet, cancellationToken).ConfigureAwait(false)).Where(pod => GroupOf(pod[0]) == group))
            await TaskTools.RemovePodAsync(runtime, pod, cancellationToken).ConfigureAwait(false);
    });

    /// <summary>Removes those whose time is up.</summary>
    /// <param name="listed">All containers of the Fleet.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task RemoveDueAsync(IReadOnlyList<ContainerState> listed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var pod in Pods(listed).Where(pod => pod.TrueForAll(container => KeptName.Is(container.Name, out var until) && until <= now)))
            await TaskTools.RemovePodAsync(runtime, pod, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Groups that the next beat names; of very many the next ones in turn.</summary>
    /// <param name="listed">All containers of the Fleet.</param>
    public IReadOnlyCollection<string> Tell(IReadOnlyList<ContainerState> listed) => told.Next(listed.Where(container => container.IsKept).Select(GroupOf).OfType<string>());

    /// <summary>A container that stays has the volume of a claim, which cannot be removed before it.</summary>
    public async Task<bool> HoldsAsync(Guid fleet, string claim, CancellationToken cancellationToken)
    {
        try
        {
            return ClaimsOf((await runtime.ListAsync(fleet, cancellationToken).ConfigureAwait(false)).Where(container => GroupOf(container) is { } group && !IsOver(group))).Contains(claim);
        }
        catch (EngineUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Claims whose volumes kept containers have.</summary>
    public static IEnumerable<string> ClaimsOf(IEnumerable<ContainerState> listed) =>
        listed.Where(container => container.IsKept).SelectMany(container => (container.Labels.GetValueOrDefault(ContainerLabels.Claims) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries));

    private bool IsOver(string group)
    {
        lock (guard)
            return over.Contains(group);
    }

    // An order to remove a group must not pass by a container that is about to be kept.
    private Task InTurnAsync(Func<Task> work)
    {
        lock (guard)
            return last = AfterAsync(last, work);
    }

    private static async Task AfterAsync(Task before, Func<Task> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work().ConfigureAwait(false);
    }

    private static string? GroupOf(ContainerState container) => KeepLabel.Read(container.Labels)?.Group;

    private static IEnumerable<List<ContainerState>> Pods(IEnumerable<ContainerState> listed) =>
        listed.Where(container => container.IsKept).GroupBy(container => ContainerLabels.StampOf(container.Labels)).Where(pod => pod.Key is not null).Select(pod => pod.ToList());

    // A listing tells nothing of exit codes. Empty: nothing of it may stay.
    private async Task<List<ContainerState>> ConfirmedAsync(List<ContainerState> pod, CancellationToken cancellationToken)
    {
        var ended = new List<ContainerState>();
        foreach (var container in pod.Where(container => !IsSandbox(container)))
        {
            if (await runtime.InspectAsync(container.Id, cancellationToken).ConfigureAwait(false) is not { } state)
                continue;
            if (state.Phase == ContainerPhase.Running)
                return [];
            if (state.Phase == ContainerPhase.Exited)
                ended.Add(state);
        }

        return ended;
    }

    // The sandbox last: until then the next inventory names what a worker that dies here leaves.
    private async Task KeepAsync(List<ContainerState> pod, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        foreach (var container in pod.OrderBy(IsSandbox))
        {
            if (IsSandbox(container))
                await runtime.StopAsync(container.Id, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            else if (await runtime.RemoveUnstartedAsync(container.Id, cancellationToken).ConfigureAwait(false))
                continue;
            if (!container.IsKept)
                await runtime.RenameAsync(container.Id, KeptName.Of(container.Name, until), cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsSandbox(ContainerState container) => runtime.Sandbox?.Name is { } name && container.Labels.GetValueOrDefault(ContainerLabels.Container) == name;
}
