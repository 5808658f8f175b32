using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;

namespace Fleet.Worker.Tests.Execution;

public sealed class TaskRunTests
{
    [Fact]
    public async Task Run_ContainerEnds_ExitCodeResultAndStagesAreReported()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Result = true }, (DummyAnnotations.Result, "hello\n\n"), (DummyAnnotations.ExitCode, "3"))));

        var end = await worker.FinishedAsync();

        Assert.Equal(TaskEnd.Exited, end.End);
        Assert.Null(end.Message);
        Assert.Equal(3, Assert.Single(end.Containers).ExitCode);
        Assert.Equal("hello\n", end.Result);
        Assert.Equal("host-1", end.HostName);
        Assert.Equal([TaskStage.Queued, TaskStage.Pull, TaskStage.Create, TaskStage.Run, TaskStage.Collect], end.Stages.Select(stage => stage.Stage));
    }

    [Fact]
    public async Task Run_Settled_ContainerIsRemoved()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));
        await worker.FinishedAsync();
        Assert.Equal(1, worker.Engine.Count);

        await worker.GiveAsync(orders => orders with { Settle = [WorkerHarness.Stamp()] });

        await WorkerHarness.EventuallyAsync(() => worker.Engine.Count == 0);
    }

    [Fact]
    public async Task Run_NextDispatch_OlderOneIsRemovedFirst()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Duration, "1h"))));
        await worker.StartedAsync();

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(), dispatch: 2));

        await WorkerHarness.EventuallyAsync(() => worker.Engine.Created == 2);
        Assert.Null(await worker.Runtime.InspectAsync(worker.ContainerName(1), CancellationToken.None));
    }

    [Fact]
    public async Task Run_ImageMissing_Refused()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.FailPull, "no such image"))));

        var end = await worker.FinishedAsync();

        Assert.Equal(TaskEnd.Refused, end.End);
        Assert.Contains("no such image", end.Message, StringComparison.Ordinal);
        Assert.Equal(0, worker.Engine.Created);
    }

    [Fact]
    public async Task Run_EngineFailsToCreate_NotStarted()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.EngineFails, "1"))));

        Assert.Contains("cannot create container", (await worker.NotStartedAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EngineKillsIt_Killed()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Duration, "1h"))));
        await worker.StartedAsync();

        worker.Engine.KillAll();

        Assert.Equal(TaskEnd.Killed, (await worker.FinishedAsync()).End);
    }

    [Fact]
    public async Task Run_ContainerRemovedByAnother_Vanished()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Duration, "1h"))));
        await worker.StartedAsync();

        await worker.Runtime.DestroyAsync(worker.ContainerName(), CancellationToken.None);

        Assert.Equal(TaskEnd.Vanished, (await worker.FinishedAsync()).End);
    }

    [Fact]
    public async Task Cancel_WhileRunning_StoppedAndCancelled()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Duration, "1h"))));
        await worker.StartedAsync();

        await worker.CancelAsync("stopped by the user");

        var end = await worker.FinishedAsync();
        Assert.Equal((TaskEnd.Cancelled, "stopped by the user"), (end.End, end.Message));
        Assert.Equal(143, Assert.Single(end.Containers).ExitCode);
    }

    [Fact]
    public async Task Cancel_WhilePulling_EndsAtOnceWithoutContainer()
    {
        var pulling = new TaskCompletionSource();
        await using var worker = new WorkerHarness(engine => engine.OnPrepare = (_, _, token) =>
        {
            pulling.SetResult();
            return Task.Delay(Timeout.Infinite, token);
        });
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));
        await pulling.Task;

        await worker.CancelAsync("stopped by the user");

        var end = await worker.FinishedAsync();
        Assert.Equal((TaskEnd.Cancelled, "stopped by the user"), (end.End, end.Message));
        Assert.Equal(0, worker.Engine.Created);
    }

    [Fact]
    public async Task Deadline_WhilePulling_EndsWithoutContainer()
    {
        await using var worker = new WorkerHarness(engine => engine.OnPrepare = (_, _, token) => Task.Delay(Timeout.Infinite, token));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()) with { Deadline = worker.Time.GetUtcNow().AddSeconds(30) });

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(TaskEnd.DeadlineExceeded, end.End);
        Assert.Equal(0, worker.Engine.Created);
    }

    [Fact]
    public async Task ActiveDeadline_Passes_StoppedAndDeadlineExceeded()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Duration, "1h"))) with { ActiveDeadlineSeconds = 20 });

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(TaskEnd.DeadlineExceeded, end.End);
        // The clock of the test goes on while the container is stopped.
        Assert.InRange(end.FinishedAt - end.StartedAt!.Value, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(60d * 86400)]
    [InlineData(1e15)]
    public async Task Deadline_FurtherThanATimerCanWait_RunsAndEnds(double seconds)
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()) with { ActiveDeadlineSeconds = seconds, Deadline = worker.Time.GetUtcNow().AddDays(400) });

        Assert.Equal(TaskEnd.Exited, (await worker.FinishedAsync()).End);
    }

    [Fact]
    public async Task Deadline_PassesWhileItsLogsWait_StillExited()
    {
        await using var worker = new WorkerHarness();
        var (asked, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        worker.OnChunk = _ =>
        {
            asked.TrySetResult();
            return open.Task;
        };
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Logs, "a line\n"))) with { Deadline = worker.Time.GetUtcNow().AddSeconds(5), ActiveDeadlineSeconds = 5 });
        await worker.StartedAsync();
        await asked.Task;

        worker.Time.Advance(TimeSpan.FromSeconds(6));
        open.SetResult();

        var end = await worker.FinishedAsync();
        Assert.Equal((TaskEnd.Exited, (string?)null), (end.End, end.Message));
    }

    [Fact]
    public async Task Defect_AfterTheStartWasPermitted_FollowedAndNeverNotStarted()
    {
        var failures = 0;
        await using var worker = new WorkerHarness(engine => engine.AfterStart = (_, _) =>
            Interlocked.Increment(ref failures) == 1 ? throw new InvalidOperationException("a defect") : Task.CompletedTask);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.ExitCode, "4"))));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Exited, 4), (end.End, end.Containers.Single().ExitCode));
        Assert.False(worker.SaidNotStarted);
        Assert.Equal(1, worker.Engine.Created);
    }

    [Fact]
    public async Task Defect_BeforeAnyStart_NotStarted()
    {
        await using var worker = new WorkerHarness(engine => engine.OnPrepare = (_, _, _) => throw new InvalidOperationException("a defect"));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));

        Assert.Contains("a defect", (await worker.NotStartedAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adopt_DefectAtTheFirstLook_ResultIsReportedAllTheSame()
    {
        await using var worker = new WorkerHarness();
        var order = worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.ExitCode, "5")));
        await StartBeforeAsync(worker, order);
        var looks = 0;
        worker.Runtime.BeforeInspect = _ => Interlocked.Increment(ref looks) == 1 ? throw new InvalidOperationException("a defect") : Task.CompletedTask;

        await worker.AdoptAsync(order);

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());
        Assert.Equal((TaskEnd.Exited, 5), (end.End, end.Containers.Single().ExitCode));
        Assert.False(worker.SaidNotStarted);
    }

    [Fact]
    public async Task Adopt_EndedBeforeItsDeadlinePassed_Exited()
    {
        await using var worker = new WorkerHarness();
        var order = worker.Order(WorkerHarness.Pod()) with { Deadline = worker.Time.GetUtcNow().AddSeconds(2) };
        await StartBeforeAsync(worker, order);
        worker.Time.Advance(TimeSpan.FromSeconds(3));

        await worker.AdoptAsync(order);

        Assert.Equal(TaskEnd.Exited, (await worker.FinishedAsync()).End);
    }

    [Fact]
    public async Task Adopt_NeverStarted_RemovedAndNotStarted()
    {
        await using var worker = new WorkerHarness();
        var order = worker.Order(WorkerHarness.Pod());
        await worker.Runtime.CreateAsync(Spec(worker, order), CancellationToken.None);

        await worker.AdoptAsync(order);

        await worker.NotStartedAsync();
        Assert.Equal(0, worker.Engine.Count);
    }

    [Fact]
    public async Task EngineAway_WhileOutputsAreCollected_CollectedWhenItIsBack()
    {
        await using var worker = new WorkerHarness();
        var inner = new DummyRuntime(worker.Engine);
        var (copies, reads) = (0, 0);
        worker.Runtime.OnCopyOut = (id, path) => Interlocked.Increment(ref copies) switch
        {
            1 => throw new EngineUnavailableException("away"),
            2 => Task.FromResult<Stream?>(new BrokenStream()),
            _ => inner.CopyOutAsync(id, path, CancellationToken.None),
        };
        worker.Runtime.OnLogs = (id, since) => Interlocked.Increment(ref reads) is 2 ? Broken() : inner.FollowLogsAsync(id, since, CancellationToken.None);
        var outputs = new TaskOutputs { Result = true, Parameters = [new OutputFile("p", "/out/p")] };
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(outputs, (DummyAnnotations.Result, "text"), (DummyAnnotations.Parameters, "{\"p\": \"value\"}"))));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(TaskEnd.Exited, end.End);
        Assert.Empty(end.OutputErrors);
        Assert.Equal(("text", "value"), (end.Result, end.Parameters["p"]));
    }

    [Fact]
    public async Task PullProgress_ComesAfterTheStart_IsNotTold()
    {
        IProgress<PullProgress>? late = null;
        await using var worker = new WorkerHarness(engine => engine.OnPrepare = (_, progress, _) =>
        {
            late = progress;
            progress!.Report(new PullProgress("alpine", 40));
            return Task.CompletedTask;
        });
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.Duration, "1h"))));
        await worker.StartedAsync();

        late!.Report(new PullProgress("alpine", 100));
        await worker.CancelAsync("enough");

        var end = await worker.FinishedAsync();
        Assert.Single(end.Stages, stage => stage.Stage == TaskStage.Pull);
        Assert.DoesNotContain(worker.Progress, progress => progress.Percent == 100);
    }

    internal static async Task StartBeforeAsync(WorkerHarness worker, TaskReady order)
    {
        await worker.Runtime.CreateAsync(Spec(worker, order), CancellationToken.None);
        await worker.Runtime.StartAsync(worker.ContainerName(), CancellationToken.None);
    }

    private static ContainerSpec Spec(WorkerHarness worker, TaskReady order) => new()
    {
        Name = worker.ContainerName(),
        Work = order.Work.Pod!.Containers[0],
        Pod = order.Work.Pod,
        Labels = new Dictionary<string, string>
        {
            [ContainerLabels.Fleet] = WorkerHarness.FleetId.ToString("D"),
            [ContainerLabels.Workflow] = order.Stamp.Workflow.ToString("D"),
            [ContainerLabels.Node] = "3",
            [ContainerLabels.Dispatch] = "1",
            [ContainerLabels.Worker] = "w0",
            [ContainerLabels.Session] = "2",
            [ContainerLabels.Container] = "main",
        },
    };

    private static async IAsyncEnumerable<LogFrame> Broken()
    {
        yield return new LogFrame("stdout", 1, "te"u8.ToArray());
        await Task.Yield();
        throw new IOException("connection reset");
    }

    private sealed class BrokenStream() : MemoryStream(new byte[1024])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("connection reset");
    }
}
