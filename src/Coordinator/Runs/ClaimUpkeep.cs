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
        foreach (var claim in unit.Machine.Claims())
            if (!unit.Machine.Keeps(claim.Id)) group.Dispatcher.RemoveClaim(claim.Engine, claim.Id.ToString());
    }

    /// <summary>A workflow is deleted.</summary>
    public static void OnDeleted(Group group, WorkflowUnit unit)
    {
        foreach (var claim in unit.Machine.Claims()) group.Dispatcher.RemoveClaim(claim.Engine, claim.Id.ToString());
    }

    /// <summary>A worker tells of claims that have volumes on its engine.</summary>
    public static async ValueTask OnBeatAsync(Group group, long session, IReadOnlyList<string> claims)
    {
        foreach (var text in claims)
            if (ClaimId.TryParse(text, out var claim) && !await group.Memory.KeptClaims.AskAsync(group, claim.Workflow, claim, deleted: false, unknown: true).ConfigureAwait(false)) group.Dispatcher.RemoveClaim(session, text);
    }
}
