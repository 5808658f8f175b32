using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// Knows which deliveries of a queue are decided, in delivery order, although they are handled at the same time: the leader's probe counts only when everything that was
/// delivered before it is decided (protocol rule 3). Sees every delivery, also those that cannot be read.
/// </summary>
internal sealed class DeliveryOrder : IFilter<ReceiveContext>
{
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _done = [];
    private readonly List<(ulong Before, TaskCompletionSource Waiter)> _waiters = [];
    private readonly HashSet<string> _retired = [];
    private string? _consumer;
    private ulong _watermark;
    private ulong _local;

    /// <summary>Ends when every delivery before the one of the context is decided.</summary>
    public Task EarlierDecidedAsync(ReceiveContext context)
    {
        lock (_gate)
        {
            var (consumer, tag) = context.GetPayload<Position>();
            if (consumer != _consumer) return Task.FromCanceled(new CancellationToken(canceled: true));
            if (_watermark + 1 >= tag) return Task.CompletedTask;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((tag, waiter));
            return waiter.Task;
        }
    }

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var position = Enter(context);
        context.GetOrAddPayload(() => position);
        try
        {
            await next.Send(context).ConfigureAwait(false);
        }
        finally
        {
            Leave(position);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("deliveryOrder");

    private Position Enter(ReceiveContext context)
    {
        lock (_gate)
        {
            // Tags count from 1 per channel. In memory there are none: deliveries enter in order.
            var (consumer, tag) = context.TryGetPayload<RabbitMqBasicConsumeContext>(out var rabbit) ? (rabbit.ConsumerTag, rabbit.DeliveryTag) : ("", ++_local);
            if (consumer != _consumer && !_retired.Contains(consumer)) Restart(consumer);
            return new Position(consumer, tag);
        }
    }

    private void Leave(Position position)
    {
        lock (_gate)
        {
            if (position.Consumer != _consumer || !_done.Add(position.Tag)) return;
            while (_done.Remove(_watermark + 1)) _watermark++;
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_watermark + 1 < _waiters[i].Before) continue;
                _waiters[i].Waiter.TrySetResult();
                _waiters.RemoveAt(i);
            }
        }
    }

    /// <summary>A new channel: what the old one had is delivered again, an old probe never counts.</summary>
    private void Restart(string consumer)
    {
        if (_consumer is not null) _retired.Add(_consumer);
        _consumer = consumer;
        _watermark = 0;
        _done.Clear();
        foreach (var (_, waiter) in _waiters) waiter.TrySetCanceled();
        _waiters.Clear();
    }

    internal sealed record Position(string Consumer, ulong Tag);
}
