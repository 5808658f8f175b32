using System.Globalization;
using System.Reflection;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Brings a database to the newest schema: numbered scripts, embedded, each applied once, all in the caller's transaction.</summary>
internal sealed class Migrator(string database, IReadOnlyList<Migration> migrations)
{
    /// <summary>The migrations of a dialect that this program carries.</summary>
    public static IReadOnlyList<Migration> Embedded(SqlDialect dialect)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(dialect.MigrationFolder, StringComparison.Ordinal))
                .Select(name => Migration.Read(name[dialect.MigrationFolder.Length..], assembly.GetManifestResourceStream(name)!))
                .OrderBy(migration => migration.Number),
        ];
    }

    public async Task<FleetIdentity> MigrateAsync(SqlSession session)
    {
        var created = await session.NumberAsync(session.Dialect.SchemaExists) == 1;
        var current = created ? await VersionAsync(session) : 0;
        var newest = migrations[^1].Number;
        if (current > newest)
            throw new StoreSchemaException(database, current, newest);
        foreach (var migration in migrations.Where(migration => migration.Number > current))
            await session.ExecuteAsync(migration.Sql);
        await session.ExecuteAsync(
            "INSERT INTO meta (key, value) VALUES ('schema_version', @version) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            ("version", newest.ToString(CultureInfo.InvariantCulture)));
        await session.ExecuteAsync("INSERT INTO meta (key, value) VALUES ('fleet_id', @id) ON CONFLICT (key) DO NOTHING", ("id", Guid.NewGuid().ToString("D")));
        return new(Guid.Parse((await MetaAsync(session, "fleet_id"))!), newest);
    }

    private static async Task<int> VersionAsync(SqlSession session)
        => int.Parse(await MetaAsync(session, "schema_version") ?? "0", CultureInfo.InvariantCulture);

    private static Task<string?> MetaAsync(SqlSession session, string key)
        => session.FirstAsync("SELECT value FROM meta WHERE key = @key", row => row.Text(0), ("key", key));
}
