using System.Runtime.CompilerServices;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Logs of a workflow, once or following until it has ended.</summary>
public sealed class WorkflowLogs(LogReader reader, IFleetStore store, IWorkflowChanges changes)
{
    /// <summary>Reads lines, merged by time. Following ends by itself once the workflow has ended and its streams are complete.</summary>
    public async IAsyncEnumerable<LogEntry> ReadAsync(Guid uid, LogQuery query, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = follow ? changes.Subscribe(uid) : null;
        await foreach (var entry in reader.ReadAsync(uid, query, follow ? token => IsDoneAsync(uid, token) : null, cancellationToken, subscription).ConfigureAwait(false))
            yield return entry;
    }

    private async Task<bool> IsDoneAsync(Guid uid, CancellationToken cancellationToken) =>
        await store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not { FinishedAt: null };
}
