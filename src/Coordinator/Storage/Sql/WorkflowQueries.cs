using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Reading single workflows.</summary>
internal static class WorkflowQueries
{
    private const string Select = $"SELECT {SummaryColumns.WithManifest} FROM workflows w JOIN manifests m ON m.uid = w.uid";

    public static Task<WorkflowSummary?> FindAsync(SqlSession session, string @namespace, string name)
        => session.FirstAsync($"{Select} WHERE w.namespace = @namespace AND w.name = @name", SummaryColumns.Read, ("namespace", @namespace), ("name", name));

    public static Task<WorkflowSummary?> FindAsync(SqlSession session, Guid uid)
        => session.FirstAsync($"{Select} WHERE w.uid = @uid", SummaryColumns.Read, ("uid", uid));

    public static async Task<Guid?> NamesakeAsync(SqlSession session, string @namespace, string name, Guid uid, DateTimeOffset since)
    {
        var found = await session.ListAsync(
            """
            SELECT uid FROM workflows WHERE namespace = @namespace AND name = @name AND uid <> @uid
            UNION ALL SELECT uid FROM tombstones WHERE namespace = @namespace AND name = @name AND uid <> @uid AND deleted_at >= @since
            LIMIT 1
            """,
            row => row.Uid(0), ("namespace", @namespace), ("name", name), ("uid", uid), ("since", since));
        return found.Count == 0 ? null : found[0];
    }

    public static Task<WorkflowSummary?> FindLatestAsync(SqlSession session, string @namespace)
        => session.FirstAsync(
            $"{Select} WHERE w.namespace = @namespace ORDER BY w.created_at DESC, w.version DESC LIMIT 1", SummaryColumns.Read, ("namespace", @namespace));

    public static async Task<StoredWorkflow?> LoadAsync(SqlSession session, Guid uid, bool shown)
    {
        var found = await session.FirstAsync(
            $"SELECT {SummaryColumns.WithManifest}, w.body, w.event_sequence FROM workflows w JOIN manifests m ON m.uid = w.uid WHERE w.uid = @uid",
            row => (Summary: SummaryColumns.Read(row), Body: row.Bytes(SummaryColumns.Count), Events: row.Long(SummaryColumns.Count + 1)).ToTuple(),
            ("uid", uid));
        if (found is null)
            return null;
        var nodes = await session.ListAsync(
            "SELECT ordinal, phase, type, boundary, name, body, request FROM nodes WHERE workflow = @uid ORDER BY ordinal", ReadNode, ("uid", uid));
        var record = ToRecord(found.Item1, found.Item2);
        if (await (shown ? ValueQueries.LoadShownAsync(session, uid) : ValueQueries.LoadAsync(session, uid)) is { Count: > 0 } values)
            record = record with { Values = values, ValuesAreCut = shown };
        return new(found.Item1.Scope, found.Item1.Version, record, nodes, found.Item3, found.Item1.LabelsJson);
    }

    public static async Task<NodeStanding> StandingAsync(SqlSession session, string scope, Guid workflow, int ordinal)
    {
        if (await session.NumberAsync("SELECT 1 FROM tombstones WHERE uid = @uid", ("uid", workflow)) is not null)
            return NodeStanding.Deleted;
        var elsewhere = await session.NumberAsync(
            $"""
            SELECT CASE WHEN w.scope <> @scope AND (w.finished_at IS NULL
                OR EXISTS (SELECT 1 FROM leaders l WHERE l.scope = w.scope AND l.lease_until > {session.Dialect.Now})) THEN 1 ELSE 0 END
            FROM nodes n JOIN workflows w ON w.uid = n.workflow
            WHERE n.workflow = @uid AND n.ordinal = @ordinal
            """,
            ("scope", scope), ("uid", workflow), ("ordinal", (long)ordinal), ("now", session.Now));
        return elsewhere switch
        {
            null => NodeStanding.Unknown,
            0 => NodeStanding.Known,
            _ => NodeStanding.Elsewhere,
        };
    }

    public static Task<List<Guid>> OpenAsync(SqlSession session, string scope)
        => session.ListAsync("SELECT uid FROM workflows WHERE scope = @scope AND finished_at IS NULL ORDER BY created_at, uid", row => row.Uid(0), ("scope", scope));

    public static async Task<IReadOnlyList<ScopeInfo>> OpenScopesAsync(SqlSession session)
    {
        var open = await session.ListAsync(
            $"""
            {Select}
            WHERE w.scope <> @fleet AND w.uid IN (SELECT uid FROM workflows WHERE finished_at IS NULL UNION SELECT workflow FROM timers WHERE kind = @kind)
            ORDER BY w.scope, w.created_at, w.uid
            """,
            SummaryColumns.Read,
            ("fleet", LeaderScope.Fleet), ("kind", (long)TimerKind.TimeToLive));
        var scopes = new List<ScopeInfo>();
        foreach (var group in open.GroupBy(workflow => workflow.Scope))
            scopes.Add(new(group.Key, await LeaderQueries.FindAsync(session, group.Key), [.. group]));
        return scopes;
    }

    private static NodeRecord ReadNode(SqlRow row) => new()
    {
        Ordinal = row.Int(0),
        Phase = string.Intern(row.Text(1)),
        Type = string.Intern(row.Text(2)),
        Boundary = row.Int(3),
        Name = row.Text(4),
        Body = row.Bytes(5),
        Request = row.Bytes(6),
    };

    private static WorkflowRecord ToRecord(WorkflowSummary summary, ReadOnlyMemory<byte> body) => new()
    {
        Uid = summary.Uid,
        Namespace = summary.Namespace,
        Name = summary.Name,
        Manifest = summary.Manifest,
        CreatedAt = summary.CreatedAt,
        Phase = summary.Phase,
        StartedAt = summary.StartedAt,
        FinishedAt = summary.FinishedAt,
        Message = summary.Message,
        Progress = summary.Progress,
        Suspended = summary.Suspended,
        Body = body,
    };
}
