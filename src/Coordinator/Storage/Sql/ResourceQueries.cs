namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Objects beside workflows: few, and seldom written, so both databases share their statements.</summary>
internal static class ResourceQueries
{
    private const string Select = "SELECT uid, kind, namespace, name, version, generation, created_at, deleted_at, manifest FROM resources";

    public static Task<ResourceRow?> FindAsync(SqlSession session, ResourceKey key)
        => session.FirstAsync(
            $"{Select} WHERE kind = @kind AND namespace = @namespace AND name = @name AND deleted_at IS NULL",
            Read,
            ("kind", key.Kind), ("namespace", key.Namespace), ("name", key.Name));

    public static async Task<ResourcePage> ListAsync(SqlSession session, string kind, string? @namespace)
    {
        var version = await VersionAsync(session);
        var items = await session.ListAsync(
            $"{Select} WHERE kind = @kind AND deleted_at IS NULL {(@namespace is null ? "" : "AND namespace = @namespace")} ORDER BY namespace, name",
            Read,
            @namespace is null ? [("kind", kind)] : [("kind", kind), ("namespace", @namespace)]);
        return new(items, version);
    }

    public static async Task<ResourcePage> ChangesAsync(SqlSession session, long afterVersion)
    {
        var version = await VersionAsync(session);
        return new(await session.ListAsync($"{Select} WHERE version > @after ORDER BY version", Read, ("after", afterVersion)), version);
    }

    /// <summary>Writes the objects of a batch; they have the versions from the given one on, in order.</summary>
    public static async Task WriteAsync(SqlSession session, CommitBatch batch, long version, DateTimeOffset now)
    {
        foreach (var row in batch.Resources)
            await WriteAsync(session, row, version++, now);
    }

    /// <summary>Forgets what was deleted before a moment.</summary>
    public static Task<int> PurgeAsync(SqlSession session, DateTimeOffset before)
        => session.ExecuteAsync("DELETE FROM resources WHERE deleted_at < @before", ("before", before));

    private static async Task WriteAsync(SqlSession session, ResourceRow row, long version, DateTimeOffset now)
    {
        var key = row.Key;

        // A name that another object has leaves no row here, in either database; an update that finds none is the same: the writer's picture is not the store's.
        var written = await session.ExecuteAsync(
            """
            INSERT INTO resources (uid, kind, namespace, name, version, generation, created_at, manifest)
            SELECT @uid, @kind, @namespace, @name, @version, @generation, @created, @manifest
            WHERE NOT EXISTS (SELECT 1 FROM resources WHERE kind = @kind AND namespace = @namespace AND name = @name AND deleted_at IS NULL AND uid <> @uid)
            ON CONFLICT (uid) DO UPDATE SET version = excluded.version, generation = excluded.generation, manifest = excluded.manifest WHERE resources.deleted_at IS NULL
            """,
            ("uid", row.Uid), ("kind", key.Kind), ("namespace", key.Namespace), ("name", key.Name), ("version", version), ("generation", row.Generation),
            ("created", row.CreatedAt), ("manifest", row.Manifest.ToArray()));
        if (written == 1 && row.Deleted)
            written = await session.ExecuteAsync("UPDATE resources SET deleted_at = @deleted WHERE uid = @uid", ("uid", row.Uid), ("deleted", now));
        if (written != 1)
            throw StoreConflicts.ResourceTaken(row);
    }

    private static async Task<long> VersionAsync(SqlSession session)
        => (await session.NumberAsync("SELECT value FROM counters WHERE name = 'version'"))!.Value;

    private static ResourceRow Read(SqlRow row) => new()
    {
        Uid = row.Uid(0),
        Key = new(row.Text(1), row.Text(2), row.Text(3)),
        Version = row.Long(4),
        Generation = row.Long(5),
        CreatedAt = row.Moment(6),
        Deleted = row.MomentOrNull(7) is not null,
        Manifest = row.Bytes(8),
    };
}
