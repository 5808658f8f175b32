using System.Collections.Concurrent;
using Fleet.Contracts;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Outbox;

/// <summary>
/// Sends committed outbox rows: rows of one order key one after another, everything else in parallel. What fails is sent again with the same message id until the transport has it;
/// what nobody can receive is dropped (protocol rule 19), and what no broker takes. The loop takes the numbers of sent rows into its next commit.
/// </summary>
internal sealed partial class OutboxSender(IMessageSender sender, TimeProvider time, ILogger<OutboxSender> logger) : IAsyncDisposable
{
    private const int MostAtOnce = 256;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<OutboxRow>> _lanes = [];
    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private readonly ConcurrentQueue<long> _sent = new();
    private readonly CancellationTokenSource _stop = new();
    private int _pending;
    private TaskCompletionSource? _idle;

    /// <summary>Rows that are not sent yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>There are sent rows to strike off.</summary>
    public bool HasSent => !_sent.IsEmpty;

    public void Enqueue(IReadOnlyList<OutboxRow> rows)
    {
        if (rows.Count == 0) return;
        Interlocked.Add(ref _pending, rows.Count);
        foreach (var row in rows)
        {
            if (row.OrderKey.Length == 0) _ = SendAsync(row);
            else if (Line(row)) _ = RunLaneAsync(row.OrderKey);
        }
    }

    /// <summary>Takes the numbers of sent rows; should their commit fail, <see cref="Return"/> them.</summary>
    public List<long> TakeSent()
    {
        var taken = new List<long>();
        while (_sent.TryDequeue(out var sequence)) taken.Add(sequence);
        return taken;
    }

    public void Return(IEnumerable<long> sent)
    {
        foreach (var sequence in sent) _sent.Enqueue(sequence);
    }

    /// <summary>Ends when nothing is left to send.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (Pending == 0) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Puts a row in its lane.</summary>
    /// <returns>True: the lane is new and must be run.</returns>
    private bool Line(OutboxRow row)
    {
        lock (_gate)
        {
            if (_lanes.TryGetValue(row.OrderKey, out var lane))
            {
                lane.Enqueue(row);
                return false;
            }
            _lanes[row.OrderKey] = lane = new Queue<OutboxRow>();
            lane.Enqueue(row);
            return true;
        }
    }

    private async Task RunLaneAsync(string key)
    {
        while (true)
        {
            OutboxRow? row;
            lock (_gate)
            {
                if (!_lanes[key].TryDequeue(out row))
                {
                    _lanes.Remove(key);
                    return;
                }
            }
            if (!await SendAsync(row).ConfigureAwait(false)) return;
        }
    }

    /// <returns>False: the sender was stopped.</returns>
    private async Task<bool> SendAsync(OutboxRow row)
    {
        try
        {
            await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                await SendUntilKnownAsync(row).ConfigureAwait(false);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return false;
        }
        _sent.Enqueue(row.Sequence);
        Done();
        return true;
    }

    private async Task SendUntilKnownAsync(OutboxRow row)
    {
        if (row.Body.Length > MessageLimits.MessageBytes)
        {
            LogTooLarge(logger, row.Kind, row.Destination, row.Body.Length, MessageLimits.MessageBytes);
            return;
        }
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            try
            {
                if (await sender.SendAsync(row, _stop.Token).ConfigureAwait(false) == SendResult.Unroutable) LogUnroutable(logger, row.Kind, row.Destination);
                return;
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                LogFailed(logger, row.Kind, row.Destination, pause.TotalSeconds, error.Message);
                await Task.Delay(pause, time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private void Done()
    {
        if (Interlocked.Decrement(ref _pending) > 0) return;
        TaskCompletionSource? idle;
        lock (_gate)
        {
            if (Pending > 0) return;
            (idle, _idle) = (_idle, null);
        }
        idle?.TrySetResult();
    }

    [LoggerMessage(1, LogLevel.Information, "{Kind} for '{Destination}' was dropped: its queue is not declared. Beats and leases make up for it.")]
    private static partial void LogUnroutable(ILogger logger, string kind, string destination);

    [LoggerMessage(3, LogLevel.Error, "{Kind} for '{Destination}' was dropped: it has {Bytes} bytes, brokers take {Limit}. For an event: the labels of its workflow are too large.")]
    private static partial void LogTooLarge(ILogger logger, string kind, string destination, int bytes, int limit);

    [LoggerMessage(2, LogLevel.Warning, "{Kind} for '{Destination}' could not be sent; again in {Seconds} s: {Error}")]
    private static partial void LogFailed(ILogger logger, string kind, string destination, double seconds, string error);
}
