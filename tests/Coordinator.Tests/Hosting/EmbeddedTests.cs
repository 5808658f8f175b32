using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Coordinator.Tests.Messaging;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Coordinator.Tests.Hosting;

/// <summary>Everything real but the containers: engine, dispatcher, run loop, SQLite, in-memory bus, worker.</summary>
public sealed class EmbeddedTests : IDisposable
{
    private const string Diamond = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: diamond-}
        spec:
          entrypoint: main
          templates:
          - name: main
            dag:
              tasks:
              - {name: A, template: echo}
              - {name: B, template: echo, dependencies: [A]}
              - {name: C, template: echo, dependencies: [A]}
              - {name: D, template: echo, dependencies: [B, C]}
          - name: echo
            container: {image: alpine, command: [echo]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-embedded-").FullName;

    private CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Diamond_Succeeds()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder);

        var accepted = await fleet.SubmitAsync(Diamond);
        var summary = await fleet.UntilFinishedAsync(accepted.Uid);

        Assert.Equal(("Succeeded", "4/4"), (summary.Phase, summary.Progress));
        Assert.Matches("^diamond-[a-z0-9]{5}$", accepted.Name);
        var stored = await fleet.Store.LoadAsync(accepted.Uid, Token);
        Assert.Equal(5, stored!.Nodes.Count);
        Assert.All(stored.Nodes, node => Assert.Equal("Succeeded", node.Phase));
    }

    [Fact]
    public async Task FanOut_Of500_Succeeds()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, slots: 32);

        var accepted = await fleet.SubmitAsync(FanOut(500));
        var summary = await fleet.UntilFinishedAsync(accepted.Uid);

        Assert.Equal(("Succeeded", "500/500"), (summary.Phase, summary.Progress));
    }

    [Fact]
    public async Task Work_LargerThanAMessage_EndsItsNodeWithASentence()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder);
        var yaml = $$$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: large}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: text, value: {{{new string('x', 130_000)}}}}]}
              templates:
              - name: main
                container: {image: busybox, args: [{{{string.Join(", ", Enumerable.Repeat("'{{workflow.parameters.text}}'", 66))}}}]}
            """;

        var end = await fleet.UntilFinishedAsync((await fleet.SubmitAsync(yaml)).Uid);

        Assert.Equal("Error", end.Phase);
        Assert.Contains("at most 8388608", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_EndsARunningWorkflow()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder);
        var accepted = await fleet.SubmitAsync(Slow);

        var reply = await fleet.Commands.RequestAsync(accepted.Uid, new StopRequested(null, null), Token);

        Assert.Equal(CommandOutcome.Done, reply.Outcome);
        Assert.Equal("Failed", (await fleet.UntilFinishedAsync(accepted.Uid)).Phase);
    }

    [Fact]
    public async Task Reasons_NameTheWorkerThatIsMissing()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, withWorker: false);
        var accepted = await fleet.SubmitAsync(Diamond);

        var reasons = await fleet.Services.GetRequiredService<IWaitingReasons>().ReasonsAsync(accepted.Uid, 10, Token);

        var reason = Assert.Single(reasons, reason => reason.Kind == "Worker");
        Assert.Equal(accepted.Name + ".A", reason.Node);
    }

    [Fact]
    public async Task Restart_CarriesOnWithWhatWasBegun()
    {
        Guid uid;
        await using (var first = await EmbeddedFleet.StartAsync(_folder, withWorker: false)) uid = (await first.SubmitAsync(FanOut(20))).Uid;

        await using var second = await EmbeddedFleet.StartAsync(_folder);

        Assert.Equal("Succeeded", (await second.UntilFinishedAsync(uid)).Phase);
    }

    [Fact]
    public async Task SingleWorkflowScope_IsLedBeforeItsWorkflowExists()
    {
        var uid = Guid.CreateVersion7();
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, new Fleet.Coordinator.Hosting.CoordinatorOptions { Scope = LeaderScope.Of(uid) });

        var accepted = await fleet.SubmitAsync(Diamond, new SubmissionOptions { Uid = uid });

        Assert.Equal(uid, accepted.Uid);
        Assert.Equal("Succeeded", (await fleet.UntilFinishedAsync(uid)).Phase);
        Assert.Equal(LeaderScope.Of(uid), (await fleet.Store.FindAsync(uid, Token))!.Scope);
    }

    [Fact]
    public async Task InterruptedRun_IsTakenOverByAServer()
    {
        var uid = Guid.CreateVersion7();
        await using (var run = await EmbeddedFleet.StartAsync(_folder, new Fleet.Coordinator.Hosting.CoordinatorOptions { Scope = LeaderScope.Of(uid) }, withWorker: false))
            await run.SubmitAsync(Diamond, new SubmissionOptions { Uid = uid });

        await using var server = await EmbeddedFleet.StartAsync(_folder);

        Assert.Equal("Succeeded", (await server.UntilFinishedAsync(uid)).Phase);
        Assert.Equal(LeaderScope.Fleet, (await server.Store.FindAsync(uid, Token))!.Scope);
    }

    [Fact]
    public async Task InterruptedRun_IsTakenOverByAServerThatRunsAlready()
    {
        await using var server = await EmbeddedFleet.StartAsync(_folder);
        var before = await server.SubmitAsync(Slow);
        var uid = Guid.CreateVersion7();
        await using (var run = await EmbeddedFleet.StartAsync(_folder, new Fleet.Coordinator.Hosting.CoordinatorOptions { Scope = LeaderScope.Of(uid) }, withWorker: false))
            await run.SubmitAsync(Diamond, new SubmissionOptions { Uid = uid });

        Assert.Equal("Succeeded", (await server.UntilFinishedAsync(uid)).Phase);
        Assert.Equal(LeaderScope.Fleet, (await server.Store.FindAsync(uid, Token))!.Scope);
        Assert.Equal("Running", (await server.Store.FindAsync(before.Uid, Token))!.Phase);
        await server.Commands.RequestAsync(before.Uid, new TerminateRequested(), Token);
        Assert.Equal("Failed", (await server.UntilFinishedAsync(before.Uid)).Phase);
    }

    [Fact]
    public async Task TwoCoordinators_OneLeads_TheOtherStandsByAndTakesOver()
    {
        var first = await EmbeddedFleet.StartAsync(_folder, new Fleet.Coordinator.Hosting.CoordinatorOptions { Owner = "a" }, withWorker: false);
        var standby = EmbeddedFleet.StartAsync(_folder, new Fleet.Coordinator.Hosting.CoordinatorOptions { Owner = "b" });
        var accepted = await first.SubmitAsync(Diamond);
        Assert.False(standby.IsCompleted);

        await first.DisposeAsync();

        await using var second = await standby.WaitAsync(EmbeddedFleet.Patience, Token);
        Assert.Equal("Succeeded", (await second.UntilFinishedAsync(accepted.Uid)).Phase);
    }

    private const string Slow = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: slow}
        spec:
          entrypoint: main
          templates:
          - name: main
            metadata: {annotations: {fleet.dummy/duration: 1h}}
            container: {image: alpine, command: [sleep, "3600"]}
        """;

    private static string FanOut(int count) => $$$$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: fan-}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps:
            - - {name: step, template: echo, withSequence: {count: "{{{{count}}}}"}}
          - name: echo
            container: {image: alpine, command: [echo]}
        """;
}
