using System.Collections.Concurrent;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>Transport in memory: keeps what the leader sends, brings workers' messages to whoever leads, and redelivers what was not acknowledged.</summary>
internal sealed class FakeBroker : ILeaderTransport, IMessageSender
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeWorker> _workers = [];
    private readonly List<object> _waiting = [];
    private ILeaderInbox? _inbox;

    public ConcurrentQueue<OutboxRow> Events { get; } = [];

    public ConcurrentQueue<(object Message, Exception Error)> Dead { get; } = [];

    /// <summary>Every message to the leader is delivered this often.</summary>
    public int Copies { get; set; } = 1;

    public int Sent;

    public void Add(FakeWorker worker)
    {
        lock (_gate) _workers[worker.Id] = worker;
    }

    public Task<IAsyncDisposable> ConsumeAsync(ILeaderInbox inbox, CancellationToken cancellationToken)
    {
        object[] waiting;
        lock (_gate)
        {
            _inbox = inbox;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (var message in waiting) ToLeader(message);
        return Task.FromResult<IAsyncDisposable>(new Consuming(this, inbox));
    }

    public Task ProbeAsync(LeaderProbe probe, CancellationToken cancellationToken)
    {
        ToLeader(probe);
        return Task.CompletedTask;
    }

    public Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Sent);
        if (row.Kind == MessageKinds.Event)
        {
            Events.Enqueue(row);
            return Task.FromResult(SendResult.Sent);
        }
        FakeWorker? worker;
        lock (_gate) _workers.TryGetValue(row.Destination, out worker);
        if (worker is null) return Task.FromResult(SendResult.Unroutable);
        worker.Receive(row.Kind switch
        {
            MessageKinds.Orders => Read<WorkerOrders>(row),
            MessageKinds.Welcome => Read<WorkerWelcome>(row),
            MessageKinds.Over => Read<SessionOver>(row),
            _ => Read<WorkerDrain>(row),
        });
        return Task.FromResult(SendResult.Sent);
    }

    public void ToLeader(object message)
    {
        for (var copy = 0; copy < Copies; copy++) _ = DeliverAsync(message);
    }

    private async Task DeliverAsync(object message)
    {
        ILeaderInbox? inbox;
        lock (_gate)
        {
            inbox = _inbox;
            if (inbox is null)
            {
                _waiting.Add(message);
                return;
            }
        }
        try
        {
            await (message switch
            {
                WorkerHello hello => inbox.ReceiveAsync(hello),
                WorkerBeat beat => inbox.ReceiveAsync(beat),
                WorkerReport report => inbox.ReceiveAsync(report),
                _ => inbox.ReceiveAsync((LeaderProbe)message),
            });
        }
        catch (Exception error)
        {
            Dead.Enqueue((message, error));
        }
    }

    private static T Read<T>(OutboxRow row) => JsonSerializer.Deserialize<T>(row.Body.Span, JsonSerializerOptions.Web)!;

    private sealed class Consuming(FakeBroker broker, ILeaderInbox inbox) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (broker._gate)
                if (broker._inbox == inbox) broker._inbox = null;
            return ValueTask.CompletedTask;
        }
    }
}
