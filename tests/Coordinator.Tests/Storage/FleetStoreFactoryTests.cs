using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Storage.Postgres;
using Fleet.Coordinator.Storage.Sqlite;

namespace Fleet.Coordinator.Tests.Storage;

public sealed class FleetStoreFactoryTests
{
    [Theory]
    [InlineData("/var/lib/fleet/fleet.db", typeof(SqliteFleetStore))]
    [InlineData("sqlite:fleet.db", typeof(SqliteFleetStore))]
    [InlineData("sqlite:///var/lib/fleet/fleet.db", typeof(SqliteFleetStore))]
    [InlineData("postgres://u:p@db/fleet", typeof(PostgresFleetStore))]
    [InlineData("postgresql://db", typeof(PostgresFleetStore))]
    [InlineData("Database=fleet; host = db", typeof(PostgresFleetStore))]
    public async Task Create_KnownForm_MakesThatStore(string connection, Type expected)
    {
        await using var store = FleetStoreFactory.Create(connection);

        Assert.IsType(expected, store);
    }

    [Theory]
    [InlineData("", "nothing is named")]
    [InlineData("sqlite: ", "nothing is named")]
    [InlineData("mysql://db/fleet", "'mysql' is no kind of store")]
    [InlineData(":memory:", "name a file")]
    [InlineData("/tmp", "is a folder")]
    [InlineData("postgres://db/fleet?colour=red", "parameter 'colour'")]
    [InlineData("Host=db;Colour=red", "malformed")]
    public void Create_Anything_Else_IsRefusedWithAWayOut(string connection, string expected)
    {
        var error = Assert.Throws<FormatException>(() => FleetStoreFactory.Create(connection));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgresUri_AllParts_AreUnderstood()
    {
        var parsed = PostgresUri.Parse("postgres://me:p%40ss@[::1]:6543/my%20db?sslmode=verify-full&connect_timeout=3&search_path=a");

        Assert.Equal(("::1", 6543, "me", "p@ss", "my db"), (parsed.Host, parsed.Port, parsed.Username, parsed.Password, parsed.Database));
        Assert.Equal((Npgsql.SslMode.VerifyFull, 3, "a"), (parsed.SslMode, parsed.Timeout, parsed.SearchPath));
    }
}
