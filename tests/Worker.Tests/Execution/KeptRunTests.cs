using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;

namespace Fleet.Worker.Tests.Execution;

/// <summary>What stays of settled tasks (<c>podGC</c>): what the worker's beats name of it, and when it goes.</summary>
public sealed class KeptRunTests
{
    [Fact]
    public async Task Settled_IsKept_NamedByBeats_AndNoWorkAnyMore_UntilItsGroupIsRemoved()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(new PodKeeping { Group = "g" })));
        await worker.FinishedAsync();

        await worker.SettleAsync();
        await WorkerHarness.EventuallyAsync(() => worker.Engine.All.Single().State.IsKept);
        var beat = await worker.NextBeatAsync();

        Assert.Equal((0, 0, "g"), (beat.Held.Count, beat.Inventory.Count, Assert.Single(beat.Kept)));
        await worker.GiveAsync(orders => orders with { RemoveKept = ["g"] });
        await WorkerHarness.EventuallyAsync(() => worker.Engine.All.Count == 0);
        Assert.Empty((await worker.NextBeatAsync()).Kept);
    }

    [Fact]
    public async Task SettledAndRemovedAtOnce_NothingStays()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(new PodKeeping { Group = "g" })));
        await worker.FinishedAsync();

        await worker.GiveAsync(orders => orders with { Settle = [WorkerHarness.Stamp()], RemoveKept = ["g"] });

        await WorkerHarness.EventuallyAsync(() => worker.Engine.All.Count == 0);
    }

    [Fact]
    public async Task KeptForATime_GoesWhenItIsUp()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Pod(new PodKeeping { Group = "g", SucceededSeconds = 60, FailedSeconds = 60 })));
        await worker.FinishedAsync();
        await worker.SettleAsync();
        await WorkerHarness.EventuallyAsync(() => worker.Engine.All.Single().State.IsKept);
        var kept = worker.Time.GetUtcNow();

        await worker.WhileTimePassesAsync(Task.Run(() => WorkerHarness.EventuallyAsync(() => worker.Engine.All.Count == 0)).ContinueWith(_ => true, TaskScheduler.Default));

        Assert.True(worker.Time.GetUtcNow() - kept >= TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task OutputThatIsMissing_IsAFailure_WhateverTheExitCode(bool missing, int left)
    {
        await using var worker = new WorkerHarness();
        var outputs = new TaskOutputs { Parameters = missing ? [new OutputFile("x", "/nowhere")] : [] };
        await worker.RunAsync(worker.Order(Pod(new PodKeeping { Group = "g", SucceededSeconds = 0 }) with { Outputs = outputs }));
        Assert.Equal(left, (await worker.FinishedAsync()).OutputErrors.Count);

        await worker.SettleAsync();

        await WorkerHarness.EventuallyAsync(() => worker.Engine.All.All(container => container.State.IsKept));
        Assert.Equal(left, worker.Engine.All.Count);
    }

    [Fact]
    public async Task Kept_OfAPodOfSeveral_AllThatRan()
    {
        await using var worker = new WorkerHarness();
        var pod = Pod(new PodKeeping { Group = "g" }) with
        {
            Init = [new ContainerWork { Name = "one", Image = "alpine" }],
            Sidecars = [new ContainerWork { Name = "db", Image = "alpine" }],
            Annotations = new Dictionary<string, string> { [DummyAnnotations.Prefix + "one.exit-code"] = "1" },
        };
        await worker.RunAsync(worker.Order(pod));
        await worker.FinishedAsync();

        await worker.SettleAsync();

        await WorkerHarness.EventuallyAsync(() => worker.Engine.All.All(container => container.State.IsKept));
        Assert.Equal("one", Assert.Single(worker.Engine.All).State.Labels[ContainerLabels.Container]);
    }

    private static PodWork Pod(PodKeeping keeping) => WorkerHarness.Pod() with { Keeping = keeping };
}
