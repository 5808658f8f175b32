using Fleet.Workflows.Dispatch;

namespace Fleet.Workflows.Tests.Dispatch;

/// <summary>Tasks of a workflow that mount the same volume claim run on one engine.</summary>
public sealed class ClaimPlacementTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly Guid One = Guid.Parse("6d1f5b1e-0d0c-4a5e-8f55-3f8f3a5c2b01");
    private static readonly Guid Other = Guid.Parse("6d1f5b1e-0d0c-4a5e-8f55-3f8f3a5c2b02");

    [Fact]
    public void FirstTask_DecidesForAllThatWait_AndTheOthersSayWhy()
    {
        var dispatcher = new Dispatcher(1);
        Connect(dispatcher, "a", 2);
        Connect(dispatcher, "b", 1);
        for (var task = 1; task <= 4; task++)
            Ready(dispatcher, One, task, "work");
        Ready(dispatcher, Other, 1, "work");
        dispatcher.Assign(Now);

        Assert.Equal(["a", "a", null, null], Workers(dispatcher, One, 1, 2, 3, 4));
        Assert.Equal("b", dispatcher.Find(new TaskKey(Other, 1))!.WorkerId);
        Assert.Equal("it must run on host host-a, where its volume claim 'work' lies: no free slot in pool 'default': 2 of 2 in use", dispatcher.WaitingReason(new TaskKey(One, 3), Now));
    }

    [Fact]
    public void Claims_ThatAreMountedTogether_LieTogether()
    {
        var dispatcher = new Dispatcher(1);
        Ready(dispatcher, One, 1, "x");
        Ready(dispatcher, One, 2, "x", "y");
        Ready(dispatcher, One, 3, "y");
        Connect(dispatcher, "a", 1);
        dispatcher.Assign(Now);
        Connect(dispatcher, "b", 5);
        Ready(dispatcher, One, 4, "y");
        dispatcher.Assign(Now);

        Assert.Equal(["a", null, null, null], Workers(dispatcher, One, 1, 2, 3, 4));
    }

    [Fact]
    public void Place_IsKnownAfterALoad_OfTasksThatRunAndOfThoseThatWait()
    {
        var before = new Dispatcher(1);
        Connect(before, "a", 1);
        Ready(before, One, 1, "work");
        Ready(before, One, 2, "work");
        before.Assign(Now);
        before.StopTask(new TaskKey(One, 1), "no more", Now);
        var changes = before.TakeChanges();
        Assert.Equal("a", before.Find(new TaskKey(One, 1))!.WorkerId);

        // As if the first had ended: the one that waits knows its place by itself.
        var after = Dispatcher.Load(
            2, changes.Tasks.Where(task => task.Key.Ordinal == 2).Select(task => new StoredTask(task.Key, task.Columns!)), [], 1, Now);
        Connect(after, "b", 5);
        Ready(after, One, 3, "work");
        after.Assign(Now);

        Assert.Equal([null, null], Workers(after, One, 2, 3));
        Assert.Equal("it must run on host engine-a, where its volume claim 'work' lies, and no worker there matches", after.WaitingReason(new TaskKey(One, 2), Now));
        Connect(after, "a", 5);
        after.Assign(Now);
        Assert.Equal(["a", "a"], Workers(after, One, 2, 3));
    }

    [Fact]
    public void RemoveClaim_GoesToALiveWorkerOfItsEngine_Once()
    {
        var dispatcher = new Dispatcher(1);
        Connect(dispatcher, "a", 1);
        dispatcher.TakeChanges();

        dispatcher.RemoveClaim("engine-a", "c");
        dispatcher.RemoveClaim("engine-a", "c");
        dispatcher.RemoveClaim("engine-gone", "c");

        var orders = Assert.IsType<Orders>(Assert.Single(dispatcher.TakeChanges().Messages));
        Assert.Equal(("a", "c"), (orders.WorkerId, Assert.Single(orders.RemoveClaims)));
    }

    private static string?[] Workers(Dispatcher dispatcher, Guid workflow, params int[] tasks) => [.. tasks.Select(task => dispatcher.Find(new TaskKey(workflow, task))!.WorkerId)];

    private static void Ready(Dispatcher dispatcher, Guid workflow, int ordinal, params string[] claims) => dispatcher.TaskReady(new TaskKey(workflow, ordinal), new TaskNeeds { Claims = claims }, Now);

    private static void Connect(Dispatcher dispatcher, string id, int slots)
    {
        dispatcher.OnHello(new Hello { WorkerId = id, Boot = Guid.NewGuid(), Number = 1, Engine = "engine-" + id, HostName = "host-" + id, Slots = slots, Cpu = 4, Memory = 1 << 30 }, Now);
        dispatcher.OnBeat(new Beat { WorkerId = id, Session = dispatcher.Sessions.Single(session => session.Worker.WorkerId == id).Session, Number = 1 }, Now);
    }
}
