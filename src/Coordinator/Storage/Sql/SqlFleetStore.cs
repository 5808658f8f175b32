using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>What both stores have in common: everything but the commit itself, which each writes in the style its database is fastest with.</summary>
public abstract class SqlFleetStore : IFleetStore
{
    private readonly SqlDatabase _database;
    private readonly SqlDialect _dialect;
    private readonly FleetStoreOptions _options;
    private volatile bool _mayHaveGarbage = true;

    private protected SqlFleetStore(SqlDatabase database, SqlDialect dialect, FleetStoreOptions options)
    {
        _database = database;
        _dialect = dialect;
        _options = options;
    }

    /// <inheritdoc/>
    public async Task<FleetIdentity> OpenAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken);
        var migrator = new Migrator(_database.Name, Migrator.Embedded(_dialect));
        return await _database.MigrateAsync(migrator.MigrateAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public abstract Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public Task<Leadership?> TryLeadAsync(string scope, string owner, TimeSpan lease, CancellationToken cancellationToken)
        => _database.WriteAsync(session => LeaderQueries.TryLeadAsync(session, scope, owner, lease), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(Leadership leadership, TimeSpan lease, CancellationToken cancellationToken)
        => _database.WriteAsync(session => LeaderQueries.RenewAsync(session, leadership, lease), cancellationToken);

    /// <inheritdoc/>
    public Task ResignAsync(Leadership leadership, CancellationToken cancellationToken)
        => _database.WriteAsync(session => LeaderQueries.ResignAsync(session, leadership), cancellationToken);

    /// <inheritdoc/>
    public Task<LeaderInfo?> FindLeaderAsync(string scope, CancellationToken cancellationToken)
        => _database.ReadAsync(session => LeaderQueries.FindAsync(session, scope), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkflowSummary?> FindAsync(string @namespace, string name, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.FindAsync(session, @namespace, name), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkflowSummary?> FindAsync(Guid uid, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.FindAsync(session, uid), cancellationToken);

    /// <inheritdoc/>
    public Task<Guid?> NamesakeAsync(string @namespace, string name, Guid uid, DateTimeOffset since, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.NamesakeAsync(session, @namespace, name, uid, since), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkflowSummary?> FindLatestAsync(string @namespace, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.FindLatestAsync(session, @namespace), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredWorkflow?> LoadAsync(Guid uid, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.LoadAsync(session, uid, shown: false), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredWorkflow?> LoadShownAsync(Guid uid, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.LoadAsync(session, uid, shown: true), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> FindValueAsync(Guid workflow, string sha256, CancellationToken cancellationToken)
        => _database.ReadAsync(session => ValueQueries.FindAsync(session, workflow, sha256), cancellationToken);

    /// <inheritdoc/>
    public Task<WorkflowPage> ListAsync(WorkflowQuery query, CancellationToken cancellationToken)
        => _database.ReadAsync(session => ListQueries.ListAsync(session, query), cancellationToken);

    /// <inheritdoc/>
    public Task<ChangePage> ChangesAsync(long afterVersion, int limit, CancellationToken cancellationToken)
        => _database.ReadAsync(session => ListQueries.ChangesAsync(session, afterVersion, limit), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> OpenWorkflowsAsync(string scope, CancellationToken cancellationToken)
        => await _database.ReadAsync(session => WorkflowQueries.OpenAsync(session, scope), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScopeInfo>> OpenScopesAsync(CancellationToken cancellationToken)
        => _database.ReadAsync(WorkflowQueries.OpenScopesAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionRow>> SessionsAsync(string scope, CancellationToken cancellationToken)
        => await _database.ReadAsync(session => LeaderSnapshotQuery.SessionsAsync(session, scope), cancellationToken);

    /// <inheritdoc/>
    public Task<LeaderSnapshot> LoadLeaderSnapshotAsync(Leadership leadership, CancellationToken cancellationToken)
        => _database.ReadAsync(session => LeaderSnapshotQuery.LoadAsync(session, leadership), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> MergeScopeAsync(Leadership from, Leadership into, CancellationToken cancellationToken)
        => _database.WriteAsync(session => ScopeMerge.MergeAsync(session, from, into), cancellationToken);

    /// <inheritdoc/>
    public Task<NodeStanding> StandingAsync(string scope, Guid workflow, int ordinal, CancellationToken cancellationToken)
        => _database.ReadAsync(session => WorkflowQueries.StandingAsync(session, scope, workflow, ordinal), cancellationToken);

    /// <inheritdoc/>
    public Task<ResourceRow?> FindResourceAsync(ResourceKey key, CancellationToken cancellationToken)
        => _database.ReadAsync(session => ResourceQueries.FindAsync(session, key), cancellationToken);

    /// <inheritdoc/>
    public Task<ResourcePage> ListResourcesAsync(string kind, string? @namespace, CancellationToken cancellationToken)
        => _database.ReadAsync(session => ResourceQueries.ListAsync(session, kind, @namespace), cancellationToken);

    /// <inheritdoc/>
    public Task<ResourcePage> ResourceChangesAsync(long afterVersion, CancellationToken cancellationToken)
        => _database.ReadAsync(session => ResourceQueries.ChangesAsync(session, afterVersion), cancellationToken);

    /// <inheritdoc/>
    public Task<MemoEntry?> FindMemoAsync(MemoKey key, DateTimeOffset now, CancellationToken cancellationToken)
        => _database.ReadAsync(session => MemoQueries.FindAsync(session, key, now), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogRow>> LogsAsync(Guid uid, CancellationToken cancellationToken)
        => await _database.ReadAsync(
            session => session.ListAsync(
                "SELECT ordinal, dispatch, streams FROM logs WHERE workflow = @uid ORDER BY ordinal, dispatch", row => new LogRow(uid, row.Int(0), row.Int(1), row.Text(2)), ("uid", uid)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ArtifactGarbageRow>> ArtifactGarbageAsync(Guid? workflow, Guid? after, int limit, CancellationToken cancellationToken)
        => await _database.ReadAsync(
            session => session.ListAsync(
                $"SELECT id, workflow, artifacts FROM artifact_garbage WHERE id > @after {(workflow is null ? "" : "AND workflow = @uid")} ORDER BY id LIMIT @limit",
                row => new ArtifactGarbageRow(row.Uid(0), row.Uid(1), row.Text(2)),
                [("after", after ?? Guid.Empty), ("limit", (long)limit), .. workflow is { } uid ? [("uid", uid)] : Array.Empty<(string, object?)>()]),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<Guid?> FindIdempotencyKeyAsync(string key, CancellationToken cancellationToken)
        => await _database.ReadAsync(
            session => session.ListAsync("SELECT workflow FROM idempotency_keys WHERE key = @key", row => row.Uid(0), ("key", key)), cancellationToken)
            is [var uid] ? uid : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AuditRow>> AuditAsync(Guid uid, CancellationToken cancellationToken)
        => await _database.ReadAsync(
            session => session.ListAsync(
                "SELECT workflow, at, kind, detail FROM audit WHERE workflow = @uid ORDER BY id",
                row => new AuditRow(row.UidOrNull(0), row.Moment(1), row.Text(2), row.Text(3)),
                ("uid", uid)),
            cancellationToken);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The last part of a commit, in its transaction: deletes, objects beside workflows, clearing away, and who got which version.</summary>
    private protected async Task<CommitResult> FinishAsync(SqlSession session, CommitBatch batch, long firstVersion)
    {
        var versions = new Dictionary<Guid, long>(batch.VersionCount);
        var version = firstVersion;
        foreach (var row in batch.Workflows)
            versions[row.Record.Uid] = version++;
        var now = (_options.Clock ?? TimeProvider.System).GetUtcNow();
        if (batch.Deletes.Count > 0)
        {
            foreach (var uid in batch.Deletes)
            {
                if (await WorkflowRemoval.DeleteAsync(session, batch.Leadership.Scope, uid, version, now))
                    versions[uid] = version;
                version++;
            }

            await WorkflowRemoval.PurgeTombstonesAsync(session, now - _options.TombstoneRetention);
            _mayHaveGarbage = true;
        }

        if (batch.Resources.Count > 0)
        {
            await ResourceQueries.WriteAsync(session, batch, version, now);
            await ResourceQueries.PurgeAsync(session, now - _options.TombstoneRetention);
            foreach (var row in batch.Resources)
                versions[row.Uid] = version++;
        }

        if (batch.Memo.Count > 0)
            await MemoQueries.WriteAsync(session, batch.Memo, now);
        if (batch.Values.Count > 0)
            await ValueQueries.WriteAsync(session, batch.Values);
        if (_mayHaveGarbage)
            _mayHaveGarbage = await WorkflowRemoval.SweepNodesAsync(session);
        return new(versions);
    }
}
