using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>
/// Watches with Kubernetes' semantics: without a resourceVersion (or with 0) first ADDED for all that match now, then changes, coalesced to the latest state; an object that no
/// longer matches comes as DELETED. What changed is read from the store, so that a watch on a standby, or beside another process, works too.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="changes">Signals of this process's own commits.</param>
/// <param name="documents">Makes the objects.</param>
/// <param name="time">Time for polls.</param>
public sealed class WorkflowWatch(IFleetStore store, IWorkflowChanges changes, IWorkflowDocuments documents, TimeProvider time)
{
    private const int Batch = 200;

    // Commits of another process raise no signal here.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Conditions of a watch.</summary>
    /// <param name="Namespace">Namespace; "" means all.</param>
    /// <param name="Name">One workflow; null: all.</param>
    /// <param name="Labels">Label conditions.</param>
    /// <param name="ResourceVersion">Only what is newer; null or 0: everything that matches first.</param>
    /// <param name="WithNodes">Whether the objects need their nodes.</param>
    public sealed record Conditions(string Namespace, string? Name, IReadOnlyList<LabelCondition> Labels, string? ResourceVersion, bool WithNodes = true);

    /// <summary>Sends changes until the token is cancelled.</summary>
    public async IAsyncEnumerable<WorkflowEventReply> WatchAsync(Conditions conditions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        using var subscription = changes.Subscribe();
        var known = new HashSet<Guid>();
        var version = 0L;
        if (string.IsNullOrEmpty(conditions.ResourceVersion) || conditions.ResourceVersion == "0")
        {
            var page = await store.ListAsync(Query(conditions), cancellationToken).ConfigureAwait(false);
            version = page.Version;
            foreach (var summary in Enumerable.Reverse(page.Items))
            {
                if (await DocumentAsync(summary, conditions, cancellationToken).ConfigureAwait(false) is not { } document)
                    continue;
                known.Add(summary.Uid);
                yield return new WorkflowEventReply("ADDED", document);
            }
        }
        else if (!long.TryParse(conditions.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out version))
        {
            throw ApiException.Invalid($"resourceVersion '{conditions.ResourceVersion}' is not a number");
        }

        while (true)
        {
            var page = await store.ChangesAsync(version, Batch, cancellationToken).ConfigureAwait(false);
            foreach (var change in page.Items)
            {
                if (await EventAsync(change, conditions, known, cancellationToken).ConfigureAwait(false) is { } reply)
                    yield return reply;
            }

            version = page.Version;
            if (page.Items.Count < Batch)
                await WaitAsync(subscription, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<WorkflowEventReply?> EventAsync(WorkflowChange change, Conditions conditions, HashSet<Guid> known, CancellationToken cancellationToken)
    {
        var summary = change.Summary;
        if (!Matches(summary, conditions) || change.Deleted)
        {
            var wasKnown = known.Remove(summary.Uid) || (change.Deleted && Matches(summary, conditions));
            return wasKnown ? new WorkflowEventReply("DELETED", documents.Row(summary)) : null;
        }

        var isNew = known.Add(summary.Uid) && (conditions.ResourceVersion is null or "" or "0" || summary.StartedAt is null);
        return await DocumentAsync(summary, conditions, cancellationToken).ConfigureAwait(false) is { } document
            ? new WorkflowEventReply(isNew ? "ADDED" : "MODIFIED", document)
            : null;
    }

    private async Task<JsonElement?> DocumentAsync(WorkflowSummary summary, Conditions conditions, CancellationToken cancellationToken)
    {
        if (!conditions.WithNodes)
            return documents.Row(summary);
        // Deleted since the list was read: its tombstone follows.
        return await store.LoadAsync(summary.Uid, cancellationToken).ConfigureAwait(false) is { } stored ? documents.Full(stored) : null;
    }

    private async Task WaitAsync(IWorkflowSubscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            await subscription.NextAsync(cancellationToken).AsTask().WaitAsync(Poll, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Look for changes of other processes.
        }
    }

    private static bool Matches(WorkflowSummary summary, Conditions conditions) =>
        (conditions.Namespace.Length == 0 || summary.Namespace == conditions.Namespace) && (conditions.Name is null || summary.Name == conditions.Name) && LabelsMatch(summary, conditions.Labels);

    private static bool LabelsMatch(WorkflowSummary summary, IReadOnlyList<LabelCondition> conditions)
    {
        if (conditions.Count == 0)
            return true;
        var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(summary.LabelsJson)!;
        return conditions.All(condition => condition.Operator switch
        {
            LabelOperator.Exists => labels.ContainsKey(condition.Key),
            LabelOperator.DoesNotExist => !labels.ContainsKey(condition.Key),
            LabelOperator.In => labels.TryGetValue(condition.Key, out var value) && condition.Values.Contains(value),
            _ => !labels.TryGetValue(condition.Key, out var value) || !condition.Values.Contains(value),
        });
    }

    private static WorkflowQuery Query(Conditions conditions) =>
        new() { Namespace = conditions.Namespace.Length == 0 ? null : conditions.Namespace, Name = conditions.Name, Labels = conditions.Labels };
}
