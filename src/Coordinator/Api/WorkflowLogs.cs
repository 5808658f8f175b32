using System.Globalization;
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
        var pods = 0;
        var lines = reader.ReadAsync(uid, query, follow ? IsDoneAsync : null, cancellationToken, subscription, () => string.IsNullOrEmpty(query.PodName) ? pods : Math.Min(pods, 1));
        await foreach (var entry in lines.ConfigureAwait(false))
            yield return entry;

        async Task<bool> IsDoneAsync(CancellationToken token)
        {
            var workflow = await store.FindAsync(uid, token).ConfigureAwait(false);
            pods = workflow is null ? 0 : Tasks(workflow.Progress);
            return workflow is not { FinishedAt: null };
        }
    }

    // Of "done/total".
    private static int Tasks(string progress) =>
        int.TryParse(progress.AsSpan(progress.IndexOf('/', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : 0;
}
