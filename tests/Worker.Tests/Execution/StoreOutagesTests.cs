using Fleet.Artifacts;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Execution;

/// <summary>A store that is away or says nothing: it is waited for, told of, and given up.</summary>
public sealed class StoreOutagesTests : ArtifactTest
{
    [Fact]
    public async Task Stop_WhileTheStoreIsAway_EndsTheWaiting()
    {
        var store = new AwayStore(Store);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: store);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        await worker.WhileTimePassesAsync(store.AskedAsync(2));

        await worker.CancelAsync("enough");

        Assert.Equal("cannot save artifact one: away (not asked again: the task is to be stopped)", Assert.Single((await worker.WhileTimePassesAsync(worker.FinishedAsync())).OutputErrors));
    }

    [Theory]
    [InlineData("pod")]
    [InlineData("reading")]
    [InlineData("listing")]
    public async Task Stop_WhileTheStoreOfWhatIsReadIsAway_IsAStop(string kind)
    {
        var store = new AwayStore(Store);
        await using var worker = new WorkerHarness(artifacts: store);
        var input = new ArtifactInput { Name = "a", Path = "/in", Key = "key" };
        await worker.RunAsync(worker.Order(kind switch
        {
            "pod" => new TaskWork { Pod = Pod(input) },
            "reading" => new TaskWork { ReadArtifact = new ReadArtifactWork { Artifact = input } },
            _ => new TaskWork { ListArtifacts = new ListArtifactsWork { Prefix = "" } },
        }));
        await worker.WhileTimePassesAsync(store.AskedAsync(2));

        await worker.CancelAsync("enough");
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Cancelled, "enough", 0), (end.End, end.Message, end.OutputErrors.Count));
    }

    [Fact]
    public async Task Store_ThatIsAwayForAWhile_IsWaitedFor_AndNotForEver()
    {
        var away = new AwayStore(Store);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: away);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var finished = worker.FinishedAsync();
        await worker.WhileTimePassesAsync(away.AskedAsync(3));
        away.IsBack = true;

        Assert.Equal(["one"], (await worker.WhileTimePassesAsync(finished)).Artifacts);
        // Once, not at each try.
        Assert.Equal(TaskStage.Collect, Assert.Single(worker.Progress, progress => progress.Message == "waiting for the artifact store: away").Stage);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Store_ThatSaysNothing_IsToldOfWithinSeconds_AndOneThatIsSlowIsNot(bool input, bool answers)
    {
        await Store.PutAsync("key", new MemoryStream("x"u8.ToArray()), Token);
        var silent = new SilentStore(Store) { Answers = answers };
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: silent);
        await worker.RunAsync(worker.Order(input ? Pod(new ArtifactInput { Name = "a", Path = "/in", Key = "key" }) : WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var finished = worker.FinishedAsync();

        // The call is under way all the time.
        await worker.WhileTimePassesAsync(silent.AskedAsync(2));
        if (!answers)
            await WorkerHarness.EventuallyAsync(() => worker.Progress.Any(progress => progress.Message is not null));
        silent.Release();
        var end = await worker.WhileTimePassesAsync(finished);

        Assert.Equal((TaskEnd.Exited, 0), (end.End, end.OutputErrors.Count));
        var told = worker.Progress.Where(progress => progress.Message?.Contains("artifact store", StringComparison.Ordinal) == true).Select(progress => (progress.Stage, progress.Message)).ToList();
        Assert.Equal(answers ? [] : [(input ? TaskStage.Create : TaskStage.Collect, $"waiting for the artifact store: the artifact store ({Store.Description}) did not answer within 3 s")], told);
    }

    [Fact]
    public async Task Store_ThatStaysAway_EndsTheTaskWithTheReason()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: new AwayStore(Store), storePatience: TimeSpan.FromSeconds(3));

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal("cannot save artifact one: away (asked again for 3 s)", Assert.Single(end.OutputErrors));
        Assert.Empty(end.Artifacts);
    }

    /// <summary>Takes calls and does not answer before it is released; whether small questions are answered, the test says.</summary>
    private sealed class SilentStore(IArtifactStore inner) : IArtifactStore
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public bool Answers { get; init; }

        public string Description => inner.Description;

        public void Release() => _released.SetResult();

        public async Task<bool> AskedAsync(int times)
        {
            await WorkerHarness.EventuallyAsync(() => Volatile.Read(ref _asked) >= times);
            return true;
        }

        public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
        {
            await _released.Task.WaitAsync(cancellationToken);
            await inner.PutAsync(key, content, cancellationToken);
        }

        public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
        {
            await _released.Task.WaitAsync(cancellationToken);
            return await inner.OpenAsync(key, cancellationToken);
        }

        public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
        {
            // Those of the worker's own watch are about no key of a task.
            if (key != "fleet-probe")
                Interlocked.Increment(ref _asked);
            if (!Answers)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return await inner.ExistsAsync(key, cancellationToken);
        }

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
    }

    /// <summary>Fails until it is back.</summary>
    private sealed class AwayStore(IArtifactStore inner) : IArtifactStore
    {
        private int _asked;

        public volatile bool IsBack;

        public string Description => inner.Description;

        public async Task<bool> AskedAsync(int times)
        {
            await WorkerHarness.EventuallyAsync(() => Volatile.Read(ref _asked) >= times);
            return true;
        }

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => Answered(() => inner.PutAsync(key, content, cancellationToken));

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => Answered(() => inner.OpenAsync(key, cancellationToken));

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => Answered(() => inner.ListAsync(prefix, cancellationToken));

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        private T Answered<T>(Func<T> call)
        {
            Interlocked.Increment(ref _asked);
            return IsBack ? call() : throw new StoreUnavailableException("away");
        }
    }
}
