using Npgsql;

namespace Fleet.Coordinator.Storage.Postgres;

/// <summary>PostgreSQL's error classes (postgresql.org/docs/current/errcodes-appendix.html) as sentences.</summary>
internal static class PostgresErrors
{
    /// <summary>The sentence for an error of the server, the way to it or its resources; null: it is an error of the statement.</summary>
    public static StoreUnavailableException? Unavailable(NpgsqlException error, string database)
    {
        var (fault, remedy) = error is PostgresException { SqlState: var state } ? OfState(state) : ("it cannot be reached, or did not answer", "check host, port and network");
        return fault is null ? null : new($"The store {database} is unavailable: {fault}. What to do: {remedy}. ({error.Message})", error);
    }

    private static (string? Fault, string? Remedy) OfState(string state) => state switch
    {
        ['2', '8', ..] => ("it refused the user or the password", "check user and password"),
        "3D000" => ("the database does not exist", "create it; Fleet makes its own tables"),
        "42501" => ("the user lacks a right", "grant CREATE on the database, or on the schema that the search path names"),
        "53100" => ("its disk is full", "make room; nothing that was committed is lost"),
        "53300" => ("it has no free connection", "raise max_connections, or lower 'Maximum Pool Size'"),
        "25006" => ("it is read-only", "name the primary server, not a replica"),
        ['5', '3', ..] or ['5', '8', ..] => ("it lacks resources or its disk fails", "see the server's log"),
        ['0', '8', ..] => ("the connection broke", "see the server's log"),
        ['5', '7', ..] => ("it is shutting down, starting, or ended the statement", "wait until it is back"),
        ['4', '0', ..] => ("it rolled the transaction back because of another one", "nothing: it is tried again"),
        ['5', '5', ..] => ("a lock was held for too long", "find the long transaction in pg_stat_activity"),
        _ => (null, null),
    };
}
