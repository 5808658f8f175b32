namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Moves what an interrupted scope left into another scope.</summary>
internal static class ScopeMerge
{
    public static async Task<IReadOnlyList<Guid>> MergeAsync(SqlSession session, Leadership from, Leadership into)
    {
        var (moved, _) = await LeaderQueries.FenceAsync(session, from, writing: true);
        var (last, _) = await LeaderQueries.FenceAsync(session, into, writing: true);
        (string, object?)[] scopes = [("from", from.Scope), ("into", into.Scope), ("last", last), ("sequence", last + moved)];
        await session.ExecuteAsync("UPDATE sessions SET scope = @into WHERE scope = @from", scopes);
        await session.ExecuteAsync("UPDATE outbox SET scope = @into, sequence = sequence + @last WHERE scope = @from", scopes);
        await session.ExecuteAsync("UPDATE leaders SET last_sequence = @sequence WHERE scope = @into", scopes);
        await session.ExecuteAsync("DELETE FROM leaders WHERE scope = @from", scopes);
        return await session.ListAsync("UPDATE workflows SET scope = @into WHERE scope = @from RETURNING uid", row => row.Uid(0), scopes);
    }
}
