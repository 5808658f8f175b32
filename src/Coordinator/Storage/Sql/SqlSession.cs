using System.Data.Common;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>A connection inside a transaction, and how to talk to it. Lives as long as the piece of work it was given to.</summary>
internal sealed class SqlSession(DbConnection connection, SqlDialect dialect, TimeProvider? clock, CancellationToken cancellationToken)
{
    public SqlDialect Dialect { get; } = dialect;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The given clock's moment, as ticks; null: the database's clock decides.</summary>
    public long? Now { get; } = clock?.GetUtcNow().UtcTicks;

    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(CancellationToken);
    }

    /// <summary>First column of the first row as a number; null: no row.</summary>
    public async Task<long?> NumberAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(CancellationToken) is { } value and not DBNull ? Convert.ToInt64(value, null) : null;
    }

    public async Task<T?> FirstAsync<T>(string sql, Func<SqlRow, T> read, params (string Name, object? Value)[] parameters)
        where T : class
        => await ListAsync(sql, read, parameters) is [var first, ..] ? first : null;

    public async Task<List<T>> ListAsync<T>(string sql, Func<SqlRow, T> read, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken);
        var row = new SqlRow(reader, Dialect);
        var rows = new List<T>();
        while (await reader.ReadAsync(CancellationToken))
            rows.Add(read(row));
        return rows;
    }

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value switch
            {
                null => DBNull.Value,
                Guid uid => Dialect.Parameter(uid),
                DateTimeOffset moment => moment.UtcTicks,
                // As it is stored: what a stranger asks for with a NUL in it is not found, instead of being PostgreSQL's error.
                string text => StoreText.Clean(text),
                _ => value,
            };
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
