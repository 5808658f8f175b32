using Fleet.Coordinator.Storage.Sql;
using Npgsql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>
/// Everything of a commit but its deletes, memoization entries and objects beside workflows, as one round trip: upserts over <c>unnest</c>, one statement per table that is touched.
/// Runs inside a transaction; what it finds in the answers decides whether the caller commits.
/// </summary>
internal sealed class PostgresCommit(NpgsqlConnection connection, SqlSession session, CommitBatch batch)
{
    private readonly Leadership _leadership = batch.Leadership;
    private readonly List<(WorkflowRow Row, long Number)> _inserts = [];
    private readonly List<(WorkflowRow Row, long Number)> _updates = [];
    private readonly int _versions = batch.VersionCount;

    /// <returns>The first of the versions; workflows have them in order, then the deletes, then the objects.</returns>
    public async Task<long> WriteAsync()
    {
        for (var i = 0; i < batch.Workflows.Count; i++)
            (batch.Workflows[i].IsNew ? _inserts : _updates).Add((batch.Workflows[i], i));

        await using var all = new NpgsqlBatch(connection);

        // The fence comes first: its row lock keeps a new leader out until this transaction has ended.
        var fence = new PostgresStatement<CommitBatch>(all, PostgresSql.Fence, [batch])
            .Value(_leadership.Scope).Value(_leadership.Epoch).Value(batch.Outbox.Count == 0 ? 0 : batch.Outbox.Max(row => row.Sequence)).Value(SessionNumbers.HighestOf(batch));
        if (_versions > 0)
            new PostgresStatement<CommitBatch>(all, PostgresSql.Versions, [batch]).Value((long)_versions);
        AddInserts(all);
        var update = AddUpdates(all);
        AddNodes(all);
        AddTimers(all);
        AddLocks(all);
        AddLogs(all);
        AddGarbage(all);
        AddOutbox(all);
        AddSessions(all);
        var keys = AddTheRest(all);

        var (last, inserted) = await RunAsync(all, fence);
        if (inserted.Count < _inserts.Count)
            throw StoreConflicts.NameTaken(_inserts.First(insert => !inserted.Contains(insert.Row.Record.Uid)).Row);
        if (update is not null && update.Changed < _updates.Count)
            throw StoreConflicts.NotThere(await MissingAsync());
        if (keys is not null && keys.Changed < batch.IdempotencyKeys.Count)
            throw await KeyTakenAsync();
        return last - _versions + 1;
    }

    /// <summary>Runs the batch and reads its two answers: the last version, and which workflows were inserted.</summary>
    private async Task<(long LastVersion, HashSet<Guid> Inserted)> RunAsync(NpgsqlBatch all, PostgresStatement<CommitBatch> fence)
    {
        var last = 0L;
        var inserted = new HashSet<Guid>();
        try
        {
            await using var reader = await all.ExecuteReaderAsync(session.CancellationToken);
            if (_versions > 0)
            {
                await reader.ReadAsync(session.CancellationToken);
                last = reader.GetInt64(0);
                await reader.NextResultAsync(session.CancellationToken);
            }

            if (_inserts.Count > 0)
            {
                while (await reader.ReadAsync(session.CancellationToken))
                    inserted.Add(reader.GetGuid(0));
            }

            // To the end, or an error of a later statement would go unseen.
            while (await reader.NextResultAsync(session.CancellationToken))
            {
            }
        }
        catch (PostgresException) when (fence.Changed == 0)
        {
            // A deposed leader's rows may well collide with its successor's; the reason is the lost lead.
            throw new LeadershipLostException(_leadership);
        }

        return fence.Changed == 1 ? (last, inserted) : throw new LeadershipLostException(_leadership);
    }

