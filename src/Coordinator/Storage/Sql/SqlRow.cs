using System.Data.Common;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>The row a reader stands on, in the types of the store.</summary>
internal readonly struct SqlRow(DbDataReader reader, SqlDialect dialect)
{
    public long Long(int column) => reader.GetInt64(column);

    public int Int(int column) => reader.GetInt32(column);

    public bool Flag(int column) => reader.GetInt32(column) != 0;

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public Guid Uid(int column) => dialect.ReadGuid(reader, column);

    public Guid? UidOrNull(int column) => reader.IsDBNull(column) ? null : dialect.ReadGuid(reader, column);

    public DateTimeOffset Moment(int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    public DateTimeOffset? MomentOrNull(int column) => reader.IsDBNull(column) ? null : Moment(column);

    public ReadOnlyMemory<byte> Bytes(int column) => reader.IsDBNull(column) ? default(ReadOnlyMemory<byte>) : reader.GetFieldValue<byte[]>(column);
}
