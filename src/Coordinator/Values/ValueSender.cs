using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Logging;
using StoreUnavailableException = Fleet.Artifacts.StoreUnavailableException;

namespace Fleet.Coordinator.Values;

/// <summary>
/// Puts the values that orders name into the artifact store before the orders are sent. An order whose values cannot be stored is dropped: the worker's beats show that it has not come, and it is sent
/// again. When that has gone on for long its tasks are ended with the reason, as a worker would that cannot fetch them.
/// </summary>
internal sealed partial class ValueSender : IMessageSender, IDisposable
{
    // One value of the largest size is in memory at a time.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly IMessageSender _inner;
    private readonly IFleetStore _store;
    private readonly ValueCalls? _calls;
    private readonly ValuePatience _patience;
    private readonly Action<WorkerReport> _tells;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="inner">Sends.</param>
    /// <param name="store">Has the values.</param>
    /// <param name="artifacts">Where workers find them; null: there is no such store.</param>
    /// <param name="patience">How long a store is asked again.</param>
    /// <param name="tells">Takes what is told of tasks that wait, as if their worker told it, which does not know of them.</param>
    /// <param name="time">Time.</param>
    /// <param name="logger">Says what waits.</param>
    public ValueSender(IMessageSender inner, IFleetStore store, IArtifactStore? artifacts, TimeSpan patience, Action<WorkerReport> tells, TimeProvider time, ILogger logger)
    {
        (_inner, _store, _tells, _time, _logger) = (inner, store, tells, time, logger);
        _calls = artifacts is null ? null : new ValueCalls(artifacts, time);
        _patience = new ValuePatience(patience, time);
    }

    private static ReadOnlySpan<byte> Named => "\"storedValues\":["u8;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        if (_calls is null || row.Kind != MessageKinds.Orders || row.Body.Span.IndexOf(Named) < 0)
            return await _inner.SendAsync(row, cancellationToken).ConfigureAwait(false);
        var orders = JsonSerializer.Deserialize(row.Body.Span, WireJson.Default.WorkerOrders)!;
        // Null where the message has none, which the compiler cannot know.
        TaskReady[] waiting = [.. ((IReadOnlyList<TaskReady>?)orders.Ready ?? []).Where(task => task.StoredValues is { Count: > 0 })];
        foreach (var task in waiting) _patience.Begin(task.Stamp, row.MessageId);
        try
        {
            foreach (var task in waiting)
                foreach (var value in task.StoredValues!) await StoreAsync(_calls, task.Stamp.Workflow, value, problem => Tell(row, orders, waiting, problem), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException error)
        {
            Tell(row, orders, waiting, error.Message);
            End(row, orders, waiting, error.Message);
            return SendResult.Delayed;
        }

        foreach (var task in waiting) _patience.End(task.Stamp);
        return await _inner.SendAsync(row, cancellationToken).ConfigureAwait(false);
    }

    private async Task StoreAsync(ValueCalls calls, Guid workflow, ValueReference value, Action<string> tell, CancellationToken cancellationToken)
    {
        await EnterAsync(calls, cancellationToken).ConfigureAwait(false);
        try
        {
            await calls.AskAsync((values, token) => PutAsync(values, workflow, value, token), tell, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException error)
        {
            LogWaits(_logger, value.Sha256, workflow, error.Message);
            throw;
        }
        catch (ArtifactRefusedException error)
        {
            // Its worker will say so.
            LogRefused(_logger, value.Sha256, workflow, error.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Who waits behind a call that a store does not answer has the same to tell.
    private async Task EnterAsync(ValueCalls calls, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var late = new CancellationTokenSource(ValueCalls.Look, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            try
            {
                await _turn.WaitAsync(either.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (calls.Problem is { } problem) throw new StoreUnavailableException(problem);
            }
        }
    }

    private async Task<bool> PutAsync(ValueStore values, Guid workflow, ValueReference value, CancellationToken cancellationToken)
    {
        // Of a deleted workflow none is left, and nobody waits for it.
        if (!await values.HasAsync(workflow, new ContentDigest(value.Sha256, value.Bytes), cancellationToken).ConfigureAwait(false) && await _store.FindValueAsync(workflow, value.Sha256, cancellationToken).ConfigureAwait(false) is { } content)
            await values.PutAsync(workflow, content, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Tell(OutboxRow row, WorkerOrders orders, TaskReady[] tasks, string problem) => _tells(new WorkerReport
    {
        WorkerId = row.Destination,
        Session = orders.Session,
        Progress = [.. tasks.Select(task => new TaskProgress { Stamp = task.Stamp, Stage = TaskStage.Queued, Message = $"waiting for the artifact store: {problem}" })],
    });

    // Only a task that beats have brought again: its worker has none of it.
    private void End(OutboxRow row, WorkerOrders orders, TaskReady[] tasks, string problem)
    {
        TaskReady[] over = [.. tasks.Where(task => _patience.IsOver(task.Stamp, row.MessageId))];
        if (over.Length == 0) return;
        var message = $"a large value that the task is given cannot be put into the artifact store: {_patience.Sentence(problem)}";
        _tells(new WorkerReport { WorkerId = row.Destination, Session = orders.Session, Finished = [.. over.Select(task => new TaskFinished { Stamp = task.Stamp, End = TaskEnd.Refused, Message = message, FinishedAt = _time.GetUtcNow() })] });
        foreach (var task in over) _patience.End(task.Stamp);
    }

    [LoggerMessage(1, LogLevel.Warning, "The value {Sha256} of workflow {Workflow} is not in the artifact store yet; a task that needs it waits: {Error}")]
    private static partial void LogWaits(ILogger logger, string sha256, Guid workflow, string error);

    [LoggerMessage(2, LogLevel.Warning, "The value {Sha256} of workflow {Workflow} cannot be put into the artifact store; a task that needs it will fail: {Error}")]
    private static partial void LogRefused(ILogger logger, string sha256, Guid workflow, string error);
}
