using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Logs of a workflow, once or following until it has ended.</summary>
public sealed class WorkflowLogs(LogReader reader, IFleetStore store)
{
    /// <summary>Reads lines, merged by time. Following ends by itself once the workflow has ended and its streams are complete.</summary>
    public IAsyncEnumerable<LogEntry> ReadAsync(Guid uid, LogQuery query, bool follow, CancellationToken cancellationToken) =>
        reader.ReadAsync(uid, query, follow ? token => IsDoneAsync(uid, token) : null, cancellationToken);

    private async Task<bool> IsDoneAsync(Guid uid, CancellationToken cancellationToken) =>
        await store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { FinishedAt: null };
}
