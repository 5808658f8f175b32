using Fleet.Coordinator.Timers;

namespace Fleet.Coordinator.Tests.Timers;

public sealed class SteadyTimeTests
{
    private readonly TwoClocks _clocks = new();

    [Fact]
    public void WallClockSetBack_IsNotFollowed()
    {
        var steady = new SteadyTime(_clocks);
        var before = steady.GetUtcNow();

        _clocks.Wall -= TimeSpan.FromHours(1);
        _clocks.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(before + TimeSpan.FromSeconds(5), steady.GetUtcNow());
    }

    [Fact]
    public void WallClockAhead_IsFollowed()
    {
        var steady = new SteadyTime(_clocks);

        _clocks.Wall += TimeSpan.FromHours(1);
        _clocks.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(_clocks.Wall, steady.GetUtcNow());
        _clocks.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(_clocks.Wall, steady.GetUtcNow());
    }

    private sealed class TwoClocks : TimeProvider
    {
        private long _ticks = 1000;

        public DateTimeOffset Wall { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time)
        {
            Wall += time;
            _ticks += time.Ticks;
        }

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _ticks;
    }
}
