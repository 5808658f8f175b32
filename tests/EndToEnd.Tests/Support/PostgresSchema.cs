using Npgsql;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>A schema of its own on the PostgreSQL server of the tests, dropped in the end.</summary>
internal sealed class PostgresSchema : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _name = "e2e_" + Guid.NewGuid().ToString("N");

    public PostgresSchema()
    {
        Store = $"{Part.Named("FLEET_TEST_PG")};Search Path={_name}";
        _source = NpgsqlDataSource.Create(Store + ";Pooling=false");
    }

    /// <summary>Value of <c>--store</c>.</summary>
    public string Store { get; }

    /// <summary>Its tables, each as the bytes of all its rows.</summary>
    public async Task<IReadOnlyList<(string Table, byte[] Bytes)>> ReadAsync(CancellationToken cancellationToken)
    {
        var tables = new List<string>();
        await using (var reader = await ReadAsync($"SELECT table_name FROM information_schema.tables WHERE table_schema = '{_name}' ORDER BY 1", cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                tables.Add(reader.GetString(0));
        }

        var read = new List<(string, byte[])>();
        foreach (var table in tables)
            read.Add((table, await RowsAsync(table, cancellationToken)));
        return read;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var command = _source.CreateCommand($"DROP SCHEMA IF EXISTS {_name} CASCADE"))
            await command.ExecuteNonQueryAsync();
        await _source.DisposeAsync();
    }

    private Task<NpgsqlDataReader> ReadAsync(string sql, CancellationToken cancellationToken) => _source.CreateCommand(sql).ExecuteReaderAsync(cancellationToken);

    private async Task<byte[]> RowsAsync(string table, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await using var reader = await ReadAsync($"SELECT * FROM \"{table}\"", cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var column = 0; column < reader.FieldCount; column++)
                bytes.Write([.. reader.GetValue(column) is byte[] blob ? blob : System.Text.Encoding.UTF8.GetBytes(Convert.ToString(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture) ?? ""), (byte)'\n']);
        }

        return bytes.ToArray();
    }
}
