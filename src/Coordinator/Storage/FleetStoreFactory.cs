using Fleet.Coordinator.Storage.Postgres;
using Fleet.Coordinator.Storage.Sqlite;
using Npgsql;

namespace Fleet.Coordinator.Storage;

/// <summary>Makes a store from what a user wrote.</summary>
public static class FleetStoreFactory
{
    private const string Sqlite = "sqlite:";

    /// <summary>Makes the store; it is opened by <see cref="IFleetStore.OpenAsync"/>.</summary>
    /// <param name="connection">
    /// A file path or <c>sqlite:PATH</c>: SQLite. <c>postgres://user:password@host:port/database</c> (also <c>postgresql://</c>) or Npgsql's
    /// <c>Host=...;Database=...</c>: PostgreSQL.
    /// </param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <exception cref="FormatException">The text names no store; says what would, and never repeats a password.</exception>
    public static IFleetStore Create(string connection, FleetStoreOptions? options = null)
    {
        var text = connection?.Trim() ?? "";
        options ??= new();
        if (text.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase))
            return new SqliteFleetStore(FilePath(text[Sqlite.Length..]), options);
        if (PostgresUri.Matches(text))
            return new PostgresFleetStore(PostgresUri.Parse(text), options);
        if (IsKeyValue(text))
            return new PostgresFleetStore(KeyValues(text), options);
        if (text.Contains("://", StringComparison.Ordinal))
            throw Unknown($"'{text[..text.IndexOf("://", StringComparison.Ordinal)]}' is no kind of store");
        return new SqliteFleetStore(FilePath(text), options);
    }

    private static bool IsKeyValue(string text)
        => text.Split(';').Any(part => part.Split('=', 2) is [var key, _] && key.Trim().ToUpperInvariant() is "HOST" or "SERVER");

    private static NpgsqlConnectionStringBuilder KeyValues(string text)
    {
        try
        {
            return new(text);
        }
        catch (ArgumentException error)
        {
            throw Unknown($"the connection string is malformed ({error.Message})");
        }
    }

    private static string FilePath(string path)
    {
        // sqlite:///var/lib/fleet/fleet.db is the URI form of an absolute path.
        if (path.StartsWith("///", StringComparison.Ordinal))
            path = path[2..];
        if (string.IsNullOrWhiteSpace(path))
            throw Unknown("nothing is named");
        if (path == ":memory:")
            throw Unknown("a store in memory cannot be read beside its writer; name a file");
        if (Directory.Exists(path))
            throw Unknown($"'{path}' is a folder; name a file in it, such as '{Path.Combine(path, "fleet.db")}'");
        return path;
    }

    private static FormatException Unknown(string fault) => new(
        $"The store (FLEET_STORE) cannot be used: {fault}. Give a file path (or sqlite:PATH) for SQLite, "
        + "or postgres://user:password@host:port/database (or Host=...;Database=...) for PostgreSQL.");
}
