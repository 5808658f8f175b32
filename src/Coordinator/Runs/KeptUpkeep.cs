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
        var last = group.Memory.Lead.Scope == LeaderScope.Of(unit.Uid) ? DateTimeOffset.MaxValue : group.Now;
        foreach (var kept in unit.Machine.KeptGroups())
            if (unit.Machine.KeptUntil(kept) <= last) group.Dispatcher.RemoveKept(kept.ToString());
    }

    /// <summary>A workflow is deleted.</summary>
    public static void OnDeleted(Group group, WorkflowUnit unit)
    {
        foreach (var kept in unit.Machine.KeptGroups()) group.Dispatcher.RemoveKept(kept.ToString());
    }

    /// <summary>A worker tells of kept containers on its engine.</summary>
    public static async ValueTask OnBeatAsync(Group group, long session, IReadOnlyList<string> told)
    {
        foreach (var text in told)
            if (PodGcGroup.TryParse(text, out var kept) && await UntilAsync(group, kept).ConfigureAwait(false) <= group.Now)
                group.Dispatcher.RemoveKept(session, text);
    }

    private static ValueTask<DateTimeOffset?> UntilAsync(Group group, PodGcGroup kept) => group.Memory.KeptPods.AskAsync(group, kept.Workflow, kept, deleted: DateTimeOffset.MinValue, unknown: null);
}
