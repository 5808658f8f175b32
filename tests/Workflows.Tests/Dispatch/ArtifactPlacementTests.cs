using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Dispatch;

/// <summary>Tasks with artifacts go to workers that say they reach the artifact store.</summary>
public sealed class ArtifactPlacementTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly Guid Workflow = Guid.Parse("6d1f5b1e-0d0c-4a5e-8f55-3f8f3a5c2b01");
    private static readonly TaskKey Plain = new(Workflow, 1);
    private static readonly TaskKey WithArtifacts = new(Workflow, 2);

    [Fact]
    public void Task_WithArtifacts_WaitsForAWorkerThatReachesTheStore_AndSaysWhy()
    {
        var dispatcher = new Dispatcher(1);
        Connect(dispatcher, "w1", "no answer from the store");
        dispatcher.TaskReady(WithArtifacts, new TaskNeeds { Artifacts = true }, Now);
        dispatcher.TaskReady(Plain, TaskNeeds.None, Now);
        dispatcher.Assign(Now);

        Assert.Equal("w1", dispatcher.Find(Plain)!.WorkerId);
        Assert.Equal("it has artifacts, and no worker that fits reaches the artifact store; w1: no answer from the store", dispatcher.WaitingReason(WithArtifacts, Now));
        Connect(dispatcher, "w2", null);
        dispatcher.Assign(Now);

        Assert.Equal("w2", dispatcher.Find(WithArtifacts)!.WorkerId);
    }

    [Fact]
    public void Worker_ThatReachesTheStoreAgain_GetsWhatWaits_AndNothingMoreWhenItIsAwayAgain()
    {
        var dispatcher = new Dispatcher(1);
        var session = Connect(dispatcher, "w1", "away");
        dispatcher.TaskReady(WithArtifacts, new TaskNeeds { Artifacts = true }, Now);
        dispatcher.Assign(Now);
        Assert.Null(dispatcher.Find(WithArtifacts)!.WorkerId);

        Beat(dispatcher, "w1", session, 2, null);
        dispatcher.Assign(Now);
        Assert.Equal("w1", dispatcher.Find(WithArtifacts)!.WorkerId);

        Beat(dispatcher, "w1", session, 3, "away");
        dispatcher.TaskReady(new TaskKey(Workflow, 3), new TaskNeeds { Artifacts = true }, Now);
        dispatcher.Assign(Now);
        Assert.Null(dispatcher.Find(new TaskKey(Workflow, 3))!.WorkerId);
    }

    [Fact]
    public void Needs_AreStored_AndAWorkerIsAskedAnewAfterALoad()
    {
        var before = new Dispatcher(1);
        var session = Connect(before, "w1", "away");
        before.TaskReady(WithArtifacts, new TaskNeeds { Artifacts = true }, Now);
        var changes = before.TakeChanges();

        var after = Dispatcher.Load(
            2, changes.Tasks.Select(task => new StoredTask(task.Key, task.Columns!)), changes.Sessions.Select(change => change.Columns!), session, Now);
        after.Assign(Now);
        Assert.Contains("has not said yet", after.WaitingReason(WithArtifacts, Now), StringComparison.Ordinal);
        Beat(after, "w1", session, 2, null);
        after.Assign(Now);

        Assert.Equal("w1", after.Find(WithArtifacts)!.WorkerId);
    }

    [Theory]
    [InlineData(""" "inputs":{"artifacts":[{"name":"a","path":"/a","s3":{"key":"k"}}]} """, true)]
    [InlineData(""" "outputs":{"artifacts":[{"name":"a","path":"/a","s3":{"key":"k"}}]} """, true)]
    [InlineData(""" "inputs":{"artifacts":[{"name":"a","path":"/a","raw":{"data":"x"}}]} """, false)]
    [InlineData(""" "inputs":{"artifacts":[{"name":"a","path":"/a","optional":true}]} """, false)]
    [InlineData(""" "inputs":{"parameters":[{"name":"a","value":"x"}]} """, false)]
    public void Needs_AreThoseOfTheTemplate(string fields, bool needs)
    {
        var template = SpecReader.ReadTemplate($$$"""{"name":"t","container":{"image":"i"},{{{fields}}}}""");

        Assert.Equal(needs, TaskNeeds.Of(new TaskRequest { Template = template, NodeName = "n", PodName = "p" }, ArtifactRepository.Own).Artifacts);
    }

    [Fact]
    public void Needs_OfAWorkflowWithARepository_AreNotTheFleetsStore()
    {
        var template = SpecReader.ReadTemplate("""{"name":"t","container":{"image":"i"},"outputs":{"artifacts":[{"name":"a","path":"/a","s3":{"key":"k"}}]}}""");

        Assert.False(TaskNeeds.Of(new TaskRequest { Template = template, NodeName = "n", PodName = "p" }, ArtifactRepository.Read("""{"s3":{"bucket":"b"}}""")).Artifacts);
    }

    private static long Connect(Dispatcher dispatcher, string id, string? problem)
    {
        dispatcher.OnHello(new Hello { WorkerId = id, Boot = Guid.NewGuid(), Number = 1, Engine = "engine-" + id, HostName = "host", Slots = 2, Cpu = 4, Memory = 1 << 30 }, Now);
        var session = dispatcher.Sessions.Single(session => session.Worker.WorkerId == id).Session;
        Beat(dispatcher, id, session, 1, problem);
        return session;
    }

    private static void Beat(Dispatcher dispatcher, string id, long session, long number, string? problem) =>
        dispatcher.OnBeat(new Beat { WorkerId = id, Session = session, Number = number, ArtifactProblem = problem }, Now);
}
