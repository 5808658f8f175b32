using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Timers;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Timers;

public sealed class TimerQueueTests
{
    private static readonly Guid A = Guid.NewGuid();
    private static readonly Guid B = Guid.NewGuid();
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly TimerQueue _timers = new();

    [Fact]
    public void TakeDue_GivesWhatIsDue_InOrder()
    {
        _timers.Set(A, Key(1), Start.AddSeconds(3));
        _timers.Set(B, Key(1), Start.AddSeconds(1));
        _timers.Set(A, Key(2), Start.AddSeconds(2));

        Assert.Equal(Start.AddSeconds(1), _timers.Next);
        Assert.Equal([(B, Key(1)), (A, Key(2))], _timers.TakeDue(Start.AddSeconds(2), 10).Select(item => (item.Workflow, item.Key)));
        Assert.Equal(Start.AddSeconds(3), _timers.Next);
    }

    [Fact]
    public void MovedAndClearedTimers_DoNotFire()
    {
        _timers.Set(A, Key(1), Start.AddSeconds(1));
        _timers.Set(A, Key(1), Start.AddSeconds(9));
        _timers.Set(A, Key(2), Start.AddSeconds(1));
        _timers.Clear(A, Key(2));
        _timers.Set(B, Key(1), Start.AddSeconds(1));
        _timers.Forget(B);

        Assert.Empty(_timers.TakeDue(Start.AddSeconds(5), 10));
        Assert.Equal(Start.AddSeconds(9), _timers.Next);
        Assert.Equal(1, _timers.Count);
    }

    [Fact]
    public void TakenTimer_ComesBackWithReset()
    {
        _timers.Set(A, Key(1), Start);
        Assert.Single(_timers.TakeDue(Start, 10));
        Assert.True(_timers.IsSet(A, Key(1), Start));

        _timers.Reset([new TimerRow(A, Key(1), Start)]);

        Assert.Single(_timers.TakeDue(Start, 10));
    }

    [Fact]
    public void OftenMovedTimer_DoesNotGrowTheQueue()
    {
        for (var i = 0; i < 100_000; i++) _timers.Set(A, Key(1), Start.AddSeconds(i));

        Assert.Equal(1, _timers.Count);
        Assert.Equal(Start.AddSeconds(99_999), _timers.Next);
    }

    private static TimerKey Key(int ordinal) => new(ordinal, TimerKind.RetryBackoff);
}
