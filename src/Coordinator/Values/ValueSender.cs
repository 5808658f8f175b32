using System.Collections.Concurrent;
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
/// again. When the store has been away for long it is sent all the same: the worker cannot read the values either, and its task ends with the reason.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="store">Has the values.</param>
/// <param name="artifacts">Where workers find them; null: there is no such store.</param>
/// <param name="tells">Takes what is told of tasks that wait, as if their worker told it, which does not know of them.</param>
/// <param name="time">Tells how long a store is asked again.</param>
/// <param name="logger">Says what waits.</param>
internal sealed partial class ValueSender(IMessageSender inner, IFleetStore store, IArtifactStore? artifacts, Action<WorkerReport> tells, TimeProvider time, ILogger logger) : IMessageSender, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // One value of the largest size is in memory at a time.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<string, long> _failedSince = new(StringComparer.Ordinal);

    private static ReadOnlySpan<byte> Named => "\"storedValues\":["u8;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        if (row.Kind == MessageKinds.Orders && row.Body.Span.IndexOf(Named) >= 0)
        {
            var orders = JsonSerializer.Deserialize(row.Body.Span, WireJson.Default.WorkerOrders)!;
            // Null where the message has none, which the compiler cannot know.
            foreach (var task in (IReadOnlyList<TaskReady>?)orders.Ready ?? [])
            {
                foreach (var value in task.StoredValues ?? [])
                {
                    var (isReady, problem) = await IsReadyAsync(task.Stamp.Workflow, value, cancellationToken).ConfigureAwait(false);
                    if (isReady)
                        continue;
                    tells(new WorkerReport { WorkerId = row.Destination, Session = orders.Session, Progress = [new TaskProgress { Stamp = task.Stamp, Stage = TaskStage.Queued, Message = $"waiting for the artifact store: {problem}" }] });
                    return SendResult.Delayed;
                }
            }
        }

        return await inner.SendAsync(row, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(bool IsReady, string? Problem)> IsReadyAsync(Guid workflow, ValueReference value, CancellationToken cancellationToken)
    {
        var name = $"{workflow}/{value.Sha256}";
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (artifacts is not null)
                await PutAsync(new ValueStore(artifacts), workflow, value, cancellationToken).ConfigureAwait(false);
            _failedSince.TryRemove(name, out _);
            return (true, null);
        }
        catch (StoreUnavailableException error)
        {
            LogWaits(logger, value.Sha256, workflow, error.Message);
            return (time.GetElapsedTime(_failedSince.GetOrAdd(name, _ => time.GetTimestamp())) > Patience, error.Message);
        }
        catch (ArtifactRefusedException error)
        {
            // Its worker will say so.
            LogWaits(logger, value.Sha256, workflow, error.Message);
            return (true, null);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PutAsync(ValueStore values, Guid workflow, ValueReference value, CancellationToken cancellationToken)
    {
        if (await values.HasAsync(workflow, new ContentDigest(value.Sha256, value.Bytes), cancellationToken).ConfigureAwait(false))
            return;
        // Of a deleted workflow none is left, and nobody waits for it.
        if (await store.FindValueAsync(workflow, value.Sha256, cancellationToken).ConfigureAwait(false) is { } content)
            await values.PutAsync(workflow, content, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Warning, "The value {Sha256} of workflow {Workflow} is not in the artifact store yet; a task that needs it waits: {Error}")]
    private static partial void LogWaits(ILogger logger, string sha256, Guid workflow, string error);
}
