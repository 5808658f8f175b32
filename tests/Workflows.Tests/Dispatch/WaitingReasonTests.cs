using Fleet.Workflows.Dispatch;

namespace Fleet.Workflows.Tests.Dispatch;

/// <summary>What a task that waits for a slot is told of those who have them.</summary>
public sealed class WaitingReasonTests
{
    private const string Worker = "w1";
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly Guid Workflow = Guid.Parse("6d1f5b1e-0d0c-4a5e-8f55-3f8f3a5c2b01");

    [Fact]
    public void NoFreeSlot_CountsDaemons_FromWhenTheyAreReady_UntilTheyEnd()
    {
        var dispatcher = new Dispatcher(1);
        dispatcher.OnHello(new Hello { WorkerId = Worker, Boot = Guid.NewGuid(), Number = 1, Engine = "engine", HostName = "host", Slots = 3, Cpu = 4, Memory = 1 << 30 }, Now);
        dispatcher.OnBeat(new Beat { WorkerId = Worker, Session = dispatcher.Sessions[0].Session, Number = 1 }, Now);
        for (var ordinal = 1; ordinal <= 4; ordinal++)
            dispatcher.TaskReady(new TaskKey(Workflow, ordinal), TaskNeeds.None, Now);
        dispatcher.Assign(Now);

        Assert.Equal("no free slot in pool 'default': 3 of 3 in use", Reason(dispatcher));
        Start(dispatcher, 1, daemonReady: false);
        Start(dispatcher, 2, daemonReady: false);
        Start(dispatcher, 3, daemonReady: false);
        Assert.Equal("no free slot in pool 'default': 3 of 3 in use", Reason(dispatcher));

        Start(dispatcher, 1, daemonReady: true);
        Start(dispatcher, 3, daemonReady: true);
        Start(dispatcher, 3, daemonReady: true);

        Assert.Equal("no free slot in pool 'default': 3 of 3 in use, 2 of them by daemons, which keep theirs until their templates are over", Reason(dispatcher));
    }

    private static string? Reason(Dispatcher dispatcher) => dispatcher.WaitingReason(new TaskKey(Workflow, 4), Now);

    private static void Start(Dispatcher dispatcher, int ordinal, bool daemonReady)
    {
        var task = dispatcher.Find(new TaskKey(Workflow, ordinal))!;
        dispatcher.OnReport(new Started(Worker, dispatcher.Sessions[0].Session, new DispatchStamp(Workflow, ordinal, task.Dispatch), Now, "host", null, daemonReady), Now);
    }
}
