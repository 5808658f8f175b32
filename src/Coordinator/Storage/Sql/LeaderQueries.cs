namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Leader rows: one per scope, an epoch and a lease.</summary>
internal static class LeaderQueries
{
    public static async Task<Leadership?> TryLeadAsync(SqlSession session, string scope, string owner, TimeSpan lease)
    {
        if (await FindAsync(session, scope) is not null)
            return null;
        var epoch = await session.NumberAsync("UPDATE counters SET value = value + 1 WHERE name = 'epoch' RETURNING value");

        // The condition decides again: between the question above and this row lock another candidate may have won. The epoch is then left unused.
        var taken = await session.NumberAsync(
            $"""
            INSERT INTO leaders (scope, epoch, owner, lease_until, last_sequence, last_session)
            VALUES (@scope, @epoch, @owner, {session.Dialect.Now} + @lease, 0, @session)
            ON CONFLICT (scope) DO UPDATE
            SET epoch = excluded.epoch, owner = excluded.owner, lease_until = excluded.lease_until, last_session = excluded.last_session
            WHERE leaders.lease_until <= {session.Dialect.Now}
            RETURNING epoch
            """,
            ("scope", scope), ("epoch", epoch), ("owner", owner), ("lease", lease.Ticks), ("session", SessionNumbers.Before(epoch!.Value)), ("now", session.Now));
        return taken is { } won ? new(scope, won, owner) : null;
    }

    public static async Task<bool> RenewAsync(SqlSession session, Leadership leadership, TimeSpan lease)
        => await session.ExecuteAsync(
            $"UPDATE leaders SET lease_until = {session.Dialect.Now} + @lease WHERE scope = @scope AND epoch = @epoch",
            ("scope", leadership.Scope), ("epoch", leadership.Epoch), ("lease", lease.Ticks), ("now", session.Now)) == 1;

    /// <summary>Ends the lead for good: the row loses its epoch, so that nothing which is still under way can commit.</summary>
    public static Task<int> ResignAsync(SqlSession session, Leadership leadership)
        => session.ExecuteAsync(
            "UPDATE leaders SET lease_until = 0, epoch = 0 WHERE scope = @scope AND epoch = @epoch", ("scope", leadership.Scope), ("epoch", leadership.Epoch));

    public static Task<LeaderInfo?> FindAsync(SqlSession session, string scope)
        => session.FirstAsync(
            $"SELECT owner, epoch, lease_until FROM leaders WHERE scope = @scope AND lease_until > {session.Dialect.Now}",
            row => new LeaderInfo(row.Text(0), row.Long(1), row.Moment(2)),
            ("scope", scope), ("now", session.Now));

    /// <summary>Refuses an epoch that is over and, in a writing transaction, keeps every other candidate out until it ends.</summary>
    /// <returns>The last outbox sequence and session number given away.</returns>
    /// <exception cref="LeadershipLostException">The epoch is over.</exception>
    public static async Task<(long Sequence, long Session)> FenceAsync(SqlSession session, Leadership leadership, bool writing)
    {
        var found = await session.ListAsync(
            writing
                ? "UPDATE leaders SET epoch = epoch WHERE scope = @scope AND epoch = @epoch RETURNING last_sequence, last_session"
                : "SELECT last_sequence, last_session FROM leaders WHERE scope = @scope AND epoch = @epoch",
            row => (row.Long(0), row.Long(1)),
            ("scope", leadership.Scope), ("epoch", leadership.Epoch));
        return found is [var numbers] ? numbers : throw new LeadershipLostException(leadership);
    }
}
