using System.Runtime.CompilerServices;
using Fleet.Coordinator.Api.Downloads;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Logs of a workflow, once or following until it has ended; archived ones where retention has removed those that were kept.</summary>
public sealed class WorkflowLogs(LogReader reader, IFleetStore store, IWorkflowChanges changes, ArtifactDownloads downloads)
{
    private const string Removed = "[fleet: logs of this workflow were removed by retention (FLEET_LOG_AGE, FLEET_LOG_SPACE); archiveLogs keeps them in the artifact store]";

    /// <summary>Reads lines, merged by time. Following ends by itself once the workflow has ended and its streams are complete.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="query">Which lines. A pod may be named as Argo names it, or by the id, name or display name of its node.</param>
    /// <param name="follow">Go on until it has ended.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<LogEntry> ReadAsync(WorkflowSummary workflow, LogQuery query, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(query);
        var uid = workflow.Uid;
        using var subscription = follow ? changes.Subscribe(uid) : null;
        // A follower is shown at once what there is; where there is nothing yet, it may be on its way, and neither removed nor kept elsewhere.
        if (!follow || (workflow.FinishedAt is not null && !reader.Knows(uid)))
            await reader.ArrivedAsync(uid, await KnownAsync(cancellationToken).ConfigureAwait(false), workflow.FinishedAt, follow, cancellationToken).ConfigureAwait(false);
        query = query with { CommonLabels = new Dictionary<string, string> { ["workflows.argoproj.io/workflow"] = workflow.Name } };
        if (!string.IsNullOrEmpty(query.PodName) && !reader.Knows(uid, query.PodName))
            query = await LogPods.ResolveAsync(store, uid, query, cancellationToken).ConfigureAwait(false);
        // It may have been retried since: what it has written then is here.
        var isAway = workflow.FinishedAt is not null && !reader.Knows(uid);
        if (isAway || reader.HasRetired(uid))
        {
            var container = string.IsNullOrEmpty(query.Container) ? "main" : query.Container;
            var archived = await downloads.ArchivedLogsAsync(workflow, container, cancellationToken).ConfigureAwait(false);
            await foreach (var entry in ArchivedLogs.ReadAsync(workflow, archived, query, pod => !reader.Knows(uid, pod), cancellationToken).ConfigureAwait(false))
                yield return entry;
            if (archived.Count == 0 && reader.HasRetired(uid, container) && (string.IsNullOrEmpty(query.PodName) || !reader.Knows(uid, query.PodName)))
                yield return new LogEntry(string.IsNullOrEmpty(query.PodName) ? workflow.Name : query.PodName, 0, Removed);
            if (isAway)
                yield break;
        }

        await foreach (var entry in reader.ReadAsync(uid, query, follow ? IsDoneAsync : null, cancellationToken, subscription, KnownAsync).ConfigureAwait(false))
            yield return entry;

        async Task<bool> IsDoneAsync(CancellationToken token) => await store.FindAsync(uid, token).ConfigureAwait(false) is not { FinishedAt: null };

        async Task<IReadOnlyList<LogStreamId>> KnownAsync(CancellationToken token) => LogStreams.Of(await store.LogsAsync(uid, token).ConfigureAwait(false));
    }
}