    private void AddInserts(NpgsqlBatch all)
    {
        if (_inserts.Count == 0)
            return;
        new PostgresStatement<(WorkflowRow Row, long Number)>(all, PostgresSql.InsertWorkflows, _inserts)
            .Value((long)_versions).Value(_leadership.Scope)
            .Column(x => x.Row.Record.Uid).Column(x => x.Number).Text(x => x.Row.Record.Namespace).Text(x => x.Row.Record.Name).Text(x => x.Row.Record.Phase)
            .Column(x => x.Row.Record.CreatedAt.UtcTicks).Moment(x => x.Row.Record.StartedAt).Moment(x => x.Row.Record.FinishedAt)
            .Text(x => x.Row.Record.Message).Text(x => x.Row.Record.Progress).Text(x => x.Row.LabelsJson)
            .Column(x => x.Row.Record.Suspended ? 1 : 0).Column(x => x.Row.EventSequence).Column(x => x.Row.Record.Body);
        new PostgresStatement<(WorkflowRow Row, long Number)>(all, PostgresSql.InsertManifests, _inserts)
            .Column(x => x.Row.Record.Uid).Column(x => x.Row.Record.Manifest);
    }

    private PostgresStatement<(WorkflowRow Row, long Number)>? AddUpdates(NpgsqlBatch all)
        => _updates.Count == 0
            ? null
            : new PostgresStatement<(WorkflowRow Row, long Number)>(all, PostgresSql.UpdateWorkflows, _updates)
                .Value((long)_versions).Value(_leadership.Scope)
                .Column(x => x.Row.Record.Uid).Column(x => x.Number).Text(x => x.Row.Record.Phase)
                .Moment(x => x.Row.Record.StartedAt).Moment(x => x.Row.Record.FinishedAt)
                .Text(x => x.Row.Record.Message).Text(x => x.Row.Record.Progress).Text(x => x.Row.LabelsJson)
                .Column(x => x.Row.Record.Suspended ? 1 : 0).Column(x => x.Row.EventSequence).Column(x => x.Row.Record.Body);

    private void AddNodes(NpgsqlBatch all)
    {
        if (batch.Nodes.Count == 0)
            return;
        new PostgresStatement<NodeRow>(all, PostgresSql.UpsertNodes, batch.Nodes)
            .Column(x => x.Workflow).Column(x => x.Record.Ordinal).Text(x => x.Record.Phase).Text(x => x.Record.Type).Column(x => x.Record.Boundary)
            .Text(x => x.Record.Name).Column(x => x.Task?.Dispatch ?? 0).Column(x => x.Task?.State ?? 0).Column(x => x.Task?.Body)
            .Column(x => x.Record.Request.IsEmpty ? null : (ReadOnlyMemory<byte>?)x.Record.Request).Column(x => x.Record.Body);
    }

    private void AddTimers(NpgsqlBatch all)
    {
        if (batch.TimersCleared.Count > 0)
        {
            new PostgresStatement<(Guid Workflow, Workflows.Engine.TimerKey Key)>(all, PostgresSql.ClearTimers, batch.TimersCleared)
                .Column(x => x.Workflow).Column(x => x.Key.Ordinal).Column(x => (int)x.Key.Kind);
        }

        if (batch.TimersSet.Count > 0)
        {
            new PostgresStatement<TimerRow>(all, PostgresSql.SetTimers, batch.TimersSet)
                .Column(x => x.Workflow).Column(x => x.Key.Ordinal).Column(x => (int)x.Key.Kind).Column(x => x.Due.UtcTicks);
        }
    }

    private void AddLogs(NpgsqlBatch all)
    {
        if (batch.Logs.Count > 0)
            new PostgresStatement<LogRow>(all, PostgresSql.UpsertLogs, batch.Logs).Column(x => x.Workflow).Column(x => x.Ordinal).Column(x => x.Dispatch).Text(x => x.StreamsJson);
    }

