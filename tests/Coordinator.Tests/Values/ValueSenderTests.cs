using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Values;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Values;

/// <summary>Orders that name values are sent when the values are there.</summary>
public sealed class ValueSenderTests : IAsyncLifetime, IMessageSender
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-values-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Guid _workflow = Guid.NewGuid();
    private readonly StoredValue _value = new(ValueStore.DigestOf("a large script"u8).Sha256, "a large script");
    private readonly List<OutboxRow> _sent = [];
    private readonly ConcurrentQueue<WorkerReport> _told = [];
    private readonly FickleStore _artifacts;
    private IFleetStore _store = null!;

    public ValueSenderTests() => _artifacts = new FickleStore(new HostArtifactStore(Path.Combine(_folder, "artifacts"), TimeProvider.System));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = FleetStoreFactory.Create(Path.Combine(_folder, "fleet.db"));
        await _store.OpenAsync(Token);
        var lead = (await _store.TryLeadAsync(LeaderScope.Fleet, "test", TimeSpan.FromMinutes(1), Token))!;
        var state = WorkflowState.Create("""{"metadata":{"name":"wf"},"spec":{"entrypoint":"main","templates":[{"name":"main","container":{"image":"a"}}]}}"""u8.ToArray(), _workflow, "wf", "default", _time.GetUtcNow());
        var batch = new CommitBatch { Leadership = lead };
        batch.Workflows.Add(new WorkflowRow(LeaderScope.Fleet, state.ToRecord(), "{}", IsNew: true));
        batch.Values.Add(new ValueRow(_workflow, 0, _value));
        await _store.CommitAsync(batch, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        _sent.Add(row);
        return Task.FromResult(SendResult.Sent);
    }

    [Fact]
    public async Task Value_IsInTheArtifactStore_BeforeItsOrderIsSent()
    {
        Assert.Equal(SendResult.Sent, await Sender().SendAsync(Row(_value.Sha256), Token));

        Assert.Single(_sent);
        Assert.Empty(_told);
        Assert.Equal(_value.Text, Encoding.UTF8.GetString(await new ValueStore(_artifacts).ReadAsync(_workflow, new ContentDigest(_value.Sha256, _value.Text.Length), Token)));
    }

    [Fact]
    public async Task Order_OfAStoreThatIsAway_IsLeftToTheBeats_AndItsTaskEndsAfterThePatience()
    {
        var sender = Sender();
        _artifacts.IsAway = true;

        Assert.Equal(SendResult.Delayed, await sender.SendAsync(Row(_value.Sha256), Token));
        var told = Assert.Single(_told);
        Assert.Equal((1, new TaskStamp(_workflow, 1, 1), "waiting for the artifact store: away"), (told.Session, Assert.Single(told.Progress).Stamp, told.Progress[0].Message));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(SendResult.Delayed, await sender.SendAsync(Row(_value.Sha256), Token));
        Assert.All(_told, report => Assert.Empty(report.Finished));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SendResult.Delayed, await sender.SendAsync(Row(_value.Sha256), Token));
        var end = Assert.Single(_told.Last().Finished);
        Assert.Equal((new TaskStamp(_workflow, 1, 1), TaskEnd.Refused, "a large value that the task is given cannot be put into the artifact store: away (asked again for 60 s)"), (end.Stamp, end.End, end.Message));
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Order_OfAStoreThatIsBack_IsSent_AndItsPatienceBeginsAnew()
    {
        var sender = Sender();
        _artifacts.IsAway = true;
        await sender.SendAsync(Row(_value.Sha256), Token);
        _time.Advance(TimeSpan.FromSeconds(59));
        _artifacts.IsAway = false;

        Assert.Equal(SendResult.Sent, await sender.SendAsync(Row(_value.Sha256), Token));

        _artifacts.IsAway = true;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SendResult.Delayed, await sender.SendAsync(Row(_value.Sha256), Token));
        Assert.All(_told, report => Assert.Empty(report.Finished));
    }

    // What was sent may be with its worker, though nobody knows: it may be running there.
    [Fact]
    public async Task Order_ThatIsRepeated_EndsNoTask()
    {
        var sender = Sender();
        _artifacts.IsAway = true;
        var row = Row(_value.Sha256);

        await sender.SendAsync(row, Token);
        _time.Advance(TimeSpan.FromMinutes(2));
        await sender.SendAsync(row, Token);

        Assert.All(_told, report => Assert.Empty(report.Finished));
    }

    [Fact]
    public async Task Order_OfASilentStore_IsToldOfWithinSeconds_AndGivenUp_WithAllBehindIt()
    {
        var sender = Sender();
        _artifacts.IsSilent = true;
        var (first, behind) = (sender.SendAsync(Row(_value.Sha256), Token), sender.SendAsync(Row(_value.Sha256, ordinal: 2), Token));
        await _artifacts.Unanswered.Reader.ReadAsync(Token);

        // The look at it, and then that this is not answered either. Whoever asks sets the time for it when the store has the question already: what has passed by then does not count.
        var looked = _artifacts.Unanswered.Reader.ReadAsync(Token).AsTask();
        await PassAsync(2 * ValueCalls.Look, () => looked.IsCompleted);
        await PassAsync(2 * ValueCalls.LookLimit, () => !_told.IsEmpty);
        while (!first.IsCompleted || !behind.IsCompleted)
            await AdvanceAsync();

        Assert.Equal((SendResult.Delayed, SendResult.Delayed), (await first, await behind));
        Assert.Equal([1, 2], _told.SelectMany(report => report.Progress).Select(told => told.Stamp.Ordinal).Distinct().Order());
        Assert.All(_told.SelectMany(report => report.Progress), told => Assert.Equal("waiting for the artifact store: the artifact store (fickle) did not answer within 3 s", told.Message));

        _artifacts.IsSilent = false;
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(SendResult.Sent, await sender.SendAsync(Row(_value.Sha256), Token));
    }

    [Fact]
    public async Task Order_ToTakeATaskOver_IsSentAtOnce()
    {
        _artifacts.IsAway = true;
        var task = JsonSerializer.Deserialize(Row(_value.Sha256).Body.Span, WireJson.Default.WorkerOrders)!.Ready[0];
        using var writer = new OrdersWriter(1);
        writer.Adopt(new TaskAdopt { Task = task });
        writer.End();

        Assert.Equal(SendResult.Sent, await Sender().SendAsync(Row(null) with { Body = writer.Messages[0] }, Token));
    }

    [Fact]
    public async Task Order_OfAWorkflowThatIsGone_IsSent() => Assert.Equal(SendResult.Sent, await Sender().SendAsync(Row(new string('a', 64)), Token));

    [Fact]
    public async Task Order_WithoutValues_NeedsNoStore()
    {
        _artifacts.IsAway = true;

        Assert.Equal(SendResult.Sent, await Sender().SendAsync(Row(null), Token));
    }

    private ValueSender Sender() => new(this, _store, _artifacts, TimeSpan.FromSeconds(60), report => _told.Enqueue(report), _time, NullLogger.Instance);

    // No more time than that passes until it has happened.
    private async Task PassAsync(TimeSpan most, Func<bool> happened)
    {
        for (var until = _time.GetUtcNow() + most; !happened();)
        {
            if (_time.GetUtcNow() < until)
                await AdvanceAsync();
            else
                await Task.Delay(5, Token);
        }
    }

    // What waits for the time gets on in between.
    private async Task AdvanceAsync()
    {
        await Task.Delay(5, Token);
        _time.Advance(TimeSpan.FromMilliseconds(500));
    }

    private OutboxRow Row(string? sha256, int ordinal = 1)
    {
        var task = new TaskReady
        {
            Stamp = new TaskStamp(_workflow, ordinal, 1),
            Issue = 1,
            Namespace = "default",
            WorkflowName = "wf",
            NodeName = "wf",
            PodName = "wf",
            Work = new TaskWork(),
            StoredValues = sha256 is null ? null : [new ValueReference(sha256, _value.Text.Length)],
        };
        return new OutboxRow(1, Guid.NewGuid(), MessageKinds.Orders, "w", "", JsonSerializer.SerializeToUtf8Bytes(new WorkerOrders { Session = 1, Ready = [task] }, WireJson.Default.WorkerOrders));
    }
}
