namespace Fleet.Coordinator.Storage;

/// <summary>The database has a newer schema than this program knows.</summary>
/// <param name="database">Which database.</param>
/// <param name="found">Its schema.</param>
/// <param name="known">The newest schema this program knows.</param>
public sealed class StoreSchemaException(string database, int found, int known) : Exception(
    $"The store {database} has schema {found}, but this version of Fleet knows schemas up to {known}: a newer Fleet has opened it. "
    + "Run that version, or restore a copy that was made before the upgrade.")
{
    /// <summary>Schema of the database.</summary>
    public int Found { get; } = found;

    /// <summary>Newest schema this program knows.</summary>
    public int Known { get; } = known;
}
