using System.Globalization;
using Fleet.Coordinator.Storage;
using Npgsql;

namespace Fleet.Coordinator.Tests.Storage;

/// <summary>On the server that FLEET_TEST_PG names; each test in a schema of its own.</summary>
public sealed class PostgresStoreTests : StoreCompliance
{
    private const string Variable = "FLEET_TEST_PG";

    private readonly string _schema = "test_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private readonly string _connection = Find();

    protected override IFleetStore Create(FleetStoreOptions options) => FleetStoreFactory.Create($"{_connection};Search Path={_schema}", options);

    protected override async Task<object?> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{_connection};Search Path={_schema};Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await ScalarAsync($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        GC.SuppressFinalize(this);
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } connection)
            return connection;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") == "1", $"{Variable} is not set: no PostgreSQL to test with.");
        throw new InvalidOperationException($"{Variable} is not set, and FLEET_TEST_REQUIRE=1 says that nothing may be left out.");
    }
}
