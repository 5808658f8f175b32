using System.Text;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>The memoization cache: one row at a time, so both databases share their statements.</summary>
internal static class MemoQueries
{
    /// <summary>An entry that has not expired.</summary>
    public static Task<MemoEntry?> FindAsync(SqlSession session, MemoKey key, DateTimeOffset now)
        => session.FirstAsync(
            "SELECT node_id, outputs, created_at FROM memo WHERE namespace = @namespace AND cache = @cache AND key = @key AND expires_at > @now",
            row => new MemoEntry(row.Text(0), Encoding.UTF8.GetString(row.Bytes(1).Span), row.Moment(2)),
            [.. Parameters(key), ("now", now)]);

    /// <summary>Writes entries, and clears those away that have expired.</summary>
    public static async Task WriteAsync(SqlSession session, IReadOnlyList<MemoRow> rows, DateTimeOffset now)
    {
        await session.ExecuteAsync("DELETE FROM memo WHERE expires_at <= @now", ("now", now));
        foreach (var (key, entry, expiresAt) in rows)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO memo (namespace, cache, key, node_id, outputs, created_at, expires_at) VALUES (@namespace, @cache, @key, @node, @outputs, @created, @expires)
                ON CONFLICT (namespace, cache, key) DO UPDATE SET node_id = excluded.node_id, outputs = excluded.outputs, created_at = excluded.created_at, expires_at = excluded.expires_at
                """,
                [.. Parameters(key), ("node", StoreText.Clean(entry.NodeId)), ("outputs", Encoding.UTF8.GetBytes(entry.Outputs)), ("created", entry.CreatedAt), ("expires", expiresAt)]);
        }
    }

    private static (string Name, object? Value)[] Parameters(MemoKey key) =>
        [("namespace", StoreText.Clean(key.Namespace)), ("cache", StoreText.Clean(key.Cache)), ("key", StoreText.Clean(key.Key))];
}
