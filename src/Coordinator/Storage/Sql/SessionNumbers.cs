namespace Fleet.Coordinator.Storage.Sql;

/// <summary>
/// Session numbers are unique in a store although every scope has a leader of its own: each epoch has a million of them, and no epoch is used twice.
/// </summary>
internal static class SessionNumbers
{
    private const long PerEpoch = 1_000_000;

    /// <summary>The number before an epoch's first.</summary>
    public static long Before(long epoch) => (epoch - 1) * PerEpoch;

    /// <summary>Highest number in a batch that its own epoch gave away; 0: none.</summary>
    public static long HighestOf(CommitBatch batch)
    {
        var highest = 0L;
        var before = Before(batch.Leadership.Epoch);
        foreach (var row in batch.Sessions)
        {
            if (row.Session > before && row.Session <= before + PerEpoch)
                highest = Math.Max(highest, row.Session);
        }

        return highest;
    }
}
