namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Deletes workflows and clears away, a little per commit, what they leave: node rows at once or in the next commits, tombstones when their time is out.</summary>
internal static class WorkflowRemoval
{
    /// <summary>Node rows cleared away by one commit: a few milliseconds, however large the deleted workflow was.</summary>
    private const int NodesPerCommit = 5_000;

    // Each may have megabytes.
    private const int ValuesPerCommit = 4;

    private const int TombstonesPerCommit = 200;

    /// <summary>Deletes one workflow; false: it is not there, or of another scope.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, string scope, Guid uid, long version, DateTimeOffset now)
    {
        var found = await session.ExecuteAsync(
            $"""
            INSERT INTO tombstones ({SummaryColumns.Names}, deleted_at)
            SELECT uid, scope, namespace, name, @version, phase, created_at, started_at, finished_at, message, progress, labels, suspended, @deleted
            FROM workflows WHERE uid = @uid AND scope = @scope
            """,
            ("uid", uid), ("scope", scope), ("version", version), ("deleted", now));
        if (found == 0)
            return false;
        await session.ExecuteAsync("DELETE FROM workflows WHERE uid = @uid", ("uid", uid));
        await session.ExecuteAsync("DELETE FROM timers WHERE workflow = @uid", ("uid", uid));
        await session.ExecuteAsync("DELETE FROM locks WHERE workflow = @uid", ("uid", uid));
        await session.ExecuteAsync("INSERT INTO garbage (workflow) VALUES (@uid)", ("uid", uid));
        return true;
    }

    /// <summary>Clears node rows and log rows of deleted workflows away; true: some are left.</summary>
    public static async Task<bool> SweepNodesAsync(SqlSession session)
    {
        var budget = NodesPerCommit;
        foreach (var uid in await session.ListAsync("SELECT workflow FROM garbage", row => row.Uid(0)))
        {
            if (await session.ExecuteAsync(
                "DELETE FROM workflow_values WHERE workflow = @uid AND sha256 IN (SELECT sha256 FROM workflow_values WHERE workflow = @uid LIMIT @some)",
                ("uid", uid), ("some", (long)ValuesPerCommit)) == ValuesPerCommit)
                return true;
            budget -= await session.ExecuteAsync(
                "DELETE FROM nodes WHERE workflow = @uid AND ordinal IN (SELECT ordinal FROM nodes WHERE workflow = @uid ORDER BY ordinal LIMIT @budget)",
                ("uid", uid), ("budget", (long)budget));
            if (budget > 0)
            {
                budget -= await session.ExecuteAsync(
                    "DELETE FROM logs WHERE workflow = @uid AND ordinal IN (SELECT ordinal FROM logs WHERE workflow = @uid ORDER BY ordinal LIMIT @budget)",
                    ("uid", uid), ("budget", (long)budget));
            }

            if (budget <= 0)
                return true;
            await session.ExecuteAsync("DELETE FROM garbage WHERE workflow = @uid", ("uid", uid));
        }

        return false;
    }

    /// <summary>Forgets workflows that were deleted before a moment: tombstone, manifest, audit, idempotency keys, and the leader row of a scope of its own.</summary>
    public static async Task PurgeTombstonesAsync(SqlSession session, DateTimeOffset before)
    {
        var old = await session.ListAsync(
            "SELECT uid, version, deleted_at FROM tombstones ORDER BY version LIMIT @limit",
            row => (Uid: row.Uid(0), Version: row.Long(1), DeletedAt: row.Moment(2)),
            ("limit", (long)TombstonesPerCommit));
        foreach (var (uid, version, _) in old.TakeWhile(tombstone => tombstone.DeletedAt < before))
        {
            await session.ExecuteAsync("DELETE FROM tombstones WHERE uid = @uid", ("uid", uid));
            await session.ExecuteAsync("DELETE FROM manifests WHERE uid = @uid", ("uid", uid));
            await session.ExecuteAsync("DELETE FROM audit WHERE workflow = @uid", ("uid", uid));
            await session.ExecuteAsync("DELETE FROM idempotency_keys WHERE workflow = @uid", ("uid", uid));
            await session.ExecuteAsync(
                $"DELETE FROM leaders WHERE scope = @scope AND lease_until <= {session.Dialect.Now}", ("scope", LeaderScope.Of(uid)), ("now", session.Now));
            await session.ExecuteAsync("UPDATE counters SET value = @version WHERE name = 'purged' AND value < @version", ("version", version));
        }
    }
}
