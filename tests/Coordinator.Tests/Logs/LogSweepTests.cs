using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Logs;

public sealed class LogSweepTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string root = Directory.CreateTempSubdirectory("fleet-sweep-").FullName;
    private readonly CancellationToken token = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider time = new(Start);
    private readonly Guid old = Guid.NewGuid();
    private readonly Guid recent = Guid.NewGuid();
    private readonly Guid running = Guid.NewGuid();
    private IFleetStore store = null!;
    private FileLogStore logs = null!;

    public async ValueTask InitializeAsync()
    {
        store = FleetStoreFactory.Create(Path.Combine(root, "fleet.db"), new FleetStoreOptions { Clock = time });
        await store.OpenAsync(token);
        var lead = (await store.TryLeadAsync(LeaderScope.Fleet, "test", TimeSpan.FromHours(1), token))!;
        var batch = new CommitBatch { Leadership = lead };
        batch.Workflows.Add(Row("old", old, Start.AddDays(-8)));
        batch.Workflows.Add(Row("recent", recent, Start.AddDays(-1)));
        batch.Workflows.Add(Row("running", running, null));
        await store.CommitAsync(batch, token);
        logs = new FileLogStore(Path.Combine(root, "logs"));
        foreach (var uid in new[] { old, recent, running })
            await logs.AppendAsync(new LogChunk { Stamp = new TaskStamp(uid, 0, 1), Namespace = "default", PodName = "p", Container = "main", Stream = "stdout", Offset = 0, Bytes = Encoding.UTF8.GetBytes(new string('x', 1000)), LastNanos = 1, End = true }, token);
    }

    [Fact]
    public async Task Sweep_ByAge_RemovesWhatEndedLongAgo()
    {
        Assert.Equal(1, await SweepAsync(new LogRetention { Age = TimeSpan.FromDays(7) }));

        Assert.Equal(new[] { recent, running }.Order(), Left());
    }

    [Fact]
    public async Task Sweep_BySize_RemovesTheOldestUntilTheRestFits_AndNeverWhatRuns()
    {
        await SweepAsync(new LogRetention { TotalBytes = 2000 });
        Assert.Equal(new[] { recent, running }.Order(), Left());

        await SweepAsync(new LogRetention { TotalBytes = 1 });
        Assert.Equal([running], Left());
    }

    [Fact]
    public async Task Sweep_WithinTheLimits_RemovesNothing() => Assert.Equal(0, await SweepAsync(new LogRetention { Age = TimeSpan.FromDays(30), TotalBytes = 3000 }));

    [Fact]
    public async Task Sweep_OfAWorkflowThatIsRetriedLater_ItsNewLogsAreKept_AndNobodyWaitsForTheOldOnes()
    {
        var age = new LogRetention { Age = TimeSpan.FromDays(7) };
        Assert.Equal(1, await SweepAsync(age));
        Assert.Equal(0, await SweepAsync(age));

        await logs.AppendAsync(new LogChunk { Stamp = new TaskStamp(old, 7, 1), Namespace = "default", PodName = "q", Container = "main", Stream = "stdout", Offset = 0, Bytes = "1970-01-01T00:00:01.000000000Z new\n"u8.ToArray(), LastNanos = 1, End = true }, token);

        LogStreamId[] known = [new(0, 1, "main", "stdout"), new(7, 1, "main", "stdout")];
        var lines = await new LogReader(logs, new FakeTimeProvider()).ReadAsync(old, new LogQuery(), _ => Task.FromResult(true), token, known: _ => Task.FromResult<IReadOnlyList<LogStreamId>>(known)).ToListAsync(token);
        Assert.Equal("new", Assert.Single(lines).Content);
    }

    [Fact]
    public async Task Sweep_OfAWorkflowThatIsGone_OnlyAfterAWhile()
    {
        var gone = Guid.NewGuid();
        await logs.AppendAsync(new LogChunk { Stamp = new TaskStamp(gone, 0, 1), Namespace = "default", PodName = "p", Container = "main", Stream = "stdout", Offset = 0, Bytes = [1], LastNanos = 1 }, token);
        var folder = new DirectoryInfo(Path.Combine(root, "logs", gone.ToString("D"))) { LastWriteTimeUtc = Start.UtcDateTime };
        var keep = new LogRetention { Age = TimeSpan.FromDays(300) };

        Assert.Equal(0, await SweepAsync(keep));
        folder.LastWriteTimeUtc = Start.AddHours(-2).UtcDateTime;
        Assert.Equal(1, await SweepAsync(keep));
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    private Task<int> SweepAsync(LogRetention retention) => new LogSweep(logs, store, retention, time, NullLogger<LogSweep>.Instance).SweepAsync(token);

    private IEnumerable<Guid> Left() => logs.Workflows().Where(found => found.Bytes > 0).Select(found => found.Uid).Order();

    private static WorkflowRow Row(string name, Guid uid, DateTimeOffset? finishedAt) => new(
        LeaderScope.Fleet,
        new WorkflowRecord { Uid = uid, Namespace = "default", Name = name, Phase = finishedAt is null ? "Running" : "Succeeded", CreatedAt = Start, FinishedAt = finishedAt, Progress = "1/1", Manifest = "{}"u8.ToArray(), Body = "{}"u8.ToArray() },
        "{}",
        IsNew: true);
}
