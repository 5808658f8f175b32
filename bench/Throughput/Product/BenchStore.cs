using Npgsql;

namespace Fleet.Throughput.Bench.Product;

/// <summary>The store of a run: the SQLite file of the coordinator's data folder, or a database of its own on the given PostgreSQL, dropped at the end.</summary>
internal sealed class BenchStore : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _database;

    private BenchStore(string server, string database) => (_server, _database) = (server, database);

    /// <summary>Value of FLEET_STORE; empty: the data folder.</summary>
    public string Connection => _database.Length == 0 ? "" : new NpgsqlConnectionStringBuilder(_server) { Database = _database }.ConnectionString;

    public static async Task<BenchStore> CreateAsync(string server, CancellationToken cancellationToken)
    {
        if (server.Length == 0) return new("", "");
        var store = new BenchStore(server, "fleet_bench_" + Guid.NewGuid().ToString("N")[..8]);
        await store.ExecuteAsync($"CREATE DATABASE {store._database}", cancellationToken);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database.Length > 0) await ExecuteAsync($"DROP DATABASE {_database} WITH (FORCE)", CancellationToken.None);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
