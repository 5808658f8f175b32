using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Pods of several containers: what starts when, how it ends, and what another worker goes on with.</summary>
public sealed class PodTests
{
    private const string Duration = "duration";
    private const string ExitCode = "exit-code";

    [Fact]
    public async Task Init_OneAfterAnother_ThenMain()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(init: ["one", "two"], annotations: [("one." + Duration, "2"), ("two." + Duration, "2")])));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(TaskEnd.Exited, end.End);
        Assert.Equal(["main", "one", "two"], end.Containers.Select(container => container.Name));
        Assert.All(end.Containers, container => Assert.Equal(0, container.ExitCode));
        Assert.True(Of(end, "one").FinishedAt <= Of(end, "two").StartedAt && Of(end, "two").FinishedAt <= Of(end, "main").StartedAt);
    }

    [Fact]
    public async Task Init_Fails_NothingElseStarts()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(init: ["one", "two"], sidecars: ["db"], annotations: [("one." + ExitCode, "3")])));

        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Exited, 3), (end.End, Of(end, "one").ExitCode));
        Assert.Null(end.StartedAt);
        Assert.All(end.Containers.Where(container => container.Name != "one"), container => Assert.Null(container.StartedAt));
    }

    [Fact]
    public async Task Main_ThatTheEngineCannotStart_IsRefusedInTheEnd_AndItsReasonToldMeanwhile()
    {
        var starts = 0;
        await using var worker = new WorkerHarness(engine => engine.BeforeStart = name =>
        {
            if (name.Contains("init", StringComparison.Ordinal))
                return Task.CompletedTask;
            starts++;
            throw new EngineUnavailableException("cannot start it") { Answered = true };
        });
        await worker.RunAsync(worker.Order(Pod(init: ["init"])));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Refused, "cannot start it", 6), (end.End, end.Message, starts));
        Assert.Contains(worker.Progress, progress => progress.Message == "cannot start it");
    }

    [Theory]
    [InlineData("v\0", "its variable 'K'", null)]
    [InlineData("v", "an argument", "a\0b")]
    public async Task NulByte_IsRefused_AndTheValueNotShown(string value, string where, string? argument)
    {
        await using var worker = new WorkerHarness();
        var pod = Pod();
        await worker.RunAsync(worker.Order(pod with { Containers = [pod.Containers[0] with { Env = [new EnvironmentVariable("K", value)], Args = argument is null ? null : [argument] }] }));

        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Refused, $"container main: {where} has a NUL byte, which no process can be given; pass such a value in a file (a volume, an artifact)"), (end.End, end.Message));
    }

    [Fact]
    public async Task Sidecar_IsStoppedWhenMainHasEnded()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(sidecars: ["db"], annotations: [(Duration, "5")])));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((0, 143), (Of(end, "main").ExitCode, Of(end, "db").ExitCode));
        Assert.True(Of(end, "db").FinishedAt >= Of(end, "main").FinishedAt);
    }

    [Fact]
    public async Task Sidecar_EndsByItself_MainGoesOn_AndItsCodeIsTold()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(sidecars: ["db"], annotations: [(Duration, "5"), ("db." + Duration, "1"), ("db." + ExitCode, "4")])));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Exited, 0, 4), (end.End, Of(end, "main").ExitCode, Of(end, "db").ExitCode));
    }

    [Fact]
    public async Task Members_StartWhenTheirDependenciesEndedWell()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Set([("c", ["a", "b"]), ("a", []), ("b", ["a"])], ("a." + Duration, "2"), ("b." + Duration, "2"))));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(["c", "a", "b"], end.Containers.Select(container => container.Name));
        Assert.True(Of(end, "a").FinishedAt <= Of(end, "b").StartedAt && Of(end, "b").FinishedAt <= Of(end, "c").StartedAt);
        Assert.Contains(worker.Progress, progress => progress.Containers.Any(container => container is { Name: "a", ExitCode: 0 }));
    }

    [Fact]
    public async Task Members_FailedDependency_KeepsTheRestFromStarting_OthersRunOn()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Set([("a", []), ("b", ["a"]), ("c", ["b"]), ("d", [])], ("a." + ExitCode, "1"), ("d." + Duration, "3"))));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal([1, null, null, 0], end.Containers.Select(container => container.ExitCode));
    }

    [Fact]
    public async Task Cancel_EndsTheWholePod()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(sidecars: ["db"], annotations: [(Duration, "1h")])));
        await worker.StartedAsync();

        await worker.CancelAsync("stopped by the user");

        var end = await worker.FinishedAsync();
        Assert.Equal((TaskEnd.Cancelled, "stopped by the user"), (end.End, end.Message));
        Assert.Equal((143, 143), (Of(end, "main").ExitCode, Of(end, "db").ExitCode));
    }

    [Fact]
    public async Task Cancel_WhileInitRuns_MainNeverStarts()
    {
        await using var worker = new WorkerHarness();
        var started = new TaskCompletionSource();
        worker.Runtime.AfterStart = (_, _) =>
        {
            started.TrySetResult();
            return Task.CompletedTask;
        };
        await worker.RunAsync(worker.Order(Pod(init: ["one"], annotations: [("one." + Duration, "1h")])));
        await started.Task;

        await worker.CancelAsync("stopped by the user");

        var end = await worker.FinishedAsync();
        Assert.Equal(TaskEnd.Cancelled, end.End);
        Assert.Equal((143, null), (Of(end, "one").ExitCode, Of(end, "main").StartedAt));
    }

    [Fact]
    public async Task ActiveDeadline_CountsFromTheFirstContainersStart()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(init: ["one"], annotations: [("one." + Duration, "1h")])) with { ActiveDeadlineSeconds = 5 });

        Assert.Equal(TaskEnd.DeadlineExceeded, (await worker.WhileTimePassesAsync(worker.FinishedAsync())).End);
    }

    [Fact]
    public async Task Adopt_WhileInitRuns_TheRestIsStartedOnce()
    {
        var (engine, order) = await BegunByADeadWorkerAsync(Pod(init: ["one", "two"], sidecars: ["db"], annotations: [("one." + Duration, "2")]), "one");

        await using var worker = new WorkerHarness(engine: engine);
        await worker.AdoptAsync(order);

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());
        Assert.Equal(TaskEnd.Exited, end.End);
        Assert.Equal([0, 0, 0, 143], end.Containers.Select(container => container.ExitCode));
        Assert.Equal(4, engine.Created);
    }

    [Fact]
    public async Task Adopt_AfterInitEnded_ItsCodeIsCollected_AndItDoesNotRunAgain()
    {
        var (engine, order) = await BegunByADeadWorkerAsync(Pod(init: ["one"], annotations: [("one." + ExitCode, "3")]), "one");

        await using var worker = new WorkerHarness(engine: engine);
        await worker.AdoptAsync(order);

        var end = await worker.FinishedAsync();
        Assert.Equal((TaskEnd.Exited, 3, null), (end.End, Of(end, "one").ExitCode, Of(end, "main").StartedAt));
    }

    [Fact]
    public async Task Adopt_HalfBuiltPod_IsVoidedAsAWhole()
    {
        var (engine, order) = await BegunByADeadWorkerAsync(Pod(init: ["one"], sidecars: ["db"]), begun: null);

        await using var worker = new WorkerHarness(engine: engine);
        await worker.AdoptAsync(order);

        Assert.Contains("no container of it was started", (await worker.NotStartedAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal(0, engine.Count);
    }

    [Fact]
    public async Task Adopt_TheCreatorsOwnStart_ComesTooLate()
    {
        var (engine, order) = await BegunByADeadWorkerAsync(Pod(init: ["one"], annotations: [("one." + Duration, "2"), (Duration, "1h")]), "one");
        await using var worker = new WorkerHarness(engine: engine);
        await worker.AdoptAsync(order);
        await worker.WhileTimePassesAsync(worker.StartedAsync());

        await Assert.ThrowsAsync<EngineUnavailableException>(() => new DummyRuntime(engine).StartAsync(worker.ContainerName(), CancellationToken.None));
    }

    [Fact]
    public async Task Start_RefusedByTheEngine_ItsReasonIsTold()
    {
        await using var worker = new WorkerHarness();
        worker.Runtime.BeforeStart = _ => throw new EngineUnavailableException("cannot start it: uids and gids must be in range");
        await worker.RunAsync(worker.Order(Pod()));

        Assert.Equal("cannot start it: uids and gids must be in range", (await worker.WhileTimePassesAsync(worker.NotStartedAsync())).Reason);
    }

    [Fact]
    public async Task Start_OfTheSecondContainerWithoutAnAnswer_IsRepeatedUnderAnotherName()
    {
        var fails = 1;
        await using var worker = new WorkerHarness();
        worker.Runtime.BeforeStart = name => name.EndsWith("-main", StringComparison.Ordinal) && fails-- > 0 ? throw new EngineUnavailableException("no answer") : Task.CompletedTask;
        await worker.RunAsync(worker.Order(Pod(init: ["one"])));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Exited, 0), (end.End, Of(end, "main").ExitCode));
        Assert.Null(await worker.Runtime.InspectAsync(worker.ContainerName(), CancellationToken.None));
    }

    [Fact]
    public async Task Settled_AllContainersAndVolumesAreRemoved_TheSandboxLast()
    {
        var removed = new List<string>();
        await using var worker = new WorkerHarness(runtime =>
        {
            runtime.Sandbox = new ContainerWork { Name = "_sandbox", Image = "none" };
            runtime.OnRemoved = removed.Add;
        });
        var pod = Pod(sidecars: ["db"]) with { Volumes = [new VolumeWork { Name = "shared" }] };
        await worker.RunAsync(worker.Order(pod));
        await worker.FinishedAsync();

        await worker.GiveAsync(orders => orders with { Settle = [WorkerHarness.Stamp()] });

        await WorkerHarness.EventuallyAsync(() => worker.Engine.Count == 0);
        Assert.Equal(["main", "db", "shared", "_sandbox"], removed.Select(name => name[(name.LastIndexOf('-') + 1)..]));
    }

    [Fact]
    public async Task Logs_OfEveryContainer_AreSentUnderItsName()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(init: ["one"], sidecars: ["db"], annotations: [("one.logs", "i\n"), ("db.logs", "s\n"), ("main.logs", "m\n")])));
        await worker.FinishedAsync();

        Assert.Equal(["db", "main", "one"], worker.Chunks.Where(chunk => chunk.Bytes.Length > 0).Select(chunk => chunk.Container).Distinct().Order(StringComparer.Ordinal));
    }

    // What a worker leaves that dies after it has created the pod, and started one container of it.
    private static async Task<(DummyEngine Engine, TaskReady Order)> BegunByADeadWorkerAsync(PodWork pod, string? begun)
    {
        await using var worker = new WorkerHarness();
        worker.Runtime.BeforeStart = name => begun is not null && name.EndsWith("-" + begun, StringComparison.Ordinal) ? Task.CompletedTask : Task.Delay(Timeout.Infinite);
        var order = worker.Order(pod);
        await worker.RunAsync(order);
        await WorkerHarness.EventuallyAsync(() => worker.Engine.Count == pod.Init.Count + pod.Containers.Count + pod.Sidecars.Count);
        if (begun is not null)
            await WorkerHarness.EventuallyAsync(() => new DummyRuntime(worker.Engine).InspectAsync(ContainerLabels.NameOf(WorkerHarness.FleetId, WorkerHarness.Stamp(), begun), CancellationToken.None).Result!.Phase != ContainerPhase.Created);
        return (worker.Engine, order);
    }

    private static ContainerResult Of(TaskFinished end, string name) => end.Containers.Single(container => container.Name == name);

    private static PodWork Pod(string[]? init = null, string[]? sidecars = null, params (string Name, string Value)[] annotations) => new()
    {
        Init = [.. (init ?? []).Select(Container)],
        Containers = [Container("main")],
        Sidecars = [.. (sidecars ?? []).Select(Container)],
        Annotations = annotations.ToDictionary(annotation => DummyAnnotations.Prefix + annotation.Name, annotation => annotation.Value),
    };

    private static PodWork Set((string Name, string[] Dependencies)[] members, params (string Name, string Value)[] annotations) =>
        Pod(annotations: annotations) with { Containers = [.. members.Select(member => Container(member.Name) with { Dependencies = member.Dependencies })] };

    private static ContainerWork Container(string name) => new() { Name = name, Image = "alpine" };
}
