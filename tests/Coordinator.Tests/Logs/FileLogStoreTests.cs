using System.Text;
using System.Text.RegularExpressions;
using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Logs;

public sealed class FileLogStoreTests : IDisposable
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
    public async Task Follow_EndsByItself_OnceDoneAndComplete()
    {
        var done = new TaskCompletionSource();
        var reader = new LogReader(Store, TimeProvider.System);
        var seen = new List<string>();
        var following = Task.Run(
            async () =>
            {
                await foreach (var line in reader.ReadAsync(Uid, new LogQuery(), _ => Task.FromResult(done.Task.IsCompleted), token))
                    seen.Add(line.Content);
            },
            token);
        await AppendAsync("a\n", 0);
        done.SetResult();
        await Store.AppendAsync(Chunk(Lines("b\n", 1), Lines("a\n", 0).Length) with { End = true }, token);

        await following;

        Assert.Equal(["a", "b"], seen);
    }

    [Fact]
    public async Task Follow_TheWorkflowEnds_IsSeenByItsChange_WithoutWaiting()
    {
        // Time stands still: nothing is looked at again by itself.
        var reader = new LogReader(Store, new FakeTimeProvider());
        using var changes = new OneChange();
        await Store.AppendAsync(Chunk(Lines("a\n", 0), 0) with { End = true }, token);
        await using var lines = reader.ReadAsync(Uid, new LogQuery(), _ => Task.FromResult(changes.Happened), token, changes).GetAsyncEnumerator(token);
        Assert.True(await lines.MoveNextAsync());

        var next = lines.MoveNextAsync().AsTask();
        changes.Happen();

        Assert.False(await next.WaitAsync(TimeSpan.FromMinutes(1), token));
    }

    [Fact]
    public async Task Follow_TheFirstPieceComesAfterTheEnd_IsWaitedFor()
    {
        // Time stands still: what is on its way is never given up.
        var reader = new LogReader(Store, new FakeTimeProvider());
        var asked = new TaskCompletionSource();
        var following = reader.ReadAsync(Uid, new LogQuery(), _ => Task.FromResult(true), token, known: _ =>
        {
            asked.TrySetResult();
            return Task.FromResult<IReadOnlyList<LogStreamId>>([new LogStreamId(3, 1, "main", "stdout")]);
        }).ToListAsync(token).AsTask();
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), token);

        await Store.AppendAsync(Chunk(Lines("late\n", 0), 0) with { End = true }, token);

        Assert.Equal("late", Assert.Single(await following.WaitAsync(TimeSpan.FromMinutes(1), token)).Content);
    }

    [Fact]
    public async Task Follow_NoTaskHasLeftOutput_EndsAtOnce_AndWhatALostHostLeftIsNotWaitedFor()
    {
        await AppendAsync("of a lost host\n", 0);

        var lines = await new LogReader(Store, new FakeTimeProvider()).ReadAsync(Uid, new LogQuery(), _ => Task.FromResult(true), token, known: _ => Task.FromResult<IReadOnlyList<LogStreamId>>([])).ToListAsync(token);

        Assert.Equal("of a lost host", Assert.Single(lines).Content);
    }

    [Fact]
    public async Task Follow_APieceThatNeverComes_IsGivenUp_WhenNothingHasComeForLong()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        var following = new LogReader(Store, time).ReadAsync(Uid, new LogQuery(), _ => Task.FromResult(true), token, known: _ =>
        {
            asked.TrySetResult();
            return Task.FromResult<IReadOnlyList<LogStreamId>>([new LogStreamId(3, 1, "main", "stdout")]);
        }).ToListAsync(token).AsTask();
        await asked.Task;
        Assert.False(following.IsCompleted);

        while (!following.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1, token);
        }

        Assert.Empty(await following);
    }

    [Fact]
    public async Task Append_BeyondTheLimitOfTheWorkflow_KeepsTheBeginning_AndALineThatSaysSo()
    {
        var store = new FileLogStore(root, workflowLimit: 200);
        var lines = Enumerable.Range(0, 20).Select(i => Line($"line {i}", i)).ToArray();
        for (var i = 0; i < lines.Length; i++)
            await store.AppendAsync(Chunk(lines[i], lines.Take(i).Sum(line => line.Length)) with { End = i == lines.Length - 1 }, token);
        // After a restart of the coordinator another pod's stream finds no room either.
        var again = new FileLogStore(root, workflowLimit: 200);
        await again.AppendAsync(Chunk(Line("other", 30), 0) with { PodName = "other", End = true }, token);

        var read = await ReadAsync(new LogQuery { PodName = "wf-say-1" });
        Assert.Equal(["line 0", "line 1", "line 2", "line 3", "line 4"], read[..5]);
        Assert.Equal("[fleet: truncated: the logs of this workflow have more than 200 bytes; what follows is not kept]", Assert.Single(read[5..]));
        Assert.StartsWith("[fleet: truncated:", Assert.Single(await ReadAsync(new LogQuery { PodName = "other" })), StringComparison.Ordinal);
        Assert.All(store.Files(Uid, null), file => Assert.True(file.File.IsComplete));
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
    public async Task Retry_AFolderThatCannotBeWritten_IsTriedAgain_AndNothingIsLost()
    {
        var time = new FakeTimeProvider();
        var folder = Path.Combine(root, "logs");
        await File.WriteAllTextAsync(folder, "no folder", token);
        var logger = new FakeLogger();
        var keeping = LogRetry.AppendAsync(new FileLogStore(folder), Chunk(Lines("kept\n", 0), 0) with { End = true }, time, logger, token);
        await logger.Said.Task.WaitAsync(TimeSpan.FromMinutes(1), token);
        Assert.False(keeping.IsCompleted);

        File.Delete(folder);
        while (!keeping.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1, token);
        }

        await keeping;
        var read = await new LogReader(new FileLogStore(folder), TimeProvider.System).ReadAsync(Uid, new LogQuery(), null, token).ToListAsync(token);
        Assert.Equal("kept", Assert.Single(read).Content);
    }

    [Fact]
    public async Task Retry_WhatWillNeverWork_FailsAtOnce_AndTheEndOfTheLeadEndsTheTrying()
    {
        var logger = new FakeLogger();
        var tooLong = Chunk(Lines("x\n", 0), 0) with { PodName = new string('p', 5000) };
        await Assert.ThrowsAsync<PathTooLongException>(() => LogRetry.AppendAsync(Store, tooLong, new FakeTimeProvider(), logger, token));

        var folder = Path.Combine(root, "file");
        await File.WriteAllTextAsync(folder, "no folder", token);
        using var over = new CancellationTokenSource();
        var trying = LogRetry.AppendAsync(new FileLogStore(folder), Chunk(Lines("x\n", 0), 0), new FakeTimeProvider(), logger, over.Token);
        await logger.Said.Task.WaitAsync(TimeSpan.FromMinutes(1), token);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => trying);
    }

    [Theory]
    [InlineData(0, "c")]
    [InlineData(1, "b,c")]
    public async Task Follow_TailLines_CountsOnlyWhatIsThereAlready(int tail, string expected)
    {
        await AppendAsync("a\nb\n", 0);
        var done = new TaskCompletionSource();
        var reading = new TaskCompletionSource();
        var following = Task.Run(
            async () => await new LogReader(Store, TimeProvider.System).ReadAsync(Uid, new LogQuery { TailLines = tail }, _ => IsDone(), token).ToListAsync(token), token);
        Task<bool> IsDone()
        {
            // Asked a second time, the first pass is over.
            if (!reading.TrySetResult()) done.TrySetResult();
            return Task.FromResult(done.Task.IsCompleted && Store.Files(Uid, null).All(file => file.File.IsComplete));
        }
        await done.Task;
        await Store.AppendAsync(Chunk(Lines("c\n", 2), Lines("a\nb\n", 0).Length) with { End = true }, token);

        Assert.Equal(expected, string.Join(",", (await following).Select(line => line.Content)));
    }

    [Fact]
    public async Task Read_ManyStreams_AreMergedByTime_EachInItsOwnOrder()
    {
        // A stream whose clock goes back keeps its order.
        await Store.AppendAsync(Chunk([.. Line("a1", 1), .. Line("a2", 5), .. Line("a3", 2)], 0), token);
        await Store.AppendAsync(Chunk([.. Line("b1", 3), .. Line("b2", 6)], 0) with { PodName = "other" }, token);

        Assert.Equal(["a1", "b1", "a2", "a3", "b2"], await ReadAsync(new LogQuery()));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task Append_HostilePodName_StaysInTheFolder(string pod)
    {
        await Store.AppendAsync(Chunk(Lines("x\n", 0), 0) with { PodName = pod, Container = pod, Stream = pod }, token);

        Assert.All(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories), path => Assert.StartsWith(Path.Combine(root, Uid.ToString()), path, StringComparison.Ordinal));
        Assert.Equal(pod, Assert.Single(Store.Files(Uid, null)).Pod);
    }

    [Fact]
    public async Task Delete_RemovesTheWorkflowsFolder()
    {
        await AppendAsync("a\n", 0);
        Store.Delete(Uid);
        Store.Delete(Uid);

        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public async Task Delete_ByTwoAtTheSameTime_IsNoError()
    {
        for (var i = 0; i < 500; i++)
        {
            var chunk = Chunk(Lines("a\n", 0), 0);
            await Store.AppendAsync(chunk with { Stamp = Stamp(i), PodName = $"pod-{i % 7}", End = true }, token);
        }

        var deletions = Enumerable.Range(0, 4).Select(_ => Task.Run(() => { for (var i = 0; i < 500; i++) new FileLogStore(root).Delete(Stamp(i).Workflow); }, token));
        await Task.WhenAll(deletions);

        Assert.Empty(Directory.EnumerateFileSystemEntries(root));

        static TaskStamp Stamp(int i) => new(new Guid(i, 0, 0, new byte[8]), 3, 1);
    }

    [Fact]
    public async Task Append_AfterTheDeletion_LeavesNoFolder()
    {
        var first = Lines("a\n", 0);
        await Store.AppendAsync(Chunk(first, 0), token);
        Store.Delete(Uid);

        await Store.AppendAsync(Chunk(Lines("b\n", 1), first.Length) with { End = true }, token);

        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    private sealed class FakeLogger : ILogger
    {
        public TaskCompletionSource Said { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.TrySetResult();
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

    private sealed class OneChange : IWorkflowSubscription
    {
        private readonly TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Happened => happened.Task.IsCompleted;

        public void Happen() => happened.SetResult();

        public async ValueTask<IReadOnlyList<WorkflowVersion>> NextAsync(CancellationToken cancellationToken)
        {
            await happened.Task.WaitAsync(cancellationToken);
            return [];
        }

        public void Dispose()
        {
        }
    }
}
