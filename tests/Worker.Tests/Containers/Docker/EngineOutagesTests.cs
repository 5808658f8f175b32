using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class EngineOutagesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Covers_FromTheLastAnswerToTheNext()
    {
        var outages = new EngineOutages(_time);
        outages.Answered();
        var answered = Pass(10);
        var silent = Pass(10);
        outages.Silent();
        Pass(10);
        outages.Silent();
        var still = Pass(10);
        Assert.True(outages.Covers(still));
        outages.Answered();
        var after = Pass(10);

        Assert.False(outages.Covers(answered.AddSeconds(-20)));
        Assert.True(outages.Covers(answered));
        Assert.True(outages.Covers(silent));
        Assert.True(outages.Covers(still));
        Assert.False(outages.Covers(after));
    }

    [Fact]
    public void Covers_EngineThatAlwaysAnswers_Nothing()
    {
        var outages = new EngineOutages(_time);
        outages.Answered();

        Assert.False(outages.Covers(Pass(10)));
    }

    // A slow call of an engine under load, while others are answered: nobody restarted it.
    [Theory]
    [InlineData(typeof(TimeoutException), false)]
    [InlineData(typeof(TaskCanceledException), false)]
    [InlineData(typeof(HttpRequestException), true)]
    [InlineData(typeof(IOException), true)]
    public async Task Call_ThatTakesTooLong_IsNoOutage_ABrokenConnectionIs(Type error, bool covered)
    {
        var outages = new EngineOutages(_time);
        outages.Answered();
        var calls = new EngineCalls(new Uri("unix:///x"), outages);

        await Assert.ThrowsAsync<EngineUnavailableException>(() => calls.MakeAsync("do it", _ => Task.FromException((Exception)Activator.CreateInstance(error)!), CancellationToken.None));

        Assert.Equal(covered, outages.Covers(Pass(10)));
    }

    private DateTimeOffset Pass(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _time.GetUtcNow();
    }
}
