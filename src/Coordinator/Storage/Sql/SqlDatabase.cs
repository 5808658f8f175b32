namespace Fleet.Coordinator.Storage.Sql;

/// <summary>Connections and transactions of one database.</summary>
internal abstract class SqlDatabase : IAsyncDisposable
{
    /// <summary>How to address it in messages; without secrets.</summary>
    public abstract string Name { get; }

    /// <summary>Opens it and prepares what must hold before any transaction.</summary>
    public abstract Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs a piece of reading on one snapshot of committed state, beside other readers and the writer.</summary>
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs a piece of writing in one transaction: committed when it returns, rolled back when it throws.</summary>
    public abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>As <see cref="WriteAsync"/>, with everybody else kept out who migrates the same database.</summary>
    public abstract Task<T> MigrateAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
