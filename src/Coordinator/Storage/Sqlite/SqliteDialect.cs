using System.Data.Common;
using Fleet.Coordinator.Storage.Sql;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>SQLite: uids are blobs, and the clock is always given.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    public override string MigrationFolder => "Sqlite/Migrations/";

    public override string SchemaExists => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'";

    public override string Now => "@now";

    public override string Contains(string column, string parameter) => $"instr({column}, {parameter}) > 0";

    public override object Parameter(Guid uid) => uid.ToByteArray(bigEndian: true);

    public override Guid ReadGuid(DbDataReader reader, int column)
        => new(reader.GetFieldValue<byte[]>(column), bigEndian: true);
}
