using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Logs;

/// <content>Logs that are followed.</content>
public sealed partial class FileLogStoreTests
{
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
    public async Task Arrived_WaitsForWhatEndedTasksLeft()
    {
        await AppendAsync("first\n", 0);
        var arriving = Arriving(new FakeTimeProvider());
        Assert.False(arriving.IsCompleted);

        await Store.AppendAsync(Chunk(Lines("late\n", 0), Lines("first\n", 0).Length) with { End = true }, token);

        await arriving.WaitAsync(TimeSpan.FromMinutes(1), token);
    }

    // What is asked of one that ended long ago comes from nowhere any more.
    [Theory]
    [InlineData(false, 0, 3)]
    [InlineData(true, 0, 30)]
    [InlineData(true, 60, 3)]
    [InlineData(true, null, 30)]
    public async Task Arrived_IsGivenUpAfterAFewSeconds_LaterWhereThereIsABacklog(bool backlog, int? endedBefore, int seconds)
    {
        var time = new FakeTimeProvider();
        var begun = time.GetUtcNow();
        var arriving = Arriving(time, begun - (endedBefore is { } ago ? TimeSpan.FromSeconds(ago) : null));
        for (var piece = 0; !arriving.IsCompleted; piece++)
        {
            if (backlog)
                await Store.AppendAsync(Chunk(Lines("x\n", 0), piece * Lines("x\n", 0).Length) with { Stamp = new TaskStamp(Guid.Empty, 3, 1) }, token);
            time.Advance(TimeSpan.FromSeconds(0.25));
            await Task.WhenAny(arriving, Task.Delay(1, token));
        }

        Assert.InRange((time.GetUtcNow() - begun).TotalSeconds, seconds, seconds + 2);
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

    private Task Arriving(TimeProvider time, DateTimeOffset? endedAt = null) =>
        new LogReader(Store, time).ArrivedAsync(Uid, [new LogStreamId(3, 1, "main", "stdout")], endedAt, follow: false, token);
}
