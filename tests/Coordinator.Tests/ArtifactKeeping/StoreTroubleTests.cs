using Fleet.Coordinator.ArtifactKeeping;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.ArtifactKeeping;

/// <summary>What the log has of a store that takes nothing.</summary>
public sealed class StoreTroubleTests
{
    private readonly Lines _log = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly StoreTrouble _trouble;

    public StoreTroubleTests() => _trouble = new StoreTrouble(_log, _time);

    [Fact]
    public void Trouble_IsSaidOnce_AndItsEnd_WhenAllThatWasNotTakenIs()
    {
        _trouble.Took("small");
        foreach (var key in (string[])["large", "larger", "large"])
            _trouble.Failed(key, "the disk is full");
        foreach (var key in (string[])["small", "larger", "small"])
            _trouble.Took(key);
        Assert.Equal("Warning", Assert.Single(_log.Levels));
        Assert.Contains("the disk is full", _log.Last, StringComparison.Ordinal);

        _trouble.Took("large");
        _trouble.Took("large");

        Assert.Equal(["Warning", "Information"], _log.Levels);
    }

    [Fact]
    public void Trouble_IsOver_WhenWhatWasNotTakenWasGivenUp()
    {
        _trouble.Failed("given-up", "the disk is full");
        _time.Advance(TimeSpan.FromMinutes(11));
        _trouble.Took("other");
        _trouble.Failed("again", "the disk is full");

        Assert.Equal(["Warning", "Information", "Warning"], _log.Levels);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Levels { get; } = [];

        public string Last { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Levels.Add(logLevel.ToString());
            Last = formatter(state, exception);
        }
    }
}
