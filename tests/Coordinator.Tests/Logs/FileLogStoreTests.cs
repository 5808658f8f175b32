using System.Text;
using System.Text.RegularExpressions;
using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Logs;

public sealed partial class FileLogStoreTests : IDisposable
{
    private static readonly Guid Uid = Guid.Parse("11111111-2222-3333-4444-555555555555");
    private readonly string root = Directory.CreateTempSubdirectory("fleet-logs-").FullName;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private FileLogStore Store => field ??= new FileLogStore(root);

    [Fact]
    public async Task Append_SameChunkTwice_IsStoredOnce()
    {
        await AppendAsync("a\nb\n", 0);
        await AppendAsync("a\nb\n", 0);

        Assert.Equal(["a", "b"], await ReadAsync(new LogQuery()));
    }

    [Fact]
    public async Task Append_OverlappingChunk_AddsOnlyWhatIsNew()
    {
        var first = Lines("a\nb\n", 0);
        await Store.AppendAsync(Chunk(first, 0), token);
        await Store.AppendAsync(Chunk([.. first, .. Lines("c\n", 2)], 0), token);

        Assert.Equal(["a", "b", "c"], await ReadAsync(new LogQuery()));
    }

    [Fact]
    public async Task Append_ChunksAtTheSameTime_AreStoredInTheirOrder()
    {
        var lines = Enumerable.Range(0, 100).Select(i => Line($"line {i}", i)).ToArray();
        var offsets = lines.Select((_, i) => lines.Take(i).Sum(line => line.Length)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 100).Reverse().Select(i => Store.AppendAsync(Chunk(lines[i], offsets[i]), token)));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"line {i}"), await ReadAsync(new LogQuery()));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(500)]
    [InlineData(200_000)]
    public async Task Append_WhatNeverComes_LeavesALineThatSaysSo_AndTheRestGoesOn(int missing)
    {
        var clock = new FakeTimeProvider();
        var store = new FileLogStore(root, clock);
        var begin = Line("begin", 1);
        var after = Line("after", 2);
        var offset = begin.Length + missing;
        await store.AppendAsync(Chunk(begin, 0), token);

        var waiting = store.AppendAsync(Chunk(after, offset), token);
        Assert.False(waiting.IsCompleted);
        clock.Advance(FileLogStore.Patience);
        await waiting;
        await store.AppendAsync(Chunk(Line("end", 3), offset + after.Length) with { End = true }, token);

        var lines = await ReadAsync(new LogQuery());
        Assert.Equal(["begin", "after", "end"], lines.Where(line => !line.StartsWith("[fleet:", StringComparison.Ordinal)));
        if (missing > 200) Assert.Contains($"{missing} bytes", lines[1], StringComparison.Ordinal);
        Assert.Equal(offset + after.Length + Line("end", 3).Length, (await store.MarksAsync(new TaskStamp(Uid, 3, 1), token)).Single().Value.Offset);
    }

    [Fact]
    public async Task Marks_AfterChunks_GiveOffsetAndLastTime()
    {
        var bytes = Lines("a\nb\n", 5);
        await Store.AppendAsync(Chunk(bytes, 0), token);

        var marks = await Store.MarksAsync(new TaskStamp(Uid, 3, 1), token);

        Assert.Equal(new LogMark(Nanos(6), bytes.Length), Assert.Single(marks).Value);
        Assert.Equal("main/stdout", Assert.Single(marks).Key);
    }

    [Fact]
    public async Task Read_TwoStreams_AreMergedByTime()
    {
        await Store.AppendAsync(Chunk(Line("first", 1).Concat(Line("third", 3)).ToArray(), 0), token);
        await Store.AppendAsync(Chunk(Line("second", 2), 0) with { Stream = "stderr" }, token);

        Assert.Equal(["first", "second", "third"], await ReadAsync(new LogQuery()));
    }

    [Fact]
    public async Task Read_TailGrepSinceAndTimestamps_Apply()
    {
        await AppendAsync("apple\npear\nplum\n", 0);

        Assert.Equal(["plum"], await ReadAsync(new LogQuery { TailLines = 1 }));
        Assert.Equal(3, (await ReadAsync(new LogQuery { TailLines = -1 })).Length);
        Assert.Equal(["pear", "plum"], await ReadAsync(new LogQuery { Grep = new Regex("^p", RegexOptions.NonBacktracking) }));
        Assert.Equal(["plum"], await ReadAsync(new LogQuery { Since = DateTimeOffset.FromUnixTimeSeconds(2) }));
        Assert.Equal(["1970-01-01T00:00:00.000000000Z apple"], await ReadAsync(new LogQuery { Timestamps = true, Grep = new Regex("apple") }));
    }

    [Fact]
    public async Task Read_LastLineWithoutNewline_ComesWhenTheStreamIsComplete()
    {
        await Store.AppendAsync(Chunk(Line("done", 0)[..^1], 0), token);
        Assert.Empty(await ReadAsync(new LogQuery()));

        await Store.AppendAsync(Chunk([], Line("done", 0).Length - 1) with { End = true }, token);
        Assert.Equal(["done"], await ReadAsync(new LogQuery()));
    }

    [Fact]
    public async Task Read_Selector_ByTheLabelsOfPods()
    {
        await Store.AppendAsync(Chunk(Lines("from a\n", 0), 0) with { Labels = new Dictionary<string, string> { ["app"] = "a" } }, token);
        await Store.AppendAsync(Chunk(Lines("from b\n", 1), 0) with { PodName = "other" }, token);
        var common = new Dictionary<string, string> { ["workflow"] = "wf" };

        Assert.Equal(["from a"], await ReadAsync(new LogQuery { Selector = LabelSelector.Parse("app=a"), CommonLabels = common }));
        Assert.Equal(["from b"], await ReadAsync(new LogQuery { Selector = LabelSelector.Parse("workflow=wf,!app"), CommonLabels = common }));
        Assert.Empty(await ReadAsync(new LogQuery { Selector = LabelSelector.Parse("workflow=absent"), CommonLabels = common }));
    }

    [Fact]
    public async Task Read_Previous_IsWhatEarlierDispatchesHaveWritten()
    {
        await Store.AppendAsync(Chunk(Line("before", 1), 0), token);
        await Store.AppendAsync(Chunk(Line("after", 2), 0) with { Stamp = new TaskStamp(Uid, 3, 2), End = true }, token);
        await Store.AppendAsync(Chunk(Line("other", 3), 0) with { Stamp = new TaskStamp(Uid, 4, 1), PodName = "other", End = true }, token);

        Assert.Equal(["before"], await ReadAsync(new LogQuery { Previous = true }));
        Assert.Equal(["before", "after", "other"], await ReadAsync(new LogQuery()));
    }

    [Fact]
    public async Task Read_ManyStreams_AreMergedByTime_EachInItsOwnOrder()
    {
        // A stream whose clock goes back keeps its order.
        await Store.AppendAsync(Chunk([.. Line("a1", 1), .. Line("a2", 5), .. Line("a3", 2)], 0), token);
        await Store.AppendAsync(Chunk([.. Line("b1", 3), .. Line("b2", 6)], 0) with { PodName = "other" }, token);

        Assert.Equal(["a1", "b1", "a2", "a3", "b2"], await ReadAsync(new LogQuery()));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private Task AppendAsync(string text, long offset) => Store.AppendAsync(Chunk(Lines(text, 0), offset), token);

    private async Task<string[]> ReadAsync(LogQuery query) =>
        [.. (await new LogReader(Store, TimeProvider.System).ReadAsync(Uid, query, null, token).ToListAsync(token)).Select(line => line.Content)];

    private static LogChunk Chunk(byte[] bytes, long offset) => new()
    {
        Stamp = new TaskStamp(Uid, 3, 1),
        Namespace = "default",
        PodName = "wf-say-1",
        Container = "main",
        Stream = "stdout",
        Offset = offset,
        Bytes = bytes,
        LastNanos = 0,
    };

    private static byte[] Lines(string text, int second) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany((line, i) => Line(line, second + i))];

    private static byte[] Line(string text, int second) => Encoding.UTF8.GetBytes($"{LogLineText.Format(Nanos(second))} {text}\n");

    private static long Nanos(int second) => second * 1_000_000_000L;
}
