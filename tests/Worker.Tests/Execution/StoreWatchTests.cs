using Fleet.Artifacts;
using Fleet.Worker.Execution;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Execution;

/// <summary>What a worker says of its artifact store.</summary>
public sealed class StoreWatchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void WithoutAStore_ItSaysHowToNameOne() =>
        Assert.Contains("--artifact-store", new StoreWatch(new OwnStore(null), _time, NullLogger.Instance).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task StoreThatGoesAwayAndComesBack_IsSeen()
    {
        using var ended = new CancellationTokenSource();
        var store = new AwayStore();
        var watch = new StoreWatch(new OwnStore(store), _time, NullLogger.Instance);
        Assert.Contains("not answered yet", watch.Problem, StringComparison.Ordinal);

        var looking = watch.RunAsync(ended.Token);
        Assert.Null(watch.Problem);
        store.Away = true;
        _time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(watch, "away");
        store.Away = false;
        // The problem is seen before the time of the next look is set.
        while (watch.Problem is not null)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }

        await ended.CancelAsync();
        await looking;
    }

    [Fact]
    public async Task StoreThatHasNeverAnswered_IsAwaited_OneThatGoesAwayLaterIsNot_AndWhatIsFoundIsTold()
    {
        using var ended = new CancellationTokenSource();
        var told = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        var store = new AwayStore { Away = true };
        var watch = new StoreWatch(new OwnStore(store), _time, NullLogger.Instance, told.Enqueue);
        var looking = watch.RunAsync(ended.Token);
        Assert.Equal("away", watch.Awaited);

        store.Away = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(watch, null);
        while (watch.Awaited is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        store.Away = true;
        while (watch.Problem is null)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }

        Assert.Null(watch.Awaited);
        await ended.CancelAsync();
        await looking;
        Assert.Equal(["the artifact store (a store) has not answered yet", "away", null, "away"], told);
    }

    [Fact]
    public async Task StoreThatHangs_IsAProblem()
    {
        using var ended = new CancellationTokenSource();
        var watch = new StoreWatch(new OwnStore(new AwayStore { Hangs = true }), _time, NullLogger.Instance);

        var looking = watch.RunAsync(ended.Token);
        _time.Advance(TimeSpan.FromSeconds(20));

        await UntilAsync(watch, "the artifact store (a store) did not answer within 20 s");
        await ended.CancelAsync();
        await looking;
    }

    // What the time sets off goes on in another thread.
    private static async Task UntilAsync(StoreWatch watch, string? problem)
    {
        while (watch.Problem != problem)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
    }

    private sealed class AwayStore : IArtifactStore
    {
        public bool Away { get; set; }

        public bool Hangs { get; init; }

        public string Description => "a store";

        public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
        {
            if (Hangs)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return Away ? throw new StoreUnavailableException("away") : false;
        }

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
