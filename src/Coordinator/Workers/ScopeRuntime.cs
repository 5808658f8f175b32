using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;

namespace Fleet.Coordinator.Workers;

/// <summary>On which runtime the tasks of a scope run: what its last worker said of itself, for whoever wants to go on with it.</summary>
public static class ScopeRuntime
{
    /// <summary>Reads it from the scope's sessions.</summary>
    /// <param name="store">The store.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns><c>docker</c>, <c>process</c> or <c>dummy</c>; null: no worker has been there, so nothing was started.</returns>
    public static async Task<string?> FindAsync(IFleetStore store, string scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.SessionsAsync(scope, cancellationToken).ConfigureAwait(false) is [.., var last]
            && new SessionColumns(last.Session, last.WorkerId, last.State, last.Body).ReadWorker().Runtime is { Length: > 0 } runtime ? runtime : null;
    }
}
