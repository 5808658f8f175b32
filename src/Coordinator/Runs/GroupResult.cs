using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Runs;

/// <summary>What an input learns of its group's commit.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Poisoned">Workflows that were ended because the engine failed on them, with the sentence.</param>
internal sealed record GroupResult(CommitResult Commit, IReadOnlyDictionary<Guid, PoisonException> Poisoned)
{
    public static readonly CommitResult NothingCommitted = new(new Dictionary<Guid, long>());

    public long VersionOf(Guid uid) => Commit.Versions.GetValueOrDefault(uid);
}
