using System.Collections.Concurrent;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Runs.Children;

/// <summary>
/// Carries out what resource templates ask for, beside the loop: submits, reads and deletes other workflows, and tells the asking node of them for as long as it wants. Each order may come
/// twice (a new leader gives all open ones again): a creation has a key, so that it is done once.
/// </summary>
internal sealed partial class ChildDesk(ChildAccess access, IFleetStore store, IWorkflowChanges changes, Func<RunInput, bool> post, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(Guid Workflow, int Ordinal), (CancellationTokenSource Over, Task Work)> _open = new();
    private readonly CancellationTokenSource _over = new();

    /// <summary>Takes an order. Called by the loop: quick, and without failure.</summary>
    public void Take(ChildOrder order)
    {
        var key = (order.Workflow, order.Ordinal);
        if (order.Request is null)
        {
            if (_open.TryRemove(key, out var left)) Leave(left.Over, left.Work);
            return;
        }

        if (_over.IsCancellationRequested || _open.ContainsKey(key)) return;
        var over = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
        _open[key] = (over, Task.Run(() => RunAsync(order, order.Request, over.Token), CancellationToken.None));
    }

    // The source hangs on the term's own until it is disposed of, which must not be before its work has ended.
    private static void Leave(CancellationTokenSource over, Task work)
    {
        over.Cancel();
        _ = work.ContinueWith(static (_, source) => ((CancellationTokenSource)source!).Dispose(), over, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_open.Values.Select(open => open.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (over, _) in _open.Values) over.Dispose();
        _over.Dispose();
    }

    private async Task RunAsync(ChildOrder order, ManageRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await CarryOutAsync(order, request, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (error is NotLeadingException or OperationCanceledException)
            {
                return; // the next leader is asked again
            }
            catch (Exception error)
            {
                LogAgain(logger, order.Workflow, order.Ordinal, error.Message);
            }

            try
            {
                await Task.Delay(StoreRetry, time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task CarryOutAsync(ChildOrder order, ManageRequest request, CancellationToken cancellationToken)
    {
        var (uid, refusal) = await ActAsync(request, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
            Tell(order, new ManageRefused(order.Ordinal, refusal));
        else if (uid is { } child)
            await ObserveAsync(order, child, request.News, cancellationToken).ConfigureAwait(false);
        else
            Tell(order, new WorkflowObserved(order.Ordinal, null));
    }

    /// <returns>The workflow (none after a deletion), or why it cannot be done.</returns>
    private async Task<(Guid? Uid, string? Refusal)> ActAsync(ManageRequest request, CancellationToken cancellationToken)
    {
        if (request.Action == ManageAction.Create) return await CreateAsync(request, cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(request.Name))
            return request.Action == ManageAction.Apply ? await CreateAsync(request, cancellationToken).ConfigureAwait(false) : (null, "resource.manifest has no metadata.name: it says which workflow is meant");
        var found = await store.FindAsync(request.Namespace, request.Name, cancellationToken).ConfigureAwait(false);
        switch (request.Action)
        {
            case ManageAction.Apply:
                return found is null ? await CreateAsync(request, cancellationToken).ConfigureAwait(false) : (found.Uid, null);
            case ManageAction.Delete:
                if (found is not null && await access.Commands.DeleteAsync(found.Uid, cancellationToken).ConfigureAwait(false) is { Outcome: CommandOutcome.Refused } reply) return (null, reply.Message);
                return (null, null);
            default:
                return found is null ? (null, $"workflows.argoproj.io \"{request.Name}\" not found") : (found.Uid, null);
        }
    }

    private async Task<(Guid? Uid, string? Refusal)> CreateAsync(ManageRequest request, CancellationToken cancellationToken)
    {
        var submission = new SubmitWorkflow { Workflow = JsonSerializer.Deserialize<JsonElement>(request.Manifest!), Namespace = request.Namespace };
        var options = new SubmissionOptions { IdempotencyKey = request.Key, Uid = request.Uid, RefuseUnknownFields = true };
        var result = await access.Submissions.SubmitAsync(submission, options, cancellationToken).ConfigureAwait(false);
        if (result.Workflow is { } accepted) return (accepted.Uid, null);
        return (null, "the workflow cannot be submitted: " + string.Join("; ", result.Errors.Select(error => error.Path is null ? error.Message : $"{error.Path}: {error.Message}")));
    }

    private async Task ObserveAsync(ChildOrder order, Guid uid, ManagedNews news, CancellationToken cancellationToken)
    {
        using var subscription = changes.Subscribe(uid);
        string? phase = null;
        for (var first = true; ; first = false)
        {
            var summary = await store.FindAsync(uid, cancellationToken).ConfigureAwait(false);
            if (first || news == ManagedNews.All || summary?.Phase != phase)
                Tell(order, new WorkflowObserved(order.Ordinal, summary is null ? null : await ObjectAsync(uid, cancellationToken).ConfigureAwait(false)));
            if (news == ManagedNews.None || summary is null) return;
            phase = summary.Phase;
            await subscription.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> ObjectAsync(Guid uid, CancellationToken cancellationToken) =>
        await store.LoadAsync(uid, cancellationToken).ConfigureAwait(false) is { } stored
            ? System.Text.Encoding.UTF8.GetString(WorkflowStatusWriter.WriteToBytes(WorkflowState.Load(stored.Record, stored.Nodes)))
            : null;

    private void Tell(ChildOrder order, EngineEvent @event) => post(new ChildNewsInput(order.Workflow, @event));

    [LoggerMessage(1, LogLevel.Warning, "What node {Ordinal} of workflow {Workflow} asks of another workflow could not be done; again in a second: {Error}")]
    private static partial void LogAgain(ILogger logger, Guid workflow, int ordinal, string error);
}
