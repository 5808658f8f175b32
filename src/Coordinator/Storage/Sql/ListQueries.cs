namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Lists and what changed since: the narrow summary only, no node row.</summary>
internal static class ListQueries
{
    private const string NewestStart = "coalesce(w.started_at, w.created_at) DESC, w.uid";

    public static async Task<WorkflowPage> ListAsync(SqlSession session, WorkflowQuery query)
    {
        var version = await VersionAsync(session);
        var filter = new ListFilter(query, session.Dialect);
        var limit = query.Limit > 0 ? query.Limit : long.MaxValue;

        // The inner query finds the page, so that manifests are read for its rows only.
        var items = await session.ListAsync(
            $"""
            SELECT {SummaryColumns.WithManifest}
            FROM (SELECT {SummaryColumns.Names} FROM workflows w {filter.Where} ORDER BY {NewestStart} LIMIT @limit OFFSET @offset) w
            JOIN manifests m ON m.uid = w.uid
            ORDER BY {NewestStart}
            """,
            SummaryColumns.Read,
            [.. filter.Parameters, ("limit", limit), ("offset", (long)query.Offset)]);
        var mayFollow = items.Count == limit || (items.Count == 0 && query.Offset > 0);
        var all = mayFollow ? (await session.NumberAsync($"SELECT count(*) FROM workflows w {filter.Where}", filter.Parameters))!.Value : query.Offset + items.Count;
        return new(items, (int)Math.Max(0, all - query.Offset - items.Count), version);
    }

    public static async Task<ChangePage> ChangesAsync(SqlSession session, long afterVersion, int limit)
    {
        var version = await VersionAsync(session);
        var purged = (await session.NumberAsync("SELECT value FROM counters WHERE name = 'purged'"))!.Value;
        var changes = await ChangedAsync(session, "workflows", "created_version", afterVersion, limit, deleted: false);
        changes.AddRange(await ChangedAsync(session, "tombstones", "0 AS created_version", afterVersion, limit, deleted: true));
        changes.Sort((left, right) => left.Version.CompareTo(right.Version));
        if (changes.Count >= limit)
        {
            changes.RemoveRange(limit, changes.Count - limit);
            version = limit > 0 ? changes[^1].Version : afterVersion;
        }

        return new(changes, Math.Max(version, afterVersion), Expired: afterVersion < purged);
    }

    private static Task<List<WorkflowChange>> ChangedAsync(SqlSession session, string table, string created, long afterVersion, int limit, bool deleted)
        => session.ListAsync(
            $"""
            SELECT {SummaryColumns.WithManifest}, w.created_version FROM (SELECT {SummaryColumns.Names}, {created} FROM {table} WHERE version > @after ORDER BY version LIMIT @limit) w
            JOIN manifests m ON m.uid = w.uid
            ORDER BY w.version
            """,
            row => ReadChange(row, deleted),
            ("after", afterVersion), ("limit", (long)limit));

    private static WorkflowChange ReadChange(SqlRow row, bool deleted)
    {
        var summary = SummaryColumns.Read(row);
        return new(summary.Version, summary, deleted, row.Long(SummaryColumns.Count));
    }

    private static async Task<long> VersionAsync(SqlSession session)
        => (await session.NumberAsync("SELECT value FROM counters WHERE name = 'version'"))!.Value;
}
