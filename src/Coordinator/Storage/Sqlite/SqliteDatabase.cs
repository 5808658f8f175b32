using System.Collections.Concurrent;
using Fleet.Coordinator.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>
/// One file: one connection that writes, behind a gate, and a pool of connections that read. Other processes may do the same with the same file;
/// SQLite lets one writer in at a time, and the others wait.
/// </summary>
internal sealed class SqliteDatabase(string file, TimeProvider clock) : SqlDatabase
{
    /// <summary>How long SQLite itself waits for another process; longer than any sound commit.</summary>
    private const int BusyMilliseconds = 30_000;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> _readers = [];
    private readonly SqliteDialect _dialect = new();
    private SqliteConnection? _writer;
    private volatile bool _disposed;

    public override string Name => file;

    /// <summary>The connection that writes; for the holder of the gate.</summary>
    public SqliteConnection Writer => _writer ?? throw new InvalidOperationException($"The store {file} has not been opened.");

    public override Task OpenAsync(CancellationToken cancellationToken)
        => Task.Run(() => Guard(Open), cancellationToken);

    public override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => Task.Run(() => GuardAsync(() => ReadCoreAsync(work, cancellationToken)), cancellationToken);

    /// <summary>
    /// Runs one transaction on the writing connection. It begins immediate (no upgrade can fail half way), and is not interrupted once it has begun:
    /// it takes milliseconds, on the caller's thread.
    /// </summary>
    public override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await GuardAsync(() => InTransactionAsync(Writer, "BEGIN IMMEDIATE", () => work(new(Writer, _dialect, clock, CancellationToken.None))));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>SQLite's own lock keeps others out: the transaction is immediate.</summary>
    public override Task<T> MigrateAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
        => WriteAsync(work, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _gate.WaitAsync();
        while (_readers.TryTake(out var reader))
            await reader.DisposeAsync();
        if (_writer is not null)
            await _writer.DisposeAsync();
    }

    private static async Task<T> InTransactionAsync<T>(SqliteConnection connection, string begin, Func<Task<T>> work)
    {
        Execute(connection, begin);
        try
        {
            var result = await work();
            Execute(connection, "COMMIT");
            return result;
        }
        catch
        {
            Rollback(connection);
            throw;
        }
    }

    /// <summary>SQLite has rolled back by itself after some errors (disk full, I/O); then there is nothing left to do.</summary>
    private static void Rollback(SqliteConnection connection)
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            Execute(connection, "ROLLBACK");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<T> ReadCoreAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_readers.TryTake(out var connection))
            connection = Connect("PRAGMA query_only = 1");
        try
        {
            return await InTransactionAsync(connection, "BEGIN", () => work(new(connection, _dialect, clock, cancellationToken)));
        }
        finally
        {
            if (_disposed)
                await connection.DisposeAsync();
            else
                _readers.Add(connection);
        }
    }

    private bool Open()
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);

        // FULL: what has been acknowledged to the broker must survive a power cut.
        _writer = Connect("PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864");
        using var command = _writer.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        return command.ExecuteScalar() is "wal"
            ? true
            : throw new NotSupportedException($"The store {file} cannot use a write-ahead log there (a network file system?). Put it on a local disk, or use PostgreSQL.");
    }

    private SqliteConnection Connect(params string[] pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            DefaultTimeout = BusyMilliseconds / 1000,
        }.ConnectionString);
        connection.Open();
        Execute(connection, $"PRAGMA busy_timeout = {BusyMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        foreach (var pragma in pragmas)
            Execute(connection, pragma);
        return connection;
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error) when (SqliteErrors.Unavailable(error, file) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (SqliteException error) when (SqliteErrors.Unavailable(error, file) is { } unavailable)
        {
            throw unavailable;
        }
    }
}
