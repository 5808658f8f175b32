using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Logs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Logs;

/// <content>Limits, folders that cannot be written, and deletion.</content>
public sealed partial class FileLogStoreTests
{
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
}
