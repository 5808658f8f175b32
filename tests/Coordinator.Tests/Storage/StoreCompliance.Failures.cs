using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Storage;

/// <summary>What is refused, and that nothing of it stays.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Commit_OfAZombieLeader_WithCollidingMessages_SaysThatTheLeadIsLost()
    {
        var old = await LeadAsync();
        Clock.Advance(Lease);
        var successor = (await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token))!;
        var first = new CommitBatch { Leadership = successor };
        first.Outbox.Add(Message(1));
        await Store.CommitAsync(first, Token);
        var zombie = Batch(old, New("wf"));
        zombie.Outbox.Add(Message(1));

        var error = await Assert.ThrowsAsync<LeadershipLostException>(() => Store.CommitAsync(zombie, Token));

        Assert.Equal(old, error.Leadership);
        await Assert.ThrowsAsync<LeadershipLostException>(() => Store.LoadLeaderSnapshotAsync(old, Token));
    }

    [Fact]
    public async Task Commit_AfterResigning_IsRefused()
    {
        var lead = await LeadAsync();
        await Store.ResignAsync(lead, Token);

        await Assert.ThrowsAsync<LeadershipLostException>(() => Store.CommitAsync(Batch(lead, New("wf")), Token));
    }

    [Fact]
    public async Task Commit_ThatFailsAtItsLastRow_LeavesNothing_AndTheNextOneWorks()
    {
        var lead = await LeadAsync();
        var taken = Batch(lead, New("first"));
        taken.IdempotencyKeys.Add(("key", taken.Workflows[0].Record.Uid));
        await Store.CommitAsync(taken, Token);
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Nodes.Add(Node(row, 0, "wf", task: new TaskColumns(1, 1, Bytes("task"))));
        batch.TimersSet.Add(new TimerRow(row.Record.Uid, new TimerKey(0, TimerKind.Timeout), Start));
        batch.Outbox.Add(Message(5));
        batch.Sessions.Add(new SessionRow(1, "w", 1, Bytes("s")));
        batch.Audit.Add(new AuditRow(row.Record.Uid, Start, "submitted", "{}"));
        batch.IdempotencyKeys.Add(("key", row.Record.Uid));

        var error = await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(batch, Token));

        Assert.Equal(row.Record.Uid, error.Workflow);
        Assert.Null(await Store.LoadAsync(row.Record.Uid, Token));
        Assert.Empty(await Store.AuditAsync(row.Record.Uid, Token));
        Assert.Equal(NodeStanding.Unknown, await Store.StandingAsync(LeaderScope.Fleet, row.Record.Uid, 0, Token));
        var snapshot = await Store.LoadLeaderSnapshotAsync(lead, Token);
        Assert.Empty(snapshot.Tasks);
        Assert.Empty(snapshot.Timers);
        Assert.Empty(snapshot.Outbox);
        Assert.Empty(snapshot.Sessions);
        Assert.Equal(0, snapshot.LastSequence);
        batch.IdempotencyKeys.Clear();
        await Store.CommitAsync(batch, Token);
    }

    [Fact]
    public async Task Commit_OfAnUnknownOrForeignWorkflow_IsAConflict()
    {
        var lead = await LeadAsync();
        var other = (await Store.TryLeadAsync("other", "b", Lease, Token))!;
        var foreign = New("foreign", scope: "other");
        await Store.CommitAsync(Batch(other, foreign), Token);

        var unknown = await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(Batch(lead, New("wf") with { IsNew = false }), Token));
        var stolen = await Assert.ThrowsAsync<StoreConflictException>(
            () => Store.CommitAsync(Batch(lead, foreign with { Scope = LeaderScope.Fleet, IsNew = false }), Token));

        Assert.Contains("deleted or taken over", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(foreign.Record.Uid, stolen.Workflow);
    }

    [Fact]
    public async Task Commit_TwoNewWorkflowsOfOneName_NamesTheSecond()
    {
        var lead = await LeadAsync();
        var second = New("wf");

        var error = await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(Batch(lead, New("wf"), second), Token));

        Assert.Equal(second.Record.Uid, error.Workflow);
    }

    [Fact]
    public async Task Commit_BatchThatContradictsItself_IsAnArgumentError()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var twice = Batch(lead, row);
        twice.Nodes.Add(Node(row, 3, "a"));
        twice.Nodes.Add(Node(row, 3, "a"));
        var orphan = new CommitBatch { Leadership = lead };
        orphan.Nodes.Add(Node(row, 0, "wf"));

        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(twice, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(orphan, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Batch(lead, row, row), Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitAsync(Batch(lead, New("x", scope: "other")), Token));
    }

    [Fact]
    public async Task Delete_OfWhatIsNotThere_IsNoError_AndGetsNoVersion()
    {
        var batch = new CommitBatch { Leadership = await LeadAsync() };
        batch.Deletes.Add(Guid.NewGuid());

        Assert.Empty((await Store.CommitAsync(batch, Token)).Versions);
    }

    private static OutboxRow Message(long sequence) => new(sequence, Guid.NewGuid(), "orders", "w1", "w1", Bytes("body"));
}
