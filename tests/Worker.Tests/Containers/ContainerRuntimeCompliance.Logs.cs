using System.Text;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

/// <content>What containers print.</content>
public abstract partial class ContainerRuntimeCompliance
{
    [Fact]
    public async Task Logs_OfBothStreams_ComeWholeWithTimestamps()
    {
        var id = await StartAsync(new Behaviour { Stdout = "one\ntwo\nthree", Stderr = "oops\n" });

        var frames = await LogsAsync(id, 0);

        Assert.Equal(["one\n", "two\n", "three"], Lines(frames, "stdout"));
        Assert.Equal(["oops\n"], Lines(frames, "stderr"));
        foreach (var stream in frames.GroupBy(frame => frame.Stream))
            Assert.Equal(stream.Select(frame => frame.Nanos).Order(), stream.Select(frame => frame.Nanos));
        var started = (await Runtime.InspectAsync(id, Token))!.StartedAt!.Value.ToUnixTimeSeconds();
        Assert.All(frames, frame => Assert.InRange(frame.Nanos / 1_000_000_000, started - 1, started + 60));
    }

    [Fact]
    public async Task Logs_SinceALine_IncludeThatLine()
    {
        var id = await StartAsync(new Behaviour { Stdout = "one\ntwo\nthree\n" });
        var all = await LogsAsync(id, 0);

        var rest = await LogsAsync(id, all[1].Nanos);

        Assert.Equal(["two\n", "three\n"], Lines(rest, "stdout"));
    }

    [Fact]
    public async Task Logs_OfARunningOne_EndWithIt()
    {
        var id = await StartAsync(new Behaviour { Endless = true, Stdout = "ready\n" });
        await using var frames = Runtime.FollowLogsAsync(id, 0, Token).GetAsyncEnumerator(Token);

        Assert.True(await frames.MoveNextAsync().AsTask().WaitAsync(Patience, Token));
        var next = frames.MoveNextAsync().AsTask();
        await Runtime.StopAsync(id, TimeSpan.FromSeconds(5), Token);

        Assert.False(await next.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task Logs_Cancelled_StopAtOnce()
    {
        var id = await StartAsync(new Behaviour { Endless = true });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var following = Task.Run(async () =>
        {
            await foreach (var _ in Runtime.FollowLogsAsync(id, 0, cancel.Token))
            {
            }
        }, Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.WaitAsync(Patience, Token));
        Assert.Equal(ContainerPhase.Running, (await Runtime.InspectAsync(id, Token))!.Phase);
    }

    protected Task<IReadOnlyList<LogFrame>> LogsAsync(string id, long since) => Runtime.LogsAsync(id, since);

    protected static IEnumerable<string> Lines(IEnumerable<LogFrame> frames, string stream) =>
        frames.Where(frame => frame.Stream == stream).Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span));

    protected Task FirstFrameAsync(string id) => Runtime.FirstFrameAsync(id);
}
