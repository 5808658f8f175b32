namespace Fleet.Coordinator.Storage;

/// <summary>Settings of a store.</summary>
public sealed record FleetStoreOptions
{
    /// <summary>Clock that judges leases and ages tombstones; null: SQLite takes the machine's, PostgreSQL the database's own.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How long a deleted workflow leaves a tombstone, so that a watch or a worker that was away learns of it.</summary>
    /// <value>Default seven days.</value>
    public TimeSpan TombstoneRetention { get; init; } = TimeSpan.FromDays(7);
}
