namespace Fleet.Coordinator.Storage.Sql;

/// <summary>The columns of a summary, of workflows and of tombstones alike, in the order they are read in.</summary>
internal static class SummaryColumns
{
    public const string Names =
        "uid, scope, namespace, name, version, phase, created_at, started_at, finished_at, message, progress, labels, suspended";

    /// <summary>The same with the manifest, of a table <c>w</c> joined with <c>manifests m</c>.</summary>
    public const string WithManifest =
        "w.uid, w.scope, w.namespace, w.name, w.version, w.phase, w.created_at, w.started_at, w.finished_at, w.message, w.progress, w.labels, w.suspended, m.manifest";

    /// <summary>Number of columns of <see cref="WithManifest"/>: where further ones begin.</summary>
    public const int Count = 14;

    public static WorkflowSummary Read(SqlRow row) => new()
    {
        Uid = row.Uid(0),
        Scope = row.Text(1),
        Namespace = row.Text(2),
        Name = row.Text(3),
        Version = row.Long(4),
        Phase = row.Text(5),
        CreatedAt = row.Moment(6),
        StartedAt = row.MomentOrNull(7),
        FinishedAt = row.MomentOrNull(8),
        Message = row.TextOrNull(9),
        Progress = row.Text(10),
        LabelsJson = row.Text(11),
        Suspended = row.Flag(12),
        Manifest = row.Bytes(13),
    };
}
