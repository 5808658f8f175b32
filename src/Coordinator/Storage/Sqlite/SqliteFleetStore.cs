using Fleet.Coordinator.Storage.Sql;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>
/// The store in one SQLite file (WAL, <c>synchronous=FULL</c>): for one machine. Several processes may use the file at once, each leading its own scope.
/// Leases are judged by the given clock, which all processes of the machine share.
/// </summary>
public sealed class SqliteFleetStore : SqlFleetStore
{
    private readonly SqliteDatabase _database;
    private readonly SqliteDialect _dialect = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _tombstoneRetention;
    private SqliteCommit? _commit;

    // Clearing away goes on over several commits; at the start there may be some left from before.
    private bool _garbage = true;

    /// <summary>Names the file; nothing is opened before <see cref="SqlFleetStore.OpenAsync"/>, which makes it and its folder.</summary>
    /// <param name="file">Path of the database file.</param>
    /// <param name="options">See <see cref="FleetStoreOptions"/>.</param>
    public SqliteFleetStore(string file, FleetStoreOptions options)
        : this(new SqliteDatabase(Path.GetFullPath(file), options.Clock ?? TimeProvider.System), options)
    {
    }

    private SqliteFleetStore(SqliteDatabase database, FleetStoreOptions options)
        : base(database, new SqliteDialect())
    {
        _database = database;
        _clock = options.Clock ?? TimeProvider.System;
        _tombstoneRetention = options.TombstoneRetention;
    }

    /// <inheritdoc/>
    public override Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        BatchRules.Check(batch);
        return _database.WithWriterAsync(() => WriteAsync(batch), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _commit?.Dispose();
        await base.DisposeAsync();
    }

    private async Task<CommitResult> WriteAsync(CommitBatch batch)
    {
        _commit ??= new SqliteCommit(_database.Writer);
        var version = _commit.Write(batch);
        var versions = new Dictionary<Guid, long>(batch.Workflows.Count + batch.Deletes.Count);
        foreach (var row in batch.Workflows)
            versions[row.Record.Uid] = version++;
        if (batch.Deletes.Count > 0 || _garbage)
            await RemoveAsync(batch, versions, version);
        return new CommitResult(versions);
    }

    private async Task RemoveAsync(CommitBatch batch, Dictionary<Guid, long> versions, long version)
    {
        var session = new SqlSession(_database.Writer, _dialect, _clock, CancellationToken.None);
        var now = _clock.GetUtcNow();
        foreach (var uid in batch.Deletes)
        {
            if (!await WorkflowRemoval.DeleteAsync(session, batch.Leadership.Scope, uid, version, now))
                throw new StoreConflictException(uid, $"Workflow {uid} is not, or no longer, in scope '{batch.Leadership.Scope}': it was deleted or taken over.");
            versions[uid] = version++;
        }

        _garbage = await WorkflowRemoval.SweepNodesAsync(session);
        await WorkflowRemoval.PurgeTombstonesAsync(session, now - _tombstoneRetention);
    }
}
