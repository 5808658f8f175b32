using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Nothing of a container's output is lost or doubled on its way to the coordinator.</summary>
public sealed class LogTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public async Task Run_Output_EachLineWithItsTimeAndAnEnd()
    {
        var chunks = await PumpAsync([], _ => [new("stdout", Second, "one\n"u8.ToArray()), new("stdout", 2 * Second, "two"u8.ToArray()), new("stderr", 3 * Second, "bad\n"u8.ToArray())]);

        Assert.Equal("1970-01-01T00:00:01.000000000Z one\n1970-01-01T00:00:02.000000000Z two", TextOf(chunks, "stdout"));
        Assert.Equal("1970-01-01T00:00:03.000000000Z bad\n", TextOf(chunks, "stderr"));
        Assert.All(["stdout", "stderr"], stream => Assert.True(chunks.Last(chunk => chunk.Stream == stream).End));
        Assert.Equal(2 * Second, chunks.Last(chunk => chunk.Stream == "stdout").LastNanos);
    }

    [Fact]
    public async Task Adopt_OnlyOneStreamHasAMark_TheOtherIsReadFromItsBeginning()
    {
        LogFrame[] all = [new("stderr", Second, "early\n"u8.ToArray()), new("stdout", 2 * Second, "stored\n"u8.ToArray()), new("stdout", 3 * Second, "new\n"u8.ToArray())];

        var chunks = await PumpAsync([("main/stdout", new LogMark(2 * Second, 38))], since => [.. all.Where(frame => frame.Nanos >= since)]);

        Assert.Equal("1970-01-01T00:00:01.000000000Z early\n", TextOf(chunks, "stderr"));
        Assert.Equal("1970-01-01T00:00:03.000000000Z new\n", TextOf(chunks, "stdout"));
        Assert.Equal(38, chunks.First(chunk => chunk.Stream == "stdout").Offset);
    }

    [Fact]
    public async Task Adopt_NothingNew_StreamsWithAMarkAreEnded()
    {
        var chunks = await PumpAsync([("main/stdout", new LogMark(Second, 33))], _ => [new("stdout", Second, "stored\n"u8.ToArray())]);

        var end = Assert.Single(chunks);
        Assert.Equal((33, 0, true), (end.Offset, end.Bytes.Length, end.End));
    }

    [Fact]
    public async Task EngineAway_InTheMiddleOfALineInPieces_NothingTwice()
    {
        LogFrame[] all =
        [
            new("stdout", Second, "before\n"u8.ToArray()),
            new("stdout", 2 * Second, "piece-1 "u8.ToArray()),
            new("stdout", 2 * Second, "piece-2 "u8.ToArray()),
            new("stdout", 2 * Second, "piece-3\n"u8.ToArray()),
        ];
        var reads = 0;

        var chunks = await PumpAsync([], since => Interlocked.Increment(ref reads) == 1 ? [.. all[..3]] : [.. all.Where(frame => frame.Nanos >= since)], outages: 1);

        Assert.Equal("1970-01-01T00:00:01.000000000Z before\n1970-01-01T00:00:02.000000000Z piece-1 piece-2 piece-3\n", TextOf(chunks, "stdout"));
    }

    [Fact]
    public void LogStream_LineInPieces_WaitsForItsEnd()
    {
        var stream = new LogStream(Order, "main", "stdout", default);
        stream.Add(new LogFrame("stdout", Second, "whole\n"u8.ToArray()));
        stream.Add(new LogFrame("stdout", 2 * Second, "begin "u8.ToArray()));

        var first = stream.Take();
        Assert.EndsWith("whole\n", Encoding.UTF8.GetString(first.Bytes), StringComparison.Ordinal);
        Assert.Equal(Second, first.LastNanos);
        Assert.False(stream.HasMore);

        stream.Add(new LogFrame("stdout", 2 * Second, "end\n"u8.ToArray()));
        Assert.Equal("1970-01-01T00:00:02.000000000Z begin end\n", Encoding.UTF8.GetString(stream.Take().Bytes));
    }

    [Fact]
    public void LogStream_EndlessLine_GoesInPartsWithinTheLimit()
    {
        var stream = new LogStream(Order, "main", "stdout", default);
        var (sent, largest) = (0, 0);
        for (var piece = 0; piece < 64; piece++)
        {
            stream.Add(new LogFrame("stdout", Second, new byte[16 * 1024]));
            for (; stream.HasMore; sent++)
                largest = Math.Max(largest, stream.Take().Bytes.Length);
        }

        Assert.InRange(sent, 2, 64);
        Assert.InRange(largest, 1, MessageLimits.LogChunkBytes);
    }

    [Fact]
    public async Task Queue_Refuses_TheSameChunkIsSentAgainAndTheResultWaits()
    {
        var refusals = 0;
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => Frames([new("stdout", Second, "line\n"u8.ToArray())], broken: false));
        worker.OnChunk = _ => Interlocked.Increment(ref refusals) <= 3 ? throw new InvalidOperationException("the queue is full") : Task.CompletedTask;
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));

        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal([(0L, false), (36L, true)], worker.Chunks.Select(chunk => (chunk.Offset, chunk.End)));
    }

    [Fact]
    public async Task Log_CannotBeRead_ResultIsReportedAllTheSame()
    {
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => throw new InvalidOperationException("a defect"));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));

        Assert.Equal(TaskEnd.Exited, (await worker.FinishedAsync()).End);
    }

    private static TaskReady Order => new()
    {
        Stamp = WorkerHarness.Stamp(),
        Issue = 1,
        Namespace = "default",
        WorkflowName = "wf",
        NodeName = "wf",
        PodName = "wf",
        Work = new TaskWork { Pod = WorkerHarness.Pod() },
    };

    private static async Task<LogChunk[]> PumpAsync((string Stream, LogMark Mark)[] marks, Func<long, LogFrame[]> read, int outages = 0)
    {
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, since) => Frames(read(since), Interlocked.Decrement(ref outages) >= 0));
        var order = worker.Order(WorkerHarness.Pod());
        if (marks.Length == 0)
        {
            await worker.RunAsync(order);
        }
        else
        {
            await TaskRunTests.StartBeforeAsync(worker, order);
            await worker.AdoptAsync(order, marks);
        }

        await worker.WhileTimePassesAsync(worker.FinishedAsync());
        return [.. worker.Chunks];
    }

    private static async IAsyncEnumerable<LogFrame> Frames(LogFrame[] frames, bool broken)
    {
        foreach (var frame in frames)
            yield return frame;
        await Task.Yield();
        if (broken)
            throw new EngineUnavailableException("away");
    }

    private static string TextOf(IEnumerable<LogChunk> chunks, string stream) => Encoding.UTF8.GetString([.. chunks.Where(chunk => chunk.Stream == stream).SelectMany(chunk => chunk.Bytes)]);
}
