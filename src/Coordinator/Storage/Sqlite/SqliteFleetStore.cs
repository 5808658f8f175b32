using Fleet.Coordinator.Storage.Sql;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>
/// The store in one SQLite file (WAL, <c>synchronous=FULL</c>): for one machine. Several processes may use the file at once, each leading its own scope.
/// Leases are judged by the given clock, which all processes of the machine share.
/// </summary>
public sealed class SqliteFleetStore : SqlFleetStore
{
    private readonly SqliteDatabase _database;
    private SqliteCommit? _commit;

    /// <summary>Names the file; nothing is opened before <see cref="SqlFleetStore.OpenAsync"/>, which makes it and its folder.</summary>
    /// <param name="file">Path of the database file.</param>
    /// <param name="options">See <see cref="FleetStoreOptions"/>.</param>
    public SqliteFleetStore(string file, FleetStoreOptions options)
        : this(new SqliteDatabase(Path.GetFullPath(file), options.Clock ?? TimeProvider.System), options)
    {
    }

    private SqliteFleetStore(SqliteDatabase database, FleetStoreOptions options)
        : base(database, new SqliteDialect(), options)
        => _database = database;

    /// <inheritdoc/>
    public override Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        BatchRules.Check(batch);
        return _database.WriteAsync(
            session =>
            {
                _commit ??= new SqliteCommit(_database.Writer);
                var firstVersion = _commit.Write(batch);
                return FinishAsync(session, batch, firstVersion);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _commit?.Dispose();
    }
}
