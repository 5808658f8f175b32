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
    public async Task Run_Ended_TellsHowLongItsLogsAre()
    {
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => Frames([new("stdout", Second, "one\n"u8.ToArray()), new("stdout", Second, "two"u8.ToArray())], broken: false));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));

        var finished = await worker.FinishedAsync();

        Assert.Equal([("stdout", 69L)], Assert.Single(finished.Containers).LogBytes.Select(stream => (stream.Key, stream.Value)));
        Assert.Equal(69, worker.Chunks.Sum(chunk => chunk.Bytes.Length));
    }

    [Fact]
    public async Task Run_Silent_TellsOfNoLog()
    {
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => Frames([], broken: false));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));

        Assert.Empty(Assert.Single((await worker.FinishedAsync()).Containers).LogBytes);
    }

    [Fact]
    public async Task Run_MoreThanTheLimit_KeepsTheBeginningAndALineThatSaysSo_AlsoForWhoTakesItOver()
    {
        var all = Enumerable.Range(0, 1000).Select(i => new LogFrame(i % 2 == 0 ? "stdout" : "stderr", (i + 1) * Second, Encoding.UTF8.GetBytes($"line {i}\n"))).ToArray();
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, since) => Frames([.. all.Where(frame => frame.Nanos >= since)], broken: false), logLimit: 1024);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));

        var finished = await worker.FinishedAsync();

        var lines = (TextOf(worker.Chunks, "stdout") + TextOf(worker.Chunks, "stderr")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[31..]).ToList();
        Assert.Single(lines, line => line == "[fleet: truncated: this container has written more than 1 KiB of log; what follows is not kept]");
        Assert.Equal(Enumerable.Range(0, lines.Count - 1).Select(i => $"line {i}").Order(), lines.Where(line => line[0] != '[').Order());
        Assert.Equal(2, worker.Chunks.Count(chunk => chunk.End));

        var marks = finished.Containers[0].LogBytes.Select(stream => ("main/" + stream.Key, new LogMark(worker.Chunks.Last(chunk => chunk.Stream == stream.Key).LastNanos, stream.Value))).ToArray();
        var taken = await PumpAsync(marks, since => [.. all.Where(frame => frame.Nanos >= since)], logLimit: 1024);
        Assert.All(taken, chunk => Assert.Equal((0, true), (chunk.Bytes.Length, chunk.End)));
        Assert.Equal(2, taken.Length);
    }

    [Fact]
    public async Task Run_HundredMegabytesOfLog_AreNeverHeldAtOnce_AndHoldNobodyElseUp()
    {
        const int Frame = 16 * 1024;
        const int Count = 100 * 1024 * 1024 / Frame;
        var (read, confirmed, most, followed) = (0L, 0L, 0L, 0);
        var content = new byte[Frame];
        content.AsSpan().Fill((byte)'x');
        content[^1] = (byte)'\n';
        async IAsyncEnumerable<LogFrame> Chatty()
        {
            for (var i = 1; i <= Count; i++)
            {
                most = Math.Max(most, Interlocked.Add(ref read, Frame) - Interlocked.Read(ref confirmed));
                yield return new LogFrame("stdout", i, content);
            }

            await Task.Yield();
        }

        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) =>
            Interlocked.Increment(ref followed) == 1 ? Chatty() : Frames([new("stdout", Second, "quiet\n"u8.ToArray())], broken: false));
        var full = new TaskCompletionSource();
        worker.OnChunk = async chunk =>
        {
            if (chunk.Stamp.Ordinal != Order.Stamp.Ordinal)
                return;
            await full.Task;
            Interlocked.Add(ref confirmed, chunk.Bytes.Length);
        };
        await worker.RunAsync(worker.Order(WorkerHarness.Pod()));
        await WorkerHarness.EventuallyAsync(() => Volatile.Read(ref followed) == 1);
        // Nothing of the first one's is taken: the second comes to its end all the same.
        var other = worker.Order(WorkerHarness.Pod());
        await worker.RunAsync(other with { Stamp = other.Stamp with { Ordinal = 99 } });
        Assert.Equal(99, (await worker.FinishedAsync()).Stamp.Ordinal);

        full.SetResult();
        TaskFinished finished;
        do
            finished = await worker.FinishedAsync();
        while (finished.Stamp.Ordinal == 99);

        Assert.Equal(Count * (Frame + 31L), Assert.Single(finished.Containers).LogBytes["stdout"]);
        Assert.InRange(most, Frame, 8 * 1024 * 1024);
    }

    [Fact]
    public async Task FirstChunk_HasTheLabelsOfThePod_TheOthersNot()
    {
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => Frames([new("stdout", Second, "one\n"u8.ToArray())], broken: false));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod() with { Labels = new Dictionary<string, string> { ["app"] = "shop" } }));
        await worker.FinishedAsync();

        Assert.Equal(["shop", null], worker.Chunks.Select(chunk => chunk.Labels?["app"]));
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

    private static TaskReady Order => WorkerHarness.OrderOf(new TaskWork { Pod = WorkerHarness.Pod() });

    private static async Task<LogChunk[]> PumpAsync((string Stream, LogMark Mark)[] marks, Func<long, LogFrame[]> read, int outages = 0, long? logLimit = null)
    {
        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, since) => Frames(read(since), Interlocked.Decrement(ref outages) >= 0), logLimit: logLimit);
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
