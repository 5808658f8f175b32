using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Fleet.Coordinator.Tests.Storage;

public sealed class SqliteStoreTests : StoreCompliance
{
    private readonly string folder = Directory.CreateTempSubdirectory("fleet-store-").FullName;

    private string File => Path.Combine(folder, "data", "fleet.db");

    [Fact]
    public async Task Open_FileThatIsNoDatabase_SaysSo()
    {
        var path = Path.Combine(folder, "note.txt");
        await System.IO.File.WriteAllTextAsync(path, "this is certainly not a SQLite database file, not at all", Token);
        await using var store = new SqliteFleetStore(path, new FleetStoreOptions());

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Token));

        Assert.Contains("not a SQLite database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_CopyOfTheFilesOfALivingStore_HasWhatWasCommitted()
    {
        // What a power cut leaves: the file and its log, nobody having closed them.
        await using var living = Create(new FleetStoreOptions());
        await living.OpenAsync(Token);
        var lead = (await living.TryLeadAsync("scope", "a", TimeSpan.FromSeconds(6), Token))!;
        var copy = Path.Combine(folder, "copy.db");
        System.IO.File.Copy(File, copy);
        System.IO.File.Copy(File + "-wal", copy + "-wal");

        await using var restored = new SqliteFleetStore(copy, new FleetStoreOptions());

        Assert.Equal(await living.OpenAsync(Token), await restored.OpenAsync(Token));
        Assert.True(await restored.RenewAsync(lead, TimeSpan.FromSeconds(6), Token));
    }

    protected override IFleetStore Create(FleetStoreOptions options) => FleetStoreFactory.Create(File, options);

    protected override async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
