using Fleet.Workflows.Dispatch;

namespace Fleet.Workflows.Tests.Dispatch;

/// <summary>Tasks with Secrets go to workers that can open them.</summary>
public sealed class SecretPlacementTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly TaskKey Task = new(Guid.Parse("6d1f5b1e-0d0c-4a5e-8f55-3f8f3a5c2b01"), 2);

    [Fact]
    public void Task_WithSecrets_WaitsForAWorkerWithTheKeys_AndSaysWhich()
    {
        var dispatcher = new Dispatcher(1);
        Connect(dispatcher, "w1");
        dispatcher.TaskReady(Task, new TaskNeeds { SecretKeys = ["aa", "bb"] }, Now);
        dispatcher.Assign(Now);
        Assert.EndsWith("sealed with the secret key aa and bb, and no worker that fits has it: FLEET_SECRET_KEY_FILE (--secret-key-file) or FLEET_SECRET_KEY; w1 has none", dispatcher.WaitingReason(Task, Now), StringComparison.Ordinal);

        Connect(dispatcher, "w2", "bb");
        Connect(dispatcher, "w3", "bb", "cc", "aa");
        dispatcher.Assign(Now);

        Assert.Equal("w3", dispatcher.Find(Task)!.WorkerId);
    }

    [Fact]
    public void Worker_ThatBeginsAgainWithTheKey_GetsWhatWaits_AfterALoadToo()
    {
        var before = new Dispatcher(1);
        var session = Connect(before, "w1");
        before.TaskReady(Task, new TaskNeeds { SecretKeys = ["aa"] }, Now);
        before.Assign(Now);
        var changes = before.TakeChanges();

        var after = Dispatcher.Load(2, changes.Tasks.Select(task => new StoredTask(task.Key, task.Columns!)), changes.Sessions.Select(change => change.Columns!), session, Now);
        after.Assign(Now);
        Assert.Null(after.Find(Task)!.WorkerId);
        Beat(after, "w1", session, 2, "aa");
        after.Assign(Now);

        Assert.Equal("w1", after.Find(Task)!.WorkerId);
    }

    private static long Connect(Dispatcher dispatcher, string id, params string[] keys)
    {
        dispatcher.OnHello(new Hello { WorkerId = id, Boot = Guid.NewGuid(), Number = 1, Engine = "engine-" + id, HostName = "host", Slots = 2, Cpu = 4, Memory = 1 << 30 }, Now);
        var session = dispatcher.Sessions.Single(session => session.Worker.WorkerId == id).Session;
        Beat(dispatcher, id, session, 1, keys);
        return session;
    }

    private static void Beat(Dispatcher dispatcher, string id, long session, long number, params string[] keys) =>
        dispatcher.OnBeat(new Beat { WorkerId = id, Session = session, Number = number, SecretKeys = keys }, Now);
}
