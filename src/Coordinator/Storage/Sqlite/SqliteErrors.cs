using Microsoft.Data.Sqlite;

namespace Fleet.Coordinator.Storage.Sqlite;

/// <summary>SQLite's result codes (sqlite.org/rescode.html) as sentences.</summary>
internal static class SqliteErrors
{
    private const int ConstraintUnique = 2067;
    private const int ConstraintPrimaryKey = 1555;

    /// <summary>A unique or primary key was broken.</summary>
    public static bool IsDuplicate(SqliteException error) => error.SqliteExtendedErrorCode is ConstraintUnique or ConstraintPrimaryKey;

    /// <summary>The sentence for an error of the file or its folder; null: it is an error of the statement.</summary>
    public static StoreUnavailableException? Unavailable(SqliteException error, string file)
    {
        var (fault, remedy) = error.SqliteErrorCode switch
        {
            5 or 6 => ("it stayed locked by another process for too long", "find out who holds it (fuser), or wait"),
            8 => ("it cannot be written", "check the rights of the file and of its folder"),
            10 => ("reading or writing failed", "check the disk and the kernel's log"),
            11 => ("it is damaged", "restore a backup; '.recover' of the sqlite3 shell saves what can be read"),
            13 => ("the disk is full", "make room; nothing that was committed is lost"),
            14 => ("it cannot be opened", "check that the folder exists and may be written"),
            26 => ("it is not a SQLite database", "name another file"),
            _ => (null, null),
        };
        return fault is null
            ? null
            : new($"The store {file} is unavailable: {fault}. What to do: {remedy}. (SQLite {error.SqliteExtendedErrorCode}: {error.Message})", error);
    }
}
