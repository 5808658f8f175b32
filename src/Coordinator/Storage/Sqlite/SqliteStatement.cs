using System.Globalization;
using System.Runtime.InteropServices;
using Fleet.Coordinator.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>A statement that is prepared once and run many times, with parameters <c>$1</c>, <c>$2</c> ... by position.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;

    public SqliteStatement(SqliteConnection connection, string sql, int parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            _command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i.ToString(CultureInfo.InvariantCulture) });
        _command.Prepare();
    }

    /// <summary>Runs it; the number of rows it changed.</summary>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs it; the first column of the first row as a number, null without a row.</summary>
    public long? Number(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is long number ? number : null;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = Value(values[i]);
    }

    private static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        string text => StoreText.Clean(text),
        Guid uid => uid.ToByteArray(bigEndian: true),
        DateTimeOffset moment => moment.UtcTicks,
        ReadOnlyMemory<byte> bytes => Array(bytes),
        bool flag => flag ? 1L : 0L,
        _ => value,
    };

    private static byte[] Array(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : bytes.ToArray();
}
