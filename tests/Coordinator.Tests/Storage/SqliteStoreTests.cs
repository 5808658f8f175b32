using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Storage.Sqlite;

namespace Fleet.Coordinator.Tests.Storage;

public sealed class SqliteStoreTests : StoreCompliance
{
    private readonly string folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    private string File => Path.Combine(folder, "data", "fleet.db");

    [Fact]
    public async Task Open_NewerSchema_IsRefusedWithASentence()
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE meta SET value = '999' WHERE key = 'schema_version'";
            command.ExecuteNonQuery();
        }

        await using var newer = Create(new FleetStoreOptions());
        var error = await Assert.ThrowsAsync<StoreSchemaException>(() => newer.OpenAsync(Token));

        Assert.Contains("newer Fleet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileThatIsNoDatabase_SaysSo()
    {
        var path = Path.Combine(folder, "note.txt");
        await System.IO.File.WriteAllTextAsync(path, "this is certainly not a SQLite database file, not at all", Token);
        await using var store = new SqliteFleetStore(path, new FleetStoreOptions());

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Token));

        Assert.Contains("not a SQLite database", error.Message, StringComparison.Ordinal);
    }

    protected override IFleetStore Create(FleetStoreOptions options) => FleetStoreFactory.Create(File, options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
