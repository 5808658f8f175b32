using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>
/// Has kept containers (<c>podGC</c>) removed that are to go: at once when their workflow ends or is deleted, and whenever a beat tells of them. So nothing is left when a coordinator or worker
/// dies in between, and nothing has to be remembered for it.
/// </summary>
internal static class KeptUpkeep
{
    /// <summary>A workflow has ended. Whoever leads it alone ends with it, and waits for no delay.</summary>
    public static void OnFinished(Group group, WorkflowUnit unit)
    {
        group.Memory.KeptPods.Remove(unit.Uid);
        var last = group.Memory.Lead.Scope == LeaderScope.Of(unit.Uid) ? DateTimeOffset.MaxValue : group.Now;
        foreach (var kept in unit.Machine.KeptGroups())
            if (unit.Machine.KeptUntil(kept) <= last) group.Dispatcher.RemoveKept(kept.ToString());
    }

    /// <summary>A workflow is deleted.</summary>
    public static void OnDeleted(Group group, WorkflowUnit unit)
    {
        group.Memory.KeptPods.Remove(unit.Uid);
        foreach (var kept in unit.Machine.KeptGroups()) group.Dispatcher.RemoveKept(kept.ToString());
    }

    /// <summary>A worker tells of kept containers on its engine.</summary>
    public static async ValueTask OnBeatAsync(Group group, long session, IReadOnlyList<string> told)
    {
        foreach (var text in told)
            if (PodGcGroup.TryParse(text, out var kept) && await UntilAsync(group, kept).ConfigureAwait(false) <= group.Now) group.Dispatcher.RemoveKept(session, text);
    }

    // What this store does not know is left alone: it may have been restored from a backup.
    private static async ValueTask<DateTimeOffset?> UntilAsync(Group group, PodGcGroup kept)
    {
        if (group.Deletes.Contains(kept.Workflow)) return DateTimeOffset.MinValue;
        var memory = group.Memory;
        if (memory.Known(kept.Workflow) is { } unit) return unit.Machine.KeptUntil(kept);
        if (memory.KeptPods.TryGetValue(kept.Workflow, out var groups) && groups.TryGetValue(kept, out var until)) return until;
        switch (await memory.Store.StandingAsync(memory.Lead.Scope, kept.Workflow, 0, group.CancellationToken).ConfigureAwait(false))
        {
            case NodeStanding.Deleted: return DateTimeOffset.MinValue;
            case NodeStanding.Known when await memory.Store.LoadAsync(kept.Workflow, group.CancellationToken).ConfigureAwait(false) is { } stored:
                until = PodGcRules.GoesAt(stored.Record, kept);
                if (groups is null) memory.KeptPods[kept.Workflow] = groups = [];
                groups[kept] = until;
                return until;
            default: return null;
        }
    }
}
