using System.Globalization;
using System.Text;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Large texts of workflows: few, and each for itself, so both databases share their statements.</summary>
internal static class ValueQueries
{
    private const int ShownBytes = 256;

    /// <summary>All of a workflow, oldest first.</summary>
    public static Task<List<StoredValue>> LoadAsync(SqlSession session, Guid workflow)
        => session.ListAsync(
            "SELECT sha256, content FROM workflow_values WHERE workflow = @workflow ORDER BY number",
            row => new StoredValue(row.Text(0), Encoding.UTF8.GetString(row.Bytes(1).Span)),
            ("workflow", workflow));

    /// <summary>All of a workflow, each only with its beginning and its size.</summary>
    public static Task<List<StoredValue>> LoadShownAsync(SqlSession session, Guid workflow)
        => session.ListAsync(
            $"SELECT sha256, substr(content, 1, {ShownBytes}), length(content) FROM workflow_values WHERE workflow = @workflow ORDER BY number",
            row => new StoredValue(row.Text(0), string.Create(CultureInfo.InvariantCulture, $"{Beginning(row.Bytes(1).Span)}... ({row.Long(2)} bytes: too large to be shown here)")),
            ("workflow", workflow));

    /// <summary>One of a workflow, as UTF-8; null: it is not there.</summary>
    public static Task<byte[]?> FindAsync(SqlSession session, Guid workflow, string sha256)
        => session.FirstAsync(
            "SELECT content FROM workflow_values WHERE workflow = @workflow AND sha256 = @sha256",
            row => row.Bytes(0).ToArray(),
            ("workflow", workflow), ("sha256", sha256));

    /// <summary>Writes them; one that is there stays.</summary>
    public static async Task WriteAsync(SqlSession session, IReadOnlyList<ValueRow> rows)
    {
        foreach (var (workflow, number, value) in rows)
        {
            await session.ExecuteAsync(
                "INSERT INTO workflow_values (workflow, sha256, number, content) VALUES (@workflow, @sha256, @number, @content) ON CONFLICT (workflow, sha256) DO NOTHING",
                ("workflow", workflow), ("sha256", value.Sha256), ("number", (long)number), ("content", Encoding.UTF8.GetBytes(value.Text)));
        }
    }

    // The last character may be cut.
    private static string Beginning(ReadOnlySpan<byte> content) => Encoding.UTF8.GetString(content).TrimEnd('\uFFFD');
}
