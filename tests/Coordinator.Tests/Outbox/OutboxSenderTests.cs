using System.Collections.Concurrent;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Outbox;

public sealed class OutboxSenderTests
{
    private static readonly TimeSpan Patience = Hosting.EmbeddedFleet.Patience;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task RowsOfOneKey_AreSentOneAfterAnother_OthersMeanwhile()
    {
        using var transport = new Transport();
        await using var sender = New(transport);
        var blocked = transport.Block(1);

        sender.Enqueue([Row(1, "a"), Row(2, "a"), Row(3, "b"), Row(4, ""), Row(5, "")]);
        await transport.UntilAsync(3, 4, 5);
        Assert.DoesNotContain(2, transport.Sent.Select(row => row.Sequence));
        blocked.SetResult(SendResult.Sent);

        await sender.WhenIdleAsync().WaitAsync(Patience);
        Assert.Equal([1, 2], transport.Sent.Where(row => row.OrderKey == "a").Select(row => row.Sequence));
        Assert.Equal([1, 2, 3, 4, 5], sender.TakeSent().Order());
        Assert.False(sender.HasSent);
    }

    [Fact]
    public async Task FailedSend_IsRepeatedWithTheSameId()
    {
        using var transport = new Transport();
        await using var sender = New(transport);
        var first = transport.Block(1);
        var row = Row(1, "a");
        sender.Enqueue([row, Row(2, "a")]);

        first.SetException(new TimeoutException("no confirm"));
        await AdvanceUntilAsync(() => transport.Tries.Count(seen => seen.Sequence == 1) == 2);

        await sender.WhenIdleAsync().WaitAsync(Patience);
        Assert.Equal([row.MessageId, row.MessageId], transport.Tries.Where(seen => seen.Sequence == 1).Select(seen => seen.MessageId));
        Assert.Equal([1, 2], transport.Sent.Select(seen => seen.Sequence));
    }

    [Fact]
    public async Task UnroutableMessage_IsDropped_AndBlocksNothing()
    {
        using var transport = new Transport();
        await using var sender = New(transport);
        transport.Block(1).SetResult(SendResult.Unroutable);

        sender.Enqueue([Row(1, "w"), Row(2, "w")]);

        await sender.WhenIdleAsync().WaitAsync(Patience);
        Assert.Equal([1, 2], sender.TakeSent().Order());
        Assert.Single(transport.Tries, row => row.Sequence == 1);
    }

    [Fact]
    public async Task MessageThatNoBrokerTakes_IsDropped_AndBlocksNothing()
    {
        using var transport = new Transport();
        await using var sender = New(transport);

        sender.Enqueue([Row(1, "a") with { Body = new byte[MessageLimits.MessageBytes + 1] }, Row(2, "a")]);

        await sender.WhenIdleAsync().WaitAsync(Patience);
        Assert.Equal([1, 2], sender.TakeSent().Order());
        Assert.Equal(2, Assert.Single(transport.Tries).Sequence);
    }

    [Fact]
    public async Task ReturnedNumbers_AreTakenAgain()
    {
        using var transport = new Transport();
        await using var sender = New(transport);
        sender.Enqueue([Row(1, ""), Row(2, "")]);
        await sender.WhenIdleAsync().WaitAsync(Patience);

        sender.Return(sender.TakeSent());

        Assert.Equal([1, 2], sender.TakeSent().Order());
    }

    [Fact]
    public async Task Dispose_StopsRepeating()
    {
        using var transport = new Transport();
        var sender = New(transport);
        transport.Block(1).SetException(new TimeoutException());
        sender.Enqueue([Row(1, "")]);

        await sender.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(sender.HasSent);
        Assert.Equal(1, sender.Pending);
    }

    private OutboxSender New(Transport transport) => new(transport, _time, NullLogger<OutboxSender>.Instance);

    private async Task AdvanceUntilAsync(Func<bool> wish)
    {
        var end = DateTime.UtcNow + Patience;
        while (!wish())
        {
            Assert.True(DateTime.UtcNow < end);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static OutboxRow Row(long sequence, string key) => new(sequence, Guid.NewGuid(), "WorkerOrders", "w", key, default);

    private sealed class Transport : IMessageSender, IDisposable
    {
        private readonly ConcurrentDictionary<long, TaskCompletionSource<SendResult>> _blocks = [];
        private readonly SemaphoreSlim _news = new(0);

        public ConcurrentQueue<OutboxRow> Tries { get; } = [];

        public ConcurrentQueue<OutboxRow> Sent { get; } = [];

        /// <summary>The first send of that row ends as the test says.</summary>
        public TaskCompletionSource<SendResult> Block(long sequence) =>
            _blocks[sequence] = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken)
        {
            Tries.Enqueue(row);
            var result = _blocks.TryRemove(row.Sequence, out var block) ? await block.Task.WaitAsync(cancellationToken) : SendResult.Sent;
            if (result == SendResult.Sent) Sent.Enqueue(row);
            _news.Release();
            return result;
        }

        public void Dispose() => _news.Dispose();

        public async Task UntilAsync(params long[] sequences)
        {
            while (sequences.Except(Sent.Select(row => row.Sequence)).Any()) Assert.True(await _news.WaitAsync(Patience));
        }
    }
}
