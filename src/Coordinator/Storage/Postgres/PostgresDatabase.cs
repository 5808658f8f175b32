using System.Data;
using Fleet.Coordinator.Storage.Sql;
using Npgsql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>One schema of a PostgreSQL database. Readers and writers have pools of their own: a burst of readers never keeps a commit or the renewal of a lease waiting.</summary>
internal sealed class PostgresDatabase : SqlDatabase
{
    private const string DefaultSchema = "fleet";
    private const int Writers = 8;

    /// <summary>Advisory lock of those who migrate; any number that others do not use.</summary>
    private const long MigrationLock = 0x466C656574;

    private readonly NpgsqlDataSource _readers;
    private readonly NpgsqlDataSource _writers;
    private readonly PostgresDialect _dialect = new();
    private readonly TimeProvider? _clock;
    private readonly string _schema;

    public PostgresDatabase(NpgsqlConnectionStringBuilder connection, TimeProvider? clock)
    {
        connection = new(connection.ConnectionString);
        if (string.IsNullOrEmpty(connection.SearchPath))
            connection.SearchPath = DefaultSchema;
        if (string.IsNullOrEmpty(connection.ApplicationName))
            connection.ApplicationName = "fleet";
        if (connection.MaxAutoPrepare == 0)
        {
            connection.MaxAutoPrepare = 100;
            connection.AutoPrepareMinUsages = 2;
        }

        // Nothing of ours changes a session, so there is nothing to reset.
        connection.NoResetOnClose = true;
        _clock = clock;
        _schema = connection.SearchPath.Split(',')[0].Trim().Trim('"');
        Name = $"{connection.Host}:{connection.Port}/{connection.Database} (schema {_schema})";
        _readers = NpgsqlDataSource.Create(connection);
        _writers = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection.ConnectionString) { MaxPoolSize = Writers, MinPoolSize = 0 });
    }

    public override string Name { get; }

    public override Task OpenAsync(CancellationToken cancellationToken)
        => GuardAsync(async () =>
        {
            await using var connection = await _writers.OpenConnectionAsync(cancellationToken);
            return connection.PostgreSqlVersion;
        });

    public override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => InTransactionAsync(_readers, IsolationLevel.RepeatableRead, (_, session) => work(session), cancellationToken);

    public override Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => WriteAsync((_, session) => work(session), cancellationToken);

    /// <summary>As above, with the connection for what SQLite cannot do.</summary>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => InTransactionAsync(_writers, IsolationLevel.ReadCommitted, work, cancellationToken);

    public override Task<T> MigrateAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@lock)", ("lock", MigrationLock));
                if (await session.NumberAsync("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = @name", ("name", _schema)) is null)
                    await session.ExecuteAsync($"CREATE SCHEMA \"{_schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
                return await work(session);
            },
            cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _writers.DisposeAsync();
    }

    private Task<T> InTransactionAsync<T>(
        NpgsqlDataSource source, IsolationLevel level, Func<NpgsqlConnection, SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => GuardAsync(async () =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(level, cancellationToken);
            var result = await work(connection, new(connection, _dialect, _clock, cancellationToken));

            // Not to be interrupted: half way through nobody could say whether it is written.
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        });

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException error) when (PostgresErrors.Unavailable(error, Name) is { } unavailable)
        {
            throw unavailable;
        }
    }
}
