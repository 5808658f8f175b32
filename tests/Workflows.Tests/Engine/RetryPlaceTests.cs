using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Attempts need a place of their template's <c>parallelism</c> like everything else that it starts.</summary>
public sealed class RetryPlaceTests
{
    private const string Flaky = "\n  - {name: flaky, retryStrategy: {limit: 2, backoff: {duration: '5'}}, container: {image: x}}";
    private const string Locked = "\n  - {name: locked, retryStrategy: {limit: 2}, synchronization: {mutexes: [{name: m}]}, container: {image: x}}";
    private const string Plain = "\n  - {name: plain, container: {image: x}}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AttemptAfterABackoff_WaitsForAPlace(bool reload)
    {
        var run = new VirtualRun(Workflow("flaky", "", Flaky)) { ReloadAlways = reload }
            .On("a*", Outcome.Fails(), Outcome.Ok)
            .On("b", new Outcome { Duration = TimeSpan.FromSeconds(20) })
            .Run();

        Assert.Equal(("Succeeded", 1), (run.View().Phase, run.MostRunning));
        Assert.True(string.CompareOrdinal(run.View()["wf.a(1)"].Text("startedAt"), run.View()["wf.b"].Text("finishedAt")) >= 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FirstAttempt_AfterItsLocks_WaitsForAPlace(bool reload)
    {
        var run = new VirtualRun(Workflow("locked", "", Locked)) { ReloadAlways = reload };
        var holder = run.HoldElsewhere("m");
        run.On("b", new Outcome { Duration = TimeSpan.FromSeconds(20) }).RunFor(5);
        run.ReleaseElsewhere(holder).Run();

        Assert.Equal(("Succeeded", 1), (run.View().Phase, run.MostRunning));
        Assert.True(string.CompareOrdinal(run.View()["wf.a(0)"].Text("startedAt"), run.View()["wf.b"].Text("finishedAt")) >= 0);
    }

    [Fact]
    public void FailFast_AFailedAttemptIsTheLast()
    {
        var run = new VirtualRun(Workflow("flaky", "failFast: true, ", Flaky)).On("a*", Outcome.Fails(3)).Run();

        Assert.Equal("Failed", run.View().Phase);
        Assert.Equal(("Failed", "main: Error (exit code 3)"), (run.View()["wf.a"].Phase, run.View()["wf.a"].Message));
        Assert.Null(run.View().Find("wf.a(1)"));
    }

    // The loop waits for a place of the workflow when its template begins to fail fast: found by the properties, it was never told after a load.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FailFast_LoopThatWaitsForAPlaceOfTheWorkflow_Ends(bool reload)
    {
        const string Manifest = """
            metadata: {name: wf}
            spec:
              entrypoint: main
              parallelism: 2
              templates:
              - {name: main, dag: {tasks: [{name: fast, template: fast}, {name: slow, template: plain}]}}
              - {name: fast, parallelism: 3, failFast: true, dag: {tasks: [{name: a, template: plain}, {name: loop, template: plain, withItems: [1, 2]}]}}
              - {name: plain, container: {image: x}}
            """;
        var run = new VirtualRun(Manifest) { ReloadAlways = reload, Slots = 2 }
            .On("a", Outcome.Fails())
            .On("slow", new Outcome { Duration = TimeSpan.FromSeconds(20) })
            .Run();

        Assert.True(run.State.IsFinished);
        Assert.Equal("Failed", run.View()["wf.fast"].Phase);
    }

    // As in Argo: a is retried and keeps its mutex, b has the only place and waits for the mutex. Found by the properties.
    [Fact]
    public void TheOneThatHasTheLock_AndTheOneThatHasThePlace_WaitForEachOther()
    {
        const string Manifest = """
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
              - {name: main, parallelism: 1, dag: {tasks: [{name: a, template: flaky}, {name: c, template: wait}, {name: b, template: plain, depends: c}]}}
              - {name: flaky, retryStrategy: {limit: 2, backoff: {duration: '5'}}, synchronization: {mutexes: [{name: m}]}, container: {image: x}}
              - {name: plain, synchronization: {mutexes: [{name: m}]}, container: {image: x}}
              - {name: wait, suspend: {duration: '2'}}
            """;
        var run = new VirtualRun(Manifest).On("a*", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(1) }, Outcome.Ok).Run();

        Assert.False(run.State.IsFinished);
        Standstill.AssertEnded(run, "this one");
        Assert.Contains(run.State.WaitingReasons(), reason => reason is { Node: "wf.a", Kind: WaitingKind.TemplateParallelism });
        Assert.Contains(run.Locks.Waiting(run.State.Uid), wait => wait.Text.Contains("Mutex/m", StringComparison.Ordinal));
    }

    private static string Workflow(string template, string more, string templates) => $$"""
        metadata: {name: wf}
        spec:
          entrypoint: main
          templates:
          - {name: main, parallelism: 1, {{more}}dag: {tasks: [{name: a, template: {{template}} }, {name: b, template: plain}] } }
        """ + templates + Plain;
}
