using System.Data.Common;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>The few places where SQLite and PostgreSQL differ in what both sides share: leadership, reading and deleting.</summary>
internal abstract class SqlDialect
{
    /// <summary>Folder of the migrations among the embedded resources.</summary>
    public abstract string MigrationFolder { get; }

    /// <summary>Scalar query: 1 when the schema has been created.</summary>
    public abstract string SchemaExists { get; }

    /// <summary>SQL of the present moment in ticks; may use the parameter <c>@now</c>, see <see cref="SqlSession.Now"/>.</summary>
    public abstract string Now { get; }

    /// <summary>SQL that is true when the text of a column contains that of a parameter.</summary>
    public abstract string Contains(string column, string parameter);

    /// <summary>A uid as the driver wants it.</summary>
    public abstract object Parameter(Guid uid);

    /// <summary>Reads a uid.</summary>
    public abstract Guid ReadGuid(DbDataReader reader, int column);
}
