using System.Text;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Storage;

/// <summary>What every store must do. Run on each implementation.</summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private IFleetStore? store;

    protected FakeTimeProvider Clock { get; } = new(Start);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private IFleetStore Store => store!;

    /// <summary>Another instance on the same, initially empty database.</summary>
    protected abstract IFleetStore Create(FleetStoreOptions options);

    /// <summary>Runs a statement on that database, past the store; its first value.</summary>
    protected abstract Task<object?> ScalarAsync(string sql);

    public virtual async ValueTask InitializeAsync()
    {
        store = Create(new FleetStoreOptions { Clock = Clock });
        await Store.OpenAsync(Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (store is not null)
            await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Open_Twice_KeepsTheFleetId()
    {
        await using var again = Create(new FleetStoreOptions { Clock = Clock });

        Assert.Equal(await Store.OpenAsync(Token), await again.OpenAsync(Token));
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefusedWithASentence()
    {
        await ScalarAsync("UPDATE meta SET value = '999' WHERE key = 'schema_version'");
        await using var older = Create(new FleetStoreOptions());

        var error = await Assert.ThrowsAsync<StoreSchemaException>(() => older.OpenAsync(Token));

        Assert.Contains("has schema 999", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer Fleet", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_WorkflowAndNodes_AreLoadedAsWritten()
    {
        var lead = await LeadAsync();
        var row = New("wf", labels: """{"app":"shop"}""") with { EventSequence = 7 };
        var batch = Batch(lead, row);
        batch.Nodes.Add(Node(row, 1, "wf.a", task: new TaskColumns(2, 1, Bytes("task"))));
        batch.Nodes.Add(Node(row, 0, "wf"));
        await Store.CommitAsync(batch, Token);

        var loaded = await Store.LoadAsync(row.Record.Uid, Token);

        Assert.NotNull(loaded);
        Assert.Equal([0, 1], loaded.Nodes.Select(node => node.Ordinal));
        Assert.Equal("body of wf.a ✔", Text(loaded.Nodes[1].Body));
        Assert.Equal(Text(row.Record.Manifest), Text(loaded.Record.Manifest));
        Assert.Equal(row.Record with { Manifest = default, Body = default }, loaded.Record with { Manifest = default, Body = default });
        Assert.Equal(7, loaded.EventSequence);
        Assert.Equal(row.LabelsJson, loaded.LabelsJson);
        Assert.Equal(NodeStanding.Known, await Store.StandingAsync(LeaderScope.Fleet, row.Record.Uid, 1, Token));
        Assert.Equal(NodeStanding.Unknown, await Store.StandingAsync(LeaderScope.Fleet, row.Record.Uid, 9, Token));
    }

    [Fact]
    public async Task Commit_UpdatedNode_LastStateWins()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Nodes.Add(Node(row, 0, "wf"));
        await Store.CommitAsync(batch, Token);
        var update = Batch(lead, row with { IsNew = false, Record = row.Record with { Phase = "Succeeded", FinishedAt = Start } });
        update.Nodes.Add(new NodeRow(row.Record.Uid, Node(row, 0, "wf").Record with { Phase = "Succeeded" }, null));
        await Store.CommitAsync(update, Token);

        var loaded = await Store.LoadAsync(row.Record.Uid, Token);

        Assert.Equal("Succeeded", Assert.Single(loaded!.Nodes).Phase);
        Assert.Equal(Start, loaded.Record.FinishedAt);
        Assert.Empty(await Store.OpenWorkflowsAsync(LeaderScope.Fleet, Token));
    }

    [Fact]
    public async Task Commit_Versions_AreStrictlyRising()
    {
        var lead = await LeadAsync();
        var rows = Enumerable.Range(0, 3).Select(i => New("wf" + i)).ToArray();
        var first = await Store.CommitAsync(Batch(lead, rows), Token);
        var second = await Store.CommitAsync(Batch(lead, [.. rows.Select(row => row with { IsNew = false })]), Token);

        Assert.Equal(3, first.Versions.Values.Distinct().Count());
        Assert.True(second.Versions.Values.Min() > first.Versions.Values.Max());
        Assert.Equal(second.Versions[rows[1].Record.Uid], (await Store.FindAsync(rows[1].Record.Uid, Token))!.Version);
    }

    [Fact]
    public async Task Commit_TakenName_IsAConflict_AndNothingIsWritten()
    {
        var lead = await LeadAsync();
        await Store.CommitAsync(Batch(lead, New("wf")), Token);
        var other = New("other");
        var twin = New("wf");

        var error = await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(Batch(lead, other, twin), Token));

        Assert.Equal(twin.Record.Uid, error.Workflow);
        Assert.Null(await Store.FindAsync("default", "other", Token));
    }

    [Fact]
    public async Task Delete_LeavesATombstone_AndFreesTheName()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Nodes.Add(Node(row, 0, "wf"));
        var before = (await Store.CommitAsync(batch, Token)).Versions[row.Record.Uid];
        var delete = new CommitBatch { Leadership = lead };
        delete.Deletes.Add(row.Record.Uid);
        var deleted = await Store.CommitAsync(delete, Token);

        var changes = await Store.ChangesAsync(before, 10, Token);

        var change = Assert.Single(changes.Items);
        Assert.True(change.Deleted);
        Assert.Equal(deleted.Versions[row.Record.Uid], change.Version);
        Assert.Equal("wf", change.Summary.Name);
        Assert.Null(await Store.LoadAsync(row.Record.Uid, Token));
        Assert.Equal(NodeStanding.Deleted, await Store.StandingAsync(LeaderScope.Fleet, row.Record.Uid, 0, Token));
        await Store.CommitAsync(Batch(lead, New("wf")), Token);
    }

    [Fact]
    public async Task Namesake_IsAnotherWorkflowOfTheName_AlsoADeletedOne_SinceAMoment()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        await Store.CommitAsync(Batch(lead, row), Token);
        Assert.Null(await Store.NamesakeAsync("default", "wf", row.Record.Uid, DateTimeOffset.UnixEpoch, Token));
        Assert.Equal(row.Record.Uid, await Store.NamesakeAsync("default", "wf", Guid.NewGuid(), DateTimeOffset.UnixEpoch, Token));
        Assert.Null(await Store.NamesakeAsync("other", "wf", Guid.NewGuid(), DateTimeOffset.UnixEpoch, Token));

        var delete = new CommitBatch { Leadership = lead };
        delete.Deletes.Add(row.Record.Uid);
        await Store.CommitAsync(delete, Token);

        Assert.Equal(row.Record.Uid, await Store.NamesakeAsync("default", "wf", Guid.NewGuid(), DateTimeOffset.UnixEpoch, Token));
        Assert.Null(await Store.NamesakeAsync("default", "wf", row.Record.Uid, DateTimeOffset.UnixEpoch, Token));
        Assert.Null(await Store.NamesakeAsync("default", "wf", Guid.NewGuid(), DateTimeOffset.MaxValue, Token));
    }

    [Fact]
    public async Task Timers_AreReplacedAndCleared()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var key = new TimerKey(0, TimerKind.Suspend);
        var batch = Batch(lead, row);
        batch.TimersSet.Add(new TimerRow(row.Record.Uid, key, Start));
        await Store.CommitAsync(batch, Token);
        var replaced = Batch(lead, row with { IsNew = false });
        replaced.TimersSet.Add(new TimerRow(row.Record.Uid, key, Start.AddHours(1)));
        await Store.CommitAsync(replaced, Token);
        Assert.Equal(Start.AddHours(1), Assert.Single((await Store.LoadLeaderSnapshotAsync(lead, Token)).Timers).Due);

        var cleared = Batch(lead, row with { IsNew = false });
        cleared.TimersCleared.Add((row.Record.Uid, key));
        await Store.CommitAsync(cleared, Token);

        Assert.Empty((await Store.LoadLeaderSnapshotAsync(lead, Token)).Timers);
    }

    [Fact]
    public async Task IdempotencyKey_FindsItsWorkflow_AndIsNotGivenAway()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.IdempotencyKeys.Add(("key", row.Record.Uid));
        await Store.CommitAsync(batch, Token);
        var second = Batch(lead, New("second"));
        second.IdempotencyKeys.Add(("key", second.Workflows[0].Record.Uid));

        Assert.Equal(row.Record.Uid, await Store.FindIdempotencyKeyAsync("key", Token));
        Assert.Null(await Store.FindIdempotencyKeyAsync("unknown", Token));
        Assert.Null(await Store.FindIdempotencyKeyAsync("a\0b", Token));
        Assert.Null(await Store.FindAsync("ci", "a\0b", Token));
        Assert.Empty((await Store.ListAsync(new WorkflowQuery { Name = "a\0b" }, Token)).Items);
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(second, Token));
    }

    [Fact]
    public async Task Audit_IsKeptInOrder()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Audit.Add(new AuditRow(row.Record.Uid, Start, "submitted", "by queue"));
        batch.Audit.Add(new AuditRow(row.Record.Uid, Start, "stop", "by user"));
        await Store.CommitAsync(batch, Token);

        Assert.Equal(["submitted", "stop"], (await Store.AuditAsync(row.Record.Uid, Token)).Select(audit => audit.Kind));
    }

    [Fact]
    public async Task Commit_TenThousandNodesAndLargeBodies_AreStored()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        for (var i = 0; i < 10_000; i++)
            batch.Nodes.Add(Node(row, i, "wf." + i));
        batch.Nodes[5] = batch.Nodes[5] with { Record = batch.Nodes[5].Record with { Body = new byte[1024 * 1024] } };
        await Store.CommitAsync(batch, Token);

        var loaded = await Store.LoadAsync(row.Record.Uid, Token);

        Assert.Equal(10_000, loaded!.Nodes.Count);
        Assert.Equal(1024 * 1024, loaded.Nodes[5].Body.Length);
    }

    [Fact]
    public async Task Read_BesideCommits_SeesWholeGroupsOnly()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        for (var i = 0; i < 50; i++)
            batch.Nodes.Add(Node(row, i, "wf." + i));
        await Store.CommitAsync(batch, Token);
        var writing = Task.Run(
            async () =>
            {
                for (var round = 0; round < 20; round++)
                {
                    var next = Batch(lead, row with { IsNew = false });
                    for (var i = 0; i < 50; i++)
                        next.Nodes.Add(new NodeRow(row.Record.Uid, Node(row, i, "wf." + i).Record with { Phase = "P" + round }, null));
                    await Store.CommitAsync(next, Token);
                }
            },
            Token);
        do
        {
            var loaded = await Store.LoadAsync(row.Record.Uid, Token);
            Assert.Single(loaded!.Nodes.Select(node => node.Phase).Distinct());
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Fact]
    public async Task Commits_OfTwoInstances_BothHold()
    {
        await using var other = Create(new FleetStoreOptions { Clock = Clock });
        await other.OpenAsync(Token);
        var mine = await LeadAsync();
        var theirs = (await other.TryLeadAsync("scope-b", "b", Lease, Token))!;

        await Task.WhenAll(
            Task.Run(() => CommitManyAsync(Store, mine, "a"), Token),
            Task.Run(() => CommitManyAsync(other, theirs, "b"), Token));

        var all = await Store.ListAsync(new WorkflowQuery(), Token);
        Assert.Equal(40, all.Items.Count);
        Assert.Equal(40, all.Items.Select(item => item.Version).Distinct().Count());
    }

    private static async Task CommitManyAsync(IFleetStore store, Leadership lead, string prefix)
    {
        for (var i = 0; i < 20; i++)
            await store.CommitAsync(Batch(lead, New($"{prefix}{i}", scope: lead.Scope)), Token);
    }

    private async Task<string[]> NamesAsync(WorkflowQuery query) =>
        [.. (await Store.ListAsync(query, Token)).Items.Select(item => item.Name).Order(StringComparer.Ordinal)];

    private async Task<Leadership> LeadAsync() => (await Store.TryLeadAsync(LeaderScope.Fleet, "a", Lease, Token))!;

    private static CommitBatch Batch(Leadership lead, params WorkflowRow[] workflows)
    {
        var batch = new CommitBatch { Leadership = lead };
        batch.Workflows.AddRange(workflows);
        return batch;
    }

    private static WorkflowRow New(string name, string ns = "default", string labels = "{}", Guid? uid = null, string scope = LeaderScope.Fleet, DateTimeOffset? created = null) => new(
        scope,
        new WorkflowRecord
        {
            Uid = uid ?? Guid.NewGuid(),
            Namespace = ns,
            Name = name,
            Manifest = Bytes($$"""{ "metadata": { "name": "{{name}}" }, "spec": {} }"""),
            CreatedAt = created ?? Start,
            Phase = "Running",
            StartedAt = created ?? Start,
            Message = "Ünïcode",
            Progress = "0/1",
            Body = Bytes("state"),
        },
        labels,
        IsNew: true);

    private static NodeRow Node(WorkflowRow row, int ordinal, string name, TaskColumns? task = null) => new(
        row.Record.Uid,
        new NodeRecord { Ordinal = ordinal, Phase = "Running", Type = "Pod", Boundary = ordinal == 0 ? -1 : 0, Name = name, Body = Bytes($"body of {name} ✔"), Request = Bytes("request") },
        task);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
