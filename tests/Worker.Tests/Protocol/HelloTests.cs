using Fleet.Contracts;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Protocol;

public sealed class HelloTests
{
    private readonly FakeTimeProvider time = new();
    private readonly WorkerProtocol protocol = new(new WorkerIdentity { WorkerId = "w1", Boot = Guid.NewGuid(), Engine = "e", HostName = "host-1", Slots = 1, Cpu = 1, Memory = 1, Runtime = "dummy", Version = "1" });

    [Fact]
    public void Hello_Returned_IsSentAgainWithTheNextTick_AsOftenAsItIsReturned()
    {
        var hello = Begin();

        for (var i = 0; i < 5; i++)
        {
            protocol.HelloReturned(hello.Number);
            hello = Assert.Single(HellosAfter(1));
        }
    }

    [Fact]
    public void Hello_NotReturned_IsRepeatedAfterABeat_ThenLessAndLessOften()
    {
        Begin();

        Assert.Empty(HellosAfter(4));
        Assert.Single(HellosAfter(1));
        Assert.Empty(HellosAfter(9));
        Assert.Single(HellosAfter(1));
    }

    [Fact]
    public void Hello_ReturnedThatIsNotTheLast_ChangesNothing()
    {
        var hello = Begin();

        protocol.HelloReturned(hello.Number - 1);

        Assert.Empty(HellosAfter(4));
    }

    [Fact]
    public void Worker_IsKnown_FromItsFirstConfirmedBeatOn_UntilItsSessionIsOver()
    {
        var hello = Begin();
        protocol.OnWelcome(new WorkerWelcome { Boot = hello.Boot, Number = hello.Number, Session = 7, FleetId = Guid.NewGuid() }, Moment.Now(time));
        protocol.InventoryTaken([], [], [], Moment.Now(time));
        var beat = Assert.Single(protocol.TakeActions().OfType<SendBeat>()).Message;
        Assert.False(protocol.IsKnown);

        protocol.OnOrders(new WorkerOrders { Session = 7, Beat = new BeatConfirmed(7, beat.Number) }, Moment.Now(time));
        Assert.True(protocol.IsKnown);

        protocol.OnOver(new SessionOver(7), Moment.Now(time));
        Assert.False(protocol.IsKnown);
    }

    [Fact]
    public void StoreThatAnswers_IsToldAtOnce_AndTheWorkerIsKnownWhenThatIsConfirmed()
    {
        protocol.ArtifactProblemIs("away", Moment.Now(time));
        var hello = Begin();
        protocol.OnWelcome(new WorkerWelcome { Boot = hello.Boot, Number = hello.Number, Session = 7, FleetId = Guid.NewGuid() }, Moment.Now(time));
        protocol.InventoryTaken([], [], [], Moment.Now(time));
        Assert.Equal("away", Assert.Single(protocol.TakeActions().OfType<SendBeat>()).Message.ArtifactProblem);

        protocol.ArtifactProblemIs(null, Moment.Now(time));
        Confirm(1);
        Assert.False(protocol.IsKnown);
        Assert.Single(protocol.TakeActions().OfType<TakeInventory>());
        protocol.InventoryTaken([], [], [], Moment.Now(time));
        Assert.Null(Assert.Single(protocol.TakeActions().OfType<SendBeat>()).Message.ArtifactProblem);
        Confirm(2);
        Assert.True(protocol.IsKnown);

        // That it is away has time until the next beat.
        protocol.ArtifactProblemIs("away", Moment.Now(time));
        Assert.Empty(protocol.TakeActions());
        Assert.True(protocol.IsKnown);
    }

    private void Confirm(long beat) => protocol.OnOrders(new WorkerOrders { Session = 7, Beat = new BeatConfirmed(7, beat) }, Moment.Now(time));

    private WorkerHello Begin()
    {
        protocol.Begin(Moment.Now(time));
        return Assert.Single(Hellos());
    }

    private WorkerHello[] HellosAfter(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            protocol.Tick(Moment.Now(time));
        }

        return Hellos();
    }

    private WorkerHello[] Hellos() => [.. protocol.TakeActions().OfType<SendHello>().Select(action => action.Message)];
}
