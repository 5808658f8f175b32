using Fleet.Coordinator.Runs;

namespace Fleet.Coordinator.Tests.Runs;

public sealed class ChangeFeedTests
{
    private static readonly Guid A = Guid.NewGuid();
    private static readonly Guid B = Guid.NewGuid();

    private readonly ChangeFeed _feed = new();

    [Fact]
    public async Task SlowReader_GetsTheLatestOfEach()
    {
        using var all = _feed.Subscribe();
        _feed.Publish(new Dictionary<Guid, long> { [A] = 1 });
        _feed.Publish(new Dictionary<Guid, long> { [B] = 2 });
        _feed.Publish(new Dictionary<Guid, long> { [A] = 3 });

        Assert.Equal([new WorkflowVersion(B, 2), new WorkflowVersion(A, 3)], await all.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Subscription_OfOneWorkflow_HearsOfNoOther()
    {
        using var one = _feed.Subscribe(A);
        _feed.Publish(new Dictionary<Guid, long> { [B] = 1 });
        var next = one.NextAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);

        _feed.Publish(new Dictionary<Guid, long> { [A] = 2, [B] = 3 });

        Assert.Equal([new WorkflowVersion(A, 2)], await next);
    }

    [Fact]
    public async Task FoundVersions_OnlyThoseOfOthersAreTold()
    {
        using var all = _feed.Subscribe();
        _feed.Publish(new Dictionary<Guid, long> { [A] = 5 });
        _feed.PublishFound([new WorkflowVersion(A, 5), new WorkflowVersion(B, 4)], upTo: 5);

        Assert.Equal([new WorkflowVersion(B, 4), new WorkflowVersion(A, 5)], await all.NextAsync(TestContext.Current.CancellationToken));
        var next = all.NextAsync(TestContext.Current.CancellationToken);
        _feed.PublishFound([], upTo: 5);
        Assert.False(next.IsCompleted);
        _feed.PublishFound([new WorkflowVersion(A, 6)], upTo: 6);
        Assert.Equal([new WorkflowVersion(A, 6)], await next);
    }
}
