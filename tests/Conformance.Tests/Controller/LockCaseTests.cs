using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class LockCaseTests
{
    [Theory]
    [InlineData("TestMutexInDAG", "welcome")]
    [InlineData("TestMutexInDAGWithInterpolation", "foo-bar")]
    public void MutexInDag(string id, string mutex)
    {
        var run = ControllerCase.Run(id, y => y.Replace("depends: A", "", StringComparison.Ordinal)).On("A", new Outcome { Duration = TimeSpan.FromSeconds(5) }).RunFor(1);
        Assert.Equal(("Running", "Pending"), (run.View()["A"].Phase, run.View()["B"].Phase));
        Assert.Contains($"\"synchronizationStatus\":{{\"waiting\":\"default/Mutex/{mutex}\"}}", run.View().Json, StringComparison.Ordinal);
        Assert.Equal($"Waiting for default/Mutex/{mutex} lock. Lock status: 0/1", run.View()["B"].Message);
        var view = run.Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.DoesNotContain("\"synchronization\":{\"mutex\"", view.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void TestSynchronizationWithRetry()
    {
        var run = ControllerCase.Run("TestSynchronizationWithRetry");
        run.Limits["default/ConfigMap/my-config/template"] = 1;
        run.On("hello1(0)", Outcome.Fails()).RunFor(1.5);
        Assert.Contains("\"holding\":[{\"semaphore\":\"default/ConfigMap/my-config/template\",\"holders\":[\"default/script-wf/" + run.View()["hello1"].Id, run.View().Json, StringComparison.Ordinal);
        var view = run.Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(0, run.LockRows);
    }

    [Fact]
    public void TestSynchronizationForPendingShuttingdownWfs()
    {
        var terminated = ControllerCase.Run("TestSynchronizationForPendingShuttingdownWfs");
        terminated.HoldElsewhere("test");
        var view = terminated.RunFor(1).Ask(new TerminateRequested()).Run().View();
        Assert.Equal(("Failed", "Stopped with strategy 'Terminate'"), (view.Phase, view.Message));
        Assert.Empty(view.Nodes);
        Assert.Equal(1, terminated.LockRows);

        var stopped = ControllerCase.Run("TestSynchronizationForPendingShuttingdownWfs", reload: true).On("*.onExit", Outcome.Hangs);
        var holder = stopped.HoldElsewhere("test");
        stopped.RunFor(1).Ask(new StopRequested(null, null)).RunFor(1);
        Assert.Equal("Pending", stopped.View().Phase);
        view = stopped.ReleaseElsewhere(holder).RunFor(1).View();
        Assert.Equal("Running", view.Phase);
        Assert.Equal("Running", view["synchronization-wf-level.onExit"].Phase);
    }
}
