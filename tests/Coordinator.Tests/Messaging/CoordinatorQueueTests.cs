using Fleet.Contracts;
using Fleet.Coordinator.Runs;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class CoordinatorQueueOn4() : CoordinatorQueueTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class CoordinatorQueueOn310() : CoordinatorQueueTests("FLEET_TEST_AMQP_310");

/// <summary>What workers send to <c>fleet.coordinator</c>: it is taken in together, and goes to the next leader when it was not decided.</summary>
public abstract class CoordinatorQueueTests(string variable) : BrokerTest(variable)
{
    [Fact]
    public async Task Reports_WaitingForACommit_AreHandledTogether()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        for (var i = 0; i < 250; i++) await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = i });

        var waiting = new List<FakeInbox.Received>();
        for (var i = 0; i < 250; i++) waiting.Add(await WithinAsync(inbox.NextAsync()));
        waiting.ForEach(received => received.Decided.SetResult());

        Assert.Equal(250, waiting.Select(received => ((WorkerBeat)received.Message).Number).Distinct().Count());
    }

    [Fact]
    public async Task Messages_NotDecidedWhenTheLeadEnds_GoToTheNextLeader()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        var inbox = new FakeInbox();
        var consuming = await first.Transport.ConsumeAsync(inbox, Token);
        for (var i = 0; i < 20; i++) await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = i });
        for (var i = 0; i < 20; i++) await inbox.NextAsync();

        await WithinAsync(consuming.DisposeAsync().AsTask());

        var next = new FakeInbox { Commit = true };
        await using var taken = await second.Transport.ConsumeAsync(next, Token);
        var numbers = new HashSet<long>();
        while (numbers.Count < 20) numbers.Add(((WorkerBeat)(await next.NextAsync()).Message).Number);
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        Assert.Empty(Warnings.Entries);
    }

    [Fact]
    public async Task Message_WhoseWorkLosesTheLead_GoesToTheNextLeader()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = 7 });

        (await inbox.NextAsync()).Decided.SetException(new NotLeadingException("fleet"));
        await WithinAsync(consuming.DisposeAsync().AsTask());

        Assert.False(inbox.HasMore);
        var next = new FakeInbox { Commit = true };
        await using var taken = await process.Transport.ConsumeAsync(next, Token);
        Assert.Equal(7, ((WorkerBeat)(await next.NextAsync()).Message).Number);
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
        Assert.Empty(Warnings.Entries);
    }

    [Fact]
    public async Task Message_WhoseWorkIsCancelledWhileTheProcessLeadsOn_ComesAgainAtOnce()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = 7 });

        (await inbox.NextAsync()).Decided.SetException(new OperationCanceledException());

        var again = await inbox.NextAsync();
        Assert.Equal(7, ((WorkerBeat)again.Message).Number);
        again.Decided.SetResult();
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
    }

    [Fact]
    public async Task Consume_AgainAfterTheEnd_Works()
    {
        var process = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var inbox = new FakeInbox { Commit = true };
            var consuming = await WithinAsync(process.Transport.ConsumeAsync(inbox, Token));
            await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = round });
            Assert.Equal(round, ((WorkerBeat)(await inbox.NextAsync()).Message).Number);
            await WithinAsync(consuming.DisposeAsync().AsTask());
        }
    }

    [Fact]
    public async Task Probe_CountsOnlyWhenEverythingBeforeIsDecided()
    {
        var process = await StartAsync();
        var inbox = new FakeInbox();
        await using var consuming = await process.Transport.ConsumeAsync(inbox, Token);
        for (var i = 0; i < 10; i++) await PublishAsync(EntityNames.Coordinator, new WorkerBeat { WorkerId = "w", Session = 1, Number = i });
        await process.Transport.ProbeAsync(new LeaderProbe(4, 2), Token);
        var beats = new List<FakeInbox.Received>();
        for (var i = 0; i < 10; i++) beats.Add(await inbox.NextAsync());
        Assert.All(beats, received => Assert.IsType<WorkerBeat>(received.Message));

        foreach (var beat in beats[1..]) beat.Decided.SetResult();
        Assert.False(inbox.HasMore);
        beats[0].Decided.SetResult();

        Assert.Equal(new LeaderProbe(4, 2), (await inbox.NextAsync()).Message);
    }
}
