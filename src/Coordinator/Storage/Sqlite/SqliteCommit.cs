using Fleet.Coordinator.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>The statements of a commit, prepared once for the writing connection. Runs inside a transaction that the caller ends.</summary>
internal sealed class SqliteCommit(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteStatement> _all = [];
    private Statements? _statements;

    /// <summary>Writes everything of a batch but its deletes, memoization entries and objects beside workflows.</summary>
    /// <returns>The first of the versions; workflows have them in order, then the deletes, then the objects.</returns>
    public long Write(CommitBatch batch)
    {
        var run = _statements ??= Prepare();
        var scope = batch.Leadership.Scope;
        var lastSequence = batch.Outbox.Count == 0 ? 0 : batch.Outbox.Max(row => row.Sequence);
        if (run.Fence.Execute(scope, batch.Leadership.Epoch, lastSequence, SessionNumbers.HighestOf(batch)) == 0)
            throw new LeadershipLostException(batch.Leadership);
        var count = batch.VersionCount;
        var first = count == 0 ? 0 : run.Versions.Number((long)count)!.Value - count + 1;

        for (var i = 0; i < batch.Workflows.Count; i++)
            WriteWorkflow(run, batch.Workflows[i], first + i);
        foreach (var (workflow, node, task) in batch.Nodes)
        {
            run.Node.Execute(
                workflow, (long)node.Ordinal, node.Phase, node.Type, (long)node.Boundary, node.Name, (long)(task?.Dispatch ?? 0), (long)(task?.State ?? 0),
                task?.Body, node.Request.IsEmpty ? null : node.Request, node.Body);
        }

        foreach (var (workflow, key) in batch.TimersCleared)
            run.TimerClear.Execute(workflow, (long)key.Ordinal, (long)key.Kind);
        foreach (var timer in batch.TimersSet)
            run.TimerSet.Execute(timer.Workflow, (long)timer.Key.Ordinal, (long)timer.Key.Kind, timer.Due);
        foreach (var (workflow, ordinal) in batch.LocksReleased)
            run.LockRelease.Execute(workflow, (long)ordinal);
        foreach (var row in batch.Locks)
            run.Lock.Execute(row.Workflow, (long)row.Ordinal, row.Body);
        foreach (var row in batch.Logs)
            run.Log.Execute(row.Workflow, (long)row.Ordinal, (long)row.Dispatch, row.StreamsJson);
        foreach (var id in batch.GarbageCollected)
            run.GarbageCollected.Execute(id);
        foreach (var row in batch.Garbage)
            run.Garbage.Execute(row.Id, row.Workflow, row.ArtifactsJson);
        foreach (var sequence in batch.OutboxSent)
            run.OutboxSent.Execute(scope, sequence);
        foreach (var row in batch.Outbox)
            run.Outbox.Execute(scope, row.Sequence, row.MessageId, row.Kind, row.Destination, row.OrderKey, row.Body);
        foreach (var session in batch.SessionsRemoved)
            run.SessionRemove.Execute(scope, session);
        foreach (var row in batch.Sessions)
            run.Session.Execute(row.Session, scope, row.WorkerId, (long)row.State, row.Body);
        foreach (var row in batch.Audit)
            run.Audit.Execute(row.Workflow, row.At, row.Kind, row.Detail);
        foreach (var (key, workflow) in batch.IdempotencyKeys)
        {
            if (run.Idempotency.Execute(key, workflow) == 0)
                throw StoreConflicts.KeyTaken(workflow, key);
        }

        return first;
    }

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private static void WriteWorkflow(Statements run, WorkflowRow row, long version)
    {
        var w = row.Record;
        if (!row.IsNew)
        {
            if (run.Update.Execute(
                w.Uid, row.Scope, version, w.Phase, w.StartedAt, w.FinishedAt, w.Message, w.Progress, row.LabelsJson, w.Suspended, row.EventSequence, w.Body) == 0)
                throw StoreConflicts.NotThere(row);
            return;
        }

        try
        {
            run.Insert.Execute(
                w.Uid, row.Scope, w.Namespace, w.Name, version, w.Phase, w.CreatedAt, w.StartedAt, w.FinishedAt, w.Message, w.Progress, row.LabelsJson,
                w.Suspended, row.EventSequence, w.Body);
            run.Manifest.Execute(w.Uid, w.Manifest);
        }
        catch (SqliteException error) when (SqliteErrors.IsDuplicate(error))
        {
            throw StoreConflicts.NameTaken(row);
        }
    }

    private Statements Prepare() => new(
        Fence: New(
            "UPDATE leaders SET last_sequence = max(last_sequence, $3), last_session = max(last_session, $4) WHERE scope = $1 AND epoch = $2", 4),
        Versions: New("UPDATE counters SET value = value + $1 WHERE name = 'version' RETURNING value", 1),
        Insert: New(
            """
            INSERT INTO workflows (uid, scope, namespace, name, version, phase, created_at, started_at, finished_at, message, progress, labels, suspended, event_sequence, body, created_version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $5)
            """,
            15),
        Manifest: New("INSERT INTO manifests (uid, manifest) VALUES ($1, $2)", 2),
        Update: New(
            """
            UPDATE workflows SET version = $3, phase = $4, started_at = $5, finished_at = $6, message = $7, progress = $8, labels = $9, suspended = $10,
                event_sequence = $11, body = $12
            WHERE uid = $1 AND scope = $2
            """,
            12),
        Node: New(
            """
            INSERT INTO nodes (workflow, ordinal, phase, type, boundary, name, dispatch, task_state, task_body, request, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (workflow, ordinal) DO UPDATE SET phase = excluded.phase, type = excluded.type, boundary = excluded.boundary, name = excluded.name,
                dispatch = excluded.dispatch, task_state = excluded.task_state, task_body = excluded.task_body, request = excluded.request, body = excluded.body
            """,
            11),
        TimerClear: New("DELETE FROM timers WHERE workflow = $1 AND ordinal = $2 AND kind = $3", 3),
        TimerSet: New(
            "INSERT INTO timers (workflow, ordinal, kind, due) VALUES ($1, $2, $3, $4) ON CONFLICT (workflow, ordinal, kind) DO UPDATE SET due = excluded.due", 4),
        LockRelease: New("DELETE FROM locks WHERE workflow = $1 AND ordinal = $2", 2),
        Lock: New("INSERT INTO locks (workflow, ordinal, body) VALUES ($1, $2, $3) ON CONFLICT (workflow, ordinal) DO UPDATE SET body = excluded.body", 3),
        Log: New(
            "INSERT INTO logs (workflow, ordinal, dispatch, streams) VALUES ($1, $2, $3, $4) ON CONFLICT (workflow, ordinal, dispatch) DO UPDATE SET streams = excluded.streams", 4),
        GarbageCollected: New("DELETE FROM artifact_garbage WHERE id = $1", 1),
        Garbage: New("INSERT INTO artifact_garbage (id, workflow, artifacts) VALUES ($1, $2, $3)", 3),
        OutboxSent: New("DELETE FROM outbox WHERE scope = $1 AND sequence = $2", 2),
        Outbox: New("INSERT INTO outbox (scope, sequence, message_id, kind, destination, order_key, body) VALUES ($1, $2, $3, $4, $5, $6, $7)", 7),
        SessionRemove: New("DELETE FROM sessions WHERE scope = $1 AND session = $2", 2),
        Session: New(
            """
            INSERT INTO sessions (session, scope, worker_id, state, body) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (session) DO UPDATE SET scope = excluded.scope, worker_id = excluded.worker_id, state = excluded.state, body = excluded.body
            """,
            5),
        Audit: New("INSERT INTO audit (workflow, at, kind, detail) VALUES ($1, $2, $3, $4)", 4),
        Idempotency: New(
            """
            INSERT INTO idempotency_keys (key, workflow) VALUES ($1, $2)
            ON CONFLICT (key) DO UPDATE SET workflow = excluded.workflow WHERE idempotency_keys.workflow = excluded.workflow
            """,
            2));

    private SqliteStatement New(string sql, int parameters)
    {
        var statement = new SqliteStatement(connection, sql, parameters);
        _all.Add(statement);
        return statement;
    }

    private sealed record Statements(
        SqliteStatement Fence,
        SqliteStatement Versions,
        SqliteStatement Insert,
        SqliteStatement Manifest,
        SqliteStatement Update,
        SqliteStatement Node,
        SqliteStatement TimerClear,
        SqliteStatement TimerSet,
        SqliteStatement LockRelease,
        SqliteStatement Lock,
        SqliteStatement Log,
        SqliteStatement GarbageCollected,
        SqliteStatement Garbage,
        SqliteStatement OutboxSent,
        SqliteStatement Outbox,
        SqliteStatement SessionRemove,
        SqliteStatement Session,
        SqliteStatement Audit,
        SqliteStatement Idempotency);
}
