using Fleet.Coordinator.Storage.Sql;
using Npgsql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>A statement of a batch over a list of rows: each column travels as one array, and <c>unnest</c> makes rows of them again.</summary>
internal sealed class PostgresStatement<TRow>(NpgsqlBatch batch, string sql, IReadOnlyList<TRow> rows)
{
    private readonly NpgsqlBatchCommand _command = Add(batch, sql);

    /// <summary>Rows it changed; after the batch has run.</summary>
    public int Changed => _command.RecordsAffected;

    /// <summary>The same value for all rows: <c>$1</c> and so on, in the order of the calls.</summary>
    public PostgresStatement<TRow> Value<T>(T value)
    {
        _command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return this;
    }

    /// <summary>A column: one value of each row.</summary>
    public PostgresStatement<TRow> Column<T>(Func<TRow, T> value)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(rows[i]);
        return Value(values);
    }

    public PostgresStatement<TRow> Text(Func<TRow, string?> value)
        => Column(row => value(row) is { } text ? StoreText.Clean(text) : null);

    public PostgresStatement<TRow> Moment(Func<TRow, DateTimeOffset?> value) => Column(row => value(row)?.UtcTicks);

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }
}
