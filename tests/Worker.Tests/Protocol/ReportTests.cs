using Fleet.Contracts;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Protocol;

public sealed class ReportTests
{
    private static readonly Guid Boot = Guid.NewGuid();

    private readonly FakeTimeProvider time = new();
    private readonly WorkerProtocol protocol = new(new WorkerIdentity { WorkerId = "w1", Boot = Boot, Engine = "e", HostName = "host-1", Slots = 2, Cpu = 1, Memory = 1, Runtime = "dummy", Version = "1" });

    [Fact]
    public void Report_WhatHappensBeforeItIsTaken_GoesIntoIt_AndIsAskedForOnce()
    {
        var (first, second) = Take();

        Start(first);
        Finish(first);
        Start(second);

        Assert.Single(protocol.TakeActions().OfType<ReportWaits>());
        var report = Assert.IsType<OutgoingReport>(protocol.TakeReport(Moment.Now(time))).Message;
        Assert.Equal([first.Stamp, second.Stamp], report.Started.Select(item => item.Stamp));
        Assert.Equal([first.Stamp], report.Finished.Select(item => item.Stamp));
    }

    [Fact]
    public void Report_WhileOneIsInFlight_IsAskedForWithItsAnswer()
    {
        var (first, _) = Take();
        Start(first);
        var inFlight = protocol.TakeReport(Moment.Now(time))!;
        protocol.TakeActions();

        Finish(first);
        Assert.Empty(protocol.TakeActions().OfType<ReportWaits>());
        Assert.Null(protocol.TakeReport(Moment.Now(time)));

        protocol.ReportSent(inFlight.Number, confirmed: true, Moment.Now(time));
        Assert.Single(protocol.TakeActions().OfType<ReportWaits>());
        Assert.Equal([first.Stamp], protocol.TakeReport(Moment.Now(time))!.Message.Finished.Select(item => item.Stamp));
    }

    [Fact]
    public void Report_OfASessionThatIsOver_IsNotToBeHad()
    {
        var (first, _) = Take();
        Start(first);

        protocol.OnOver(new SessionOver(7), Moment.Now(time));

        Assert.Null(protocol.TakeReport(Moment.Now(time)));
    }

    private (HeldTask First, HeldTask Second) Take()
    {
        protocol.Begin(Moment.Now(time));
        var hello = protocol.TakeActions().OfType<SendHello>().Single().Message;
        protocol.OnWelcome(new WorkerWelcome { Boot = Boot, Number = hello.Number, Session = 7, FleetId = Guid.NewGuid() }, Moment.Now(time));
        protocol.OnOrders(new WorkerOrders { Session = 7, Ready = [Order(1), Order(2)] }, Moment.Now(time));
        var taken = protocol.TakeActions().OfType<Run>().Select(run => run.Task).ToArray();
        return (taken[0], taken[1]);
    }

    private void Start(HeldTask task) => protocol.Started(task, new TaskStarted { Stamp = task.Stamp, At = time.GetUtcNow(), HostName = "host-1" }, Moment.Now(time));

    private void Finish(HeldTask task) =>
        protocol.Finished(task, new TaskFinished { Stamp = task.Stamp, End = TaskEnd.Exited, FinishedAt = time.GetUtcNow(), HostName = "host-1" }, Moment.Now(time));

    private static TaskReady Order(int ordinal) => new()
    {
        Stamp = new TaskStamp(Guid.NewGuid(), ordinal, 1),
        Issue = ordinal,
        Namespace = "default",
        WorkflowName = "w",
        NodeName = "w",
        PodName = "w",
        Work = new TaskWork { Pod = new PodWork { Containers = [] } },
    };
}
