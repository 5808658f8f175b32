using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>
/// Has the volumes of claims removed that nobody wants any more: at once when their workflow ends or is deleted, and whenever a beat tells of one. So nothing is left when a coordinator or
/// worker dies in between, and nothing has to be remembered for it.
/// </summary>
internal static class ClaimUpkeep
{
    /// <summary>A workflow has ended.</summary>
    public static void OnFinished(Group group, WorkflowUnit unit)
    {
        group.Memory.KeptClaims.Remove(unit.Uid);
        foreach (var claim in unit.Machine.Claims())
            if (!unit.Machine.Keeps(claim.Id)) group.Dispatcher.RemoveClaim(claim.Engine, claim.Id.ToString());
    }

    /// <summary>A workflow is deleted.</summary>
    public static void OnDeleted(Group group, WorkflowUnit unit)
    {
        group.Memory.KeptClaims.Remove(unit.Uid);
        foreach (var claim in unit.Machine.Claims()) group.Dispatcher.RemoveClaim(claim.Engine, claim.Id.ToString());
    }

    /// <summary>A worker tells of claims that have volumes on its engine.</summary>
    public static async ValueTask OnBeatAsync(Group group, long session, IReadOnlyList<string> claims)
    {
        foreach (var text in claims)
            if (ClaimId.TryParse(text, out var claim) && !await IsWantedAsync(group, claim).ConfigureAwait(false)) group.Dispatcher.RemoveClaim(session, text);
    }

    // What this store does not know is left alone: it may have been restored from a backup.
    private static async ValueTask<bool> IsWantedAsync(Group group, ClaimId claim)
    {
        if (group.Deletes.Contains(claim.Workflow)) return false;
        var memory = group.Memory;
        if (memory.Known(claim.Workflow) is { } unit) return unit.Machine.Keeps(claim);
        if (memory.KeptClaims.TryGetValue(claim.Workflow, out var kept) && kept.Contains(claim)) return true;
        switch (await memory.Store.StandingAsync(memory.Lead.Scope, claim.Workflow, 0, group.CancellationToken).ConfigureAwait(false))
        {
            case NodeStanding.Deleted: return false;
            case NodeStanding.Known when await memory.Store.LoadAsync(claim.Workflow, group.CancellationToken).ConfigureAwait(false) is { } stored:
                if (!ClaimRules.Keeps(stored.Record, claim)) return false;
                if (!memory.KeptClaims.TryGetValue(claim.Workflow, out kept)) memory.KeptClaims[claim.Workflow] = kept = [];
                kept.Add(claim);
                return true;
            default: return true;
        }
    }
}
