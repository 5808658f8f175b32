using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Coordinator.Runs;

namespace Fleet.Coordinator.Tests.Messaging;

/// <summary>Takes messages; the test decides when they are committed.</summary>
internal sealed class FakeInbox : ILeaderInbox
{
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    /// <summary>Commits each message at once.</summary>
    public bool Commit { get; init; }

    public Task ReceiveAsync(WorkerHello hello) => Take(hello);

    public Task ReceiveAsync(WorkerBeat beat) => Take(beat);

    public Task ReceiveAsync(WorkerReport report) => Take(report);

    public Task ReceiveAsync(LeaderProbe probe) => Take(probe);

    public void TransportReturned()
    {
    }

    public async Task<Received> NextAsync() => await _received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(BrokerTest.Patience);

    public bool HasMore => _received.Reader.TryPeek(out _);

    private Task Take(object message)
    {
        var received = new Received(message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Commit) received.Decided.SetResult();
        _received.Writer.TryWrite(received);
        return received.Decided.Task;
    }

    internal sealed record Received(object Message, TaskCompletionSource Decided);
}
