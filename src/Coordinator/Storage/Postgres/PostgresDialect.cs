using System.Data.Common;
using Fleet.Coordinator.Storage.Sql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>PostgreSQL: uids are uuids, and without a given clock the database's own judges leases.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    public override string MigrationFolder => "Postgres/Migrations/";

    public override string SchemaExists => "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'";

    /// <summary>621355968000000000 is the number of ticks before 1970.</summary>
    public override string Now => "coalesce(@now::bigint, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000)";

    public override string Contains(string column, string parameter) => $"strpos({column}, {parameter}) > 0";

    public override object Parameter(Guid uid) => uid;

    public override Guid ReadGuid(DbDataReader reader, int column) => reader.GetGuid(column);
}