    private void AddGarbage(NpgsqlBatch all)
    {
        if (batch.GarbageCollected.Count > 0)
            new PostgresStatement<Guid>(all, PostgresSql.DeleteGarbage, batch.GarbageCollected).Column(x => x);
        if (batch.Garbage.Count > 0)
            new PostgresStatement<ArtifactGarbageRow>(all, PostgresSql.InsertGarbage, batch.Garbage).Column(x => x.Id).Column(x => x.Workflow).Text(x => x.ArtifactsJson);
    }

    private void AddLocks(NpgsqlBatch all)
    {
        if (batch.LocksReleased.Count > 0)
        {
            new PostgresStatement<(Guid Workflow, int Ordinal)>(all, PostgresSql.ReleaseLocks, batch.LocksReleased)
                .Column(x => x.Workflow).Column(x => x.Ordinal);
        }

        if (batch.Locks.Count > 0)
            new PostgresStatement<LockRow>(all, PostgresSql.UpsertLocks, batch.Locks).Column(x => x.Workflow).Column(x => x.Ordinal).Column(x => x.Body);
    }

    private void AddOutbox(NpgsqlBatch all)
    {
        if (batch.OutboxSent.Count > 0)
            new PostgresStatement<long>(all, PostgresSql.DeleteOutbox, batch.OutboxSent).Value(_leadership.Scope).Column(x => x);
        if (batch.Outbox.Count > 0)
        {
            new PostgresStatement<OutboxRow>(all, PostgresSql.InsertOutbox, batch.Outbox)
                .Value(_leadership.Scope).Column(x => x.Sequence).Column(x => x.MessageId).Text(x => x.Kind).Text(x => x.Destination).Text(x => x.OrderKey)
                .Column(x => x.Body);
        }
    }

    private void AddSessions(NpgsqlBatch all)
    {
        if (batch.SessionsRemoved.Count > 0)
            new PostgresStatement<long>(all, PostgresSql.DeleteSessions, batch.SessionsRemoved).Value(_leadership.Scope).Column(x => x);
        if (batch.Sessions.Count > 0)
        {
            new PostgresStatement<SessionRow>(all, PostgresSql.UpsertSessions, batch.Sessions)
                .Value(_leadership.Scope).Column(x => x.Session).Text(x => x.WorkerId).Column(x => x.State).Column(x => x.Body);
        }
    }

    private PostgresStatement<(string Key, Guid Workflow)>? AddTheRest(NpgsqlBatch all)
    {
        if (batch.Audit.Count > 0)
        {
            new PostgresStatement<AuditRow>(all, PostgresSql.InsertAudit, batch.Audit)
                .Column(x => x.Workflow).Column(x => x.At.UtcTicks).Text(x => x.Kind).Text(x => x.Detail);
        }

        return batch.IdempotencyKeys.Count == 0
            ? null
            : new PostgresStatement<(string Key, Guid Workflow)>(all, PostgresSql.InsertKeys, batch.IdempotencyKeys).Text(x => x.Key).Column(x => x.Workflow);
    }

    private async Task<WorkflowRow> MissingAsync()
    {
        var there = await session.ListAsync(
            "SELECT uid FROM workflows WHERE uid = ANY (@uids) AND scope = @scope",
            row => row.Uid(0),
            ("uids", _updates.Select(update => update.Row.Record.Uid).ToArray()), ("scope", _leadership.Scope));
        return _updates.First(update => !there.Contains(update.Row.Record.Uid)).Row;
    }

    private async Task<StoreConflictException> KeyTakenAsync()
    {
        var owners = await session.ListAsync(
            "SELECT key, workflow FROM idempotency_keys WHERE key = ANY (@keys)",
            row => (Key: row.Text(0), Workflow: row.Uid(1)),
            ("keys", batch.IdempotencyKeys.Select(key => StoreText.Clean(key.Key)).ToArray()));
        var (taken, workflow) = batch.IdempotencyKeys.First(key => owners.Exists(owner => owner.Key == StoreText.Clean(key.Key) && owner.Workflow != key.Workflow));
        return StoreConflicts.KeyTaken(workflow, taken);
    }
}
