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
    /// <param name="Query">Which workflows; names compare exactly.</param>
    /// <param name="ResourceVersion">Only what is newer; null or 0: everything that matches first.</param>
    /// <param name="WithNodes">Whether the objects need their nodes.</param>
    public sealed record Conditions(WorkflowQuery Query, string? ResourceVersion, bool WithNodes = true);

    /// <summary>Opens a watch; what is wrong with it is said before anything is sent.</summary>
    /// <returns>Changes, until the token is cancelled.</returns>
    /// <exception cref="ApiException">400: the version is no number; 429: it is too old, or of another store: list anew and watch from there.</exception>
    public async Task<IAsyncEnumerable<WorkflowEventReply>> OpenAsync(Conditions conditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        if (conditions.ResourceVersion is null or "" or "0")
            return FromNowAsync(conditions, cancellationToken);
        if (!long.TryParse(conditions.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw ApiException.Invalid($"resourceVersion '{conditions.ResourceVersion}' is not a number");
        var now = (await store.ListAsync(new WorkflowQuery { Limit = 1 }, cancellationToken).ConfigureAwait(false)).Version;
        if (version > now || (await store.ChangesAsync(version, 1, cancellationToken).ConfigureAwait(false)).Expired)
            throw TooOld(version);
        return FollowAsync(conditions, new WatchMemory(conditions.Query, version, knowsEarlier: true), version, cancellationToken);
    }

    private static ApiException TooOld(long version) => new(429, 8, $"resourceVersion {version} is too old, or not of this store: list anew, and watch from the list's resourceVersion");

    private async IAsyncEnumerable<WorkflowEventReply> FromNowAsync(Conditions conditions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(conditions.Query, cancellationToken).ConfigureAwait(false);
        var memory = new WatchMemory(conditions.Query, page.Version, knowsEarlier: false);
        foreach (var summary in Enumerable.Reverse(page.Items))
        {
            if (await DocumentAsync(summary, conditions, cancellationToken).ConfigureAwait(false) is not { } document)
                continue;
            memory.Told(summary.Uid);
            yield return new WorkflowEventReply("ADDED", document);
        }

        await foreach (var change in FollowAsync(conditions, memory, page.Version, cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    private async IAsyncEnumerable<WorkflowEventReply> FollowAsync(
        Conditions conditions, WatchMemory memory, long version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = changes.Subscribe();
        Task? news = null;
        while (true)
        {
            var page = await store.ChangesAsync(version, Batch, cancellationToken).ConfigureAwait(false);
            if (page.Expired)
                throw TooOld(version);
            foreach (var change in page.Items)
            {
                if (await EventAsync(change, conditions, memory, cancellationToken).ConfigureAwait(false) is { } reply)
                    yield return reply;
            }

            version = page.Version;
            if (page.Items.Count == Batch)
                continue;
            news ??= subscription.NextAsync(cancellationToken).AsTask();
            if (await HasComeAsync(news, cancellationToken).ConfigureAwait(false))
                news = null;
        }
    }

    private async Task<WorkflowEventReply?> EventAsync(WorkflowChange change, Conditions conditions, WatchMemory memory, CancellationToken cancellationToken)
    {
        if (memory.TypeOf(change) is not { } type)
            return null;
        if (type == "DELETED")
            return new WorkflowEventReply(type, documents.Row(change.Summary));
        return await DocumentAsync(change.Summary, conditions, cancellationToken).ConfigureAwait(false) is { } document ? new WorkflowEventReply(type, document) : null;
    }

    private async Task<JsonElement?> DocumentAsync(WorkflowSummary summary, Conditions conditions, CancellationToken cancellationToken)
    {
        if (!conditions.WithNodes)
            return documents.Row(summary);
        // Deleted since the list was read: its tombstone follows.
        return await store.LoadShownAsync(summary.Uid, cancellationToken).ConfigureAwait(false) is { } stored ? documents.Full(stored) : null;
    }

    /// <returns>False: nothing was told, but another process may have changed something.</returns>
    private async Task<bool> HasComeAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(Poll, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
