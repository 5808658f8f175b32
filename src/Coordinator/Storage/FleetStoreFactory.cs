using Fleet.Coordinator.Storage.Sqlite;

namespace Fleet.Coordinator.Storage;

/// <summary>Makes a store of a connection text.</summary>
public static class FleetStoreFactory
{
    /// <summary>A file path or <c>sqlite:PATH</c> is SQLite; <c>postgres://user:password@host:port/database</c> or Npgsql's <c>Host=...;</c> form is PostgreSQL.</summary>
    /// <param name="connection">The text.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static IFleetStore Create(string connection, FleetStoreOptions? options = null)
    {
        options ??= new FleetStoreOptions();
        if (string.IsNullOrWhiteSpace(connection))
            throw new FormatException("The store (FLEET_STORE) is empty: give a file path for SQLite, or postgres://user:password@host/database.");
        if (connection.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
            return new SqliteFleetStore(connection["sqlite:".Length..], options);
        if (connection.Contains("://", StringComparison.Ordinal) || connection.Contains("Host=", StringComparison.OrdinalIgnoreCase))
            throw new FormatException("The store (FLEET_STORE) names a database that this version does not know: give a file path for SQLite.");
        return new SqliteFleetStore(connection, options);
    }
}
