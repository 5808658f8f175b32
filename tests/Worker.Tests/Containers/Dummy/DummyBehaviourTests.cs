using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Containers.Dummy;

public sealed class DummyBehaviourTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly DummyEngine _engine;
    private readonly DummyRuntime _runtime;

    public DummyBehaviourTests()
    {
        _engine = new DummyEngine(_time);
        _runtime = new DummyRuntime(_engine);
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1.5", 1500)]
    [InlineData("200ms", 200)]
    [InlineData("1m30s", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1.5m", 90_000)]
    public void Duration_InSecondsOrGoNotation_IsRead(string text, double milliseconds)
    {
        Assert.True(DummyDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("m")]
    [InlineData("99999999999999999999")]
    public void Duration_Wrong_IsNotRead(string text) => Assert.False(DummyDuration.TryParse(text, out _));

    [Theory]
    [InlineData(DummyAnnotations.ExitCode, "256")]
    [InlineData(DummyAnnotations.ExitCode, "x")]
    [InlineData(DummyAnnotations.Duration, "soon")]
    [InlineData(DummyAnnotations.Parameters, "[1]")]
    [InlineData(DummyAnnotations.OutOfMemory, "perhaps")]
    [InlineData("fleet.dummy/unknown", "1")]
    public async Task Annotation_Wrong_IsRefusedByName(string name, string value)
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => _runtime.PrepareAsync(Spec((name, value)), null, Token));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duration_PassesOnTheGivenClock()
    {
        var spec = Spec((DummyAnnotations.Duration, "90s"), (DummyAnnotations.ExitCode, "4"));
        var id = await _runtime.CreateAsync(spec, Token);
        await _runtime.StartAsync(id, Token);
        var waiting = _runtime.WaitAsync(id, Token);

        _time.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal(ContainerPhase.Running, (await _runtime.InspectAsync(id, Token))!.Phase);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(4, (await waiting)!.ExitCode);
    }

    [Fact]
    public async Task OutOfMemory_EndsWith137()
    {
        var end = await RunAsync(Spec((DummyAnnotations.OutOfMemory, "true")));

        Assert.Equal((137, true), (end.ExitCode, end.OomKilled));
    }

    [Fact]
    public async Task FailCreateAndFailStart_AreRefused()
    {
        await Assert.ThrowsAsync<ContainerRefusedException>(() => _runtime.CreateAsync(Spec((DummyAnnotations.FailCreate, "no")), Token));
        var id = await _runtime.CreateAsync(Spec((DummyAnnotations.FailStart, "no")), Token);
        await Assert.ThrowsAsync<ContainerRefusedException>(() => _runtime.StartAsync(id, Token));
    }

    [Fact]
    public async Task EngineFailsAndKills_ConcernTheFirstDispatchesOnly()
    {
        await Assert.ThrowsAsync<EngineUnavailableException>(() => _runtime.CreateAsync(Spec(1, (DummyAnnotations.EngineFails, "1")), Token));
        Assert.Equal(0, (await RunAsync(Spec(2, (DummyAnnotations.EngineFails, "1")))).ExitCode);
        Assert.True((await RunAsync(Spec(3, (DummyAnnotations.EngineKills, "3")))).KilledByEngine);
        Assert.False((await RunAsync(Spec(4, (DummyAnnotations.EngineKills, "3")))).KilledByEngine);
    }

    [Fact]
    public async Task Engine_IsSharedByItsRuntimes_AndCanRestart()
    {
        var id = await _runtime.CreateAsync(Spec((DummyAnnotations.Duration, "1h")), Token);
        await _runtime.StartAsync(id, Token);
        var neighbour = new DummyRuntime(_engine);
        Assert.Equal((await _runtime.InfoAsync(Token)).Id, (await neighbour.InfoAsync(Token)).Id);
        var waiting = neighbour.WaitAsync(id, Token);

        _engine.KillAll();

        Assert.True((await waiting)!.KilledByEngine);
    }

    [Fact]
    public async Task Engine_Down_AnswersNothing()
    {
        _engine.Down = true;

        await Assert.ThrowsAsync<EngineUnavailableException>(() => _runtime.InspectAsync("d1", Token));
        await Assert.ThrowsAsync<EngineUnavailableException>(() => _runtime.CreateAsync(Spec(), Token));
    }

    private async Task<ContainerState> RunAsync(ContainerSpec spec)
    {
        var id = await _runtime.CreateAsync(spec, Token);
        await _runtime.StartAsync(id, Token);
        return (await _runtime.WaitAsync(id, Token))!;
    }

    private static ContainerSpec Spec(params (string, string)[] annotations) => Spec(1, annotations);

    private static ContainerSpec Spec(int dispatch, params (string Name, string Value)[] annotations)
    {
        var pod = DummyHarness.Annotated(annotations);
        var stamp = new TaskStamp(Guid.NewGuid(), 1, dispatch);
        return new ContainerSpec
        {
            Name = ContainerLabels.NameOf(Guid.Empty, stamp, "main"),
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Workflow] = stamp.Workflow.ToString(),
                [ContainerLabels.Node] = "1",
                [ContainerLabels.Dispatch] = dispatch.ToString(CultureInfo.InvariantCulture),
            },
            Work = pod.Containers[0],
            Pod = pod,
        };
    }
}
