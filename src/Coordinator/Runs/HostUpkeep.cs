using Fleet.Contracts;

namespace Fleet.Coordinator.Runs;

/// <summary>What workflows have on the hosts besides running work: volumes of claims, and kept containers.</summary>
internal static class HostUpkeep
{
    /// <summary>A workflow has ended, or is deleted.</summary>
    public static void OnEnd(Group group, WorkflowUnit unit, bool deleted)
    {
        if (deleted)
        {
            ClaimUpkeep.OnDeleted(group, unit);
            KeptUpkeep.OnDeleted(group, unit);
            return;
        }

        ClaimUpkeep.OnFinished(group, unit);
        KeptUpkeep.OnFinished(group, unit);
    }

    /// <summary>A worker tells what is on its engine.</summary>
    public static async ValueTask OnBeatAsync(Group group, WorkerBeat beat)
    {
        await ClaimUpkeep.OnBeatAsync(group, beat.Session, beat.Claims).ConfigureAwait(false);
        await KeptUpkeep.OnBeatAsync(group, beat.Session, beat.Kept).ConfigureAwait(false);
    }
}
