using Fleet.Coordinator.Storage.Sql;
using Npgsql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>
/// The store in a schema of a PostgreSQL database (13 or later), <c>fleet</c> unless the connection's search path names another: for coordinators on several machines.
/// Leases are judged by the database's clock, unless one is given.
/// </summary>
public sealed class PostgresFleetStore : SqlFleetStore
{
    private readonly PostgresDatabase _database;

    /// <summary>Names the database; nothing is connected before <see cref="SqlFleetStore.OpenAsync"/>, which makes the schema. The database itself must exist.</summary>
    /// <param name="connection">Where it is.</param>
    /// <param name="options">See <see cref="FleetStoreOptions"/>.</param>
    public PostgresFleetStore(NpgsqlConnectionStringBuilder connection, FleetStoreOptions options)
        : this(new PostgresDatabase(connection, options.Clock), options)
    {
    }

    private PostgresFleetStore(PostgresDatabase database, FleetStoreOptions options)
        : base(database, new PostgresDialect(), options)
        => _database = database;

    /// <inheritdoc/>
    public override Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        BatchRules.Check(batch);
        return _database.WriteAsync(
            async (connection, session) => await FinishAsync(session, batch, await new PostgresCommit(connection, session, batch).WriteAsync()), cancellationToken);
    }
}
