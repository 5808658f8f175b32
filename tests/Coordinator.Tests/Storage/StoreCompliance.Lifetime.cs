using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Tests.Storage;

/// <summary>What outlives a process, what is cleared away, and odd content.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Reopen_AfterAProcessThatJustEnded_HasEverythingCommitted()
    {
        // Never disposed: as a killed process leaves it.
        var dead = Create(new FleetStoreOptions { Clock = Clock });
        await dead.OpenAsync(Token);
        var lead = (await dead.TryLeadAsync(LeaderScope.Fleet, "dead", Lease, Token))!;
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Nodes.Add(Node(row, 0, "wf", task: new TaskColumns(4, 2, Bytes("task"))));
        batch.Outbox.Add(Message(17));
        batch.Sessions.Add(new SessionRow((await dead.LoadLeaderSnapshotAsync(lead, Token)).LastSession + 1, "w", 1, Bytes("s")));
        await dead.CommitAsync(batch, Token);

        await using var next = Create(new FleetStoreOptions { Clock = Clock });
        await next.OpenAsync(Token);
        Clock.Advance(Lease);
        var heir = (await next.TryLeadAsync(LeaderScope.Fleet, "heir", Lease, Token))!;
        var snapshot = await next.LoadLeaderSnapshotAsync(heir, Token);

        Assert.Equal(4, Assert.Single(snapshot.Tasks).Task.Dispatch);
        Assert.Equal(17, snapshot.LastSequence);
        Assert.True(snapshot.LastSession > Assert.Single(snapshot.Sessions).Session);
        Assert.Equal([row.Record.Uid], await next.OpenWorkflowsAsync(LeaderScope.Fleet, Token));
        await dead.DisposeAsync();
    }

    [Fact]
    public async Task SessionNumbers_OfTwoLeaders_NeverMeet_AndAreNotForgotten()
    {
        var fleet = await LeadAsync();
        var run = (await Store.TryLeadAsync("run", "b", Lease, Token))!;
        var first = (await Store.LoadLeaderSnapshotAsync(fleet, Token)).LastSession + 1;
        var second = (await Store.LoadLeaderSnapshotAsync(run, Token)).LastSession + 1;
        Assert.True(Math.Abs(second - first) >= 1_000_000);

        var batch = new CommitBatch { Leadership = fleet };
        batch.Sessions.Add(new SessionRow(first, "w", 1, Bytes("s")));
        await Store.CommitAsync(batch, Token);
        var removal = new CommitBatch { Leadership = fleet };
        removal.SessionsRemoved.Add(first);
        await Store.CommitAsync(removal, Token);

        var snapshot = await Store.LoadLeaderSnapshotAsync(fleet, Token);
        Assert.Empty(snapshot.Sessions);
        Assert.Equal(first, snapshot.LastSession);
    }

    [Fact]
    public async Task Merge_PutsMessagesBehindThoseOfTheScope_AndEndsTheOtherLead()
    {
        var fleet = await LeadAsync();
        var own = (await Store.TryLeadAsync("run", "b", Lease, Token))!;
        var mine = new CommitBatch { Leadership = fleet };
        mine.Outbox.Add(Message(9));
        await Store.CommitAsync(mine, Token);
        var theirs = Batch(own, New("wf", scope: "run"));
        theirs.Outbox.Add(Message(1));
        theirs.Outbox.Add(Message(2));
        await Store.CommitAsync(theirs, Token);

        await Store.MergeScopeAsync(own, fleet, Token);

        var snapshot = await Store.LoadLeaderSnapshotAsync(fleet, Token);
        Assert.Equal([9, 10, 11], snapshot.Outbox.Select(row => row.Sequence));
        Assert.Equal(11, snapshot.LastSequence);
        await Assert.ThrowsAsync<LeadershipLostException>(() => Store.CommitAsync(Batch(own), Token));
        await Assert.ThrowsAsync<LeadershipLostException>(() => Store.MergeScopeAsync(own, fleet, Token));
    }

    [Fact]
    public async Task Text_OfAnyKind_IsKept_AndWhatNoDatabaseHolds_BecomesAReplacementCharacter()
    {
        var lead = await LeadAsync();
        var row = New("wf", labels: """{"größe":"groß","quote":"a\"b'c"}""");
        row = row with { Record = row.Record with { Message = "日本 🚀 \t'\";--\n nul:\0 half:\uD83D end" } };
        await Store.CommitAsync(Batch(lead, row), Token);

        var found = (await Store.FindAsync(row.Record.Uid, Token))!;

        Assert.Equal("日本 🚀 \t'\";--\n nul:\uFFFD half:\uFFFD end", found.Message);
        Assert.Equal(["wf"], await NamesAsync(Labels(new LabelCondition("quote", LabelOperator.In, ["a\"b'c"]))));
        Assert.Equal(["wf"], await NamesAsync(Labels(new LabelCondition("größe", LabelOperator.In, ["groß"]))));
    }

    [Fact]
    public async Task Labels_ThatChange_AreFoundAsTheyAreNow()
    {
        var lead = await LeadAsync();
        var row = New("wf", labels: """{"phase":"Running","app":"a"}""");
        await Store.CommitAsync(Batch(lead, row), Token);
        await Store.CommitAsync(Batch(lead, row with { IsNew = false, LabelsJson = """{"phase":"Succeeded"}""" }), Token);

        Assert.Empty(await NamesAsync(Labels(new LabelCondition("phase", LabelOperator.In, ["Running"]))));
        Assert.Equal(["wf"], await NamesAsync(Labels(new LabelCondition("phase", LabelOperator.In, ["Succeeded"]))));
        Assert.Equal(["wf"], await NamesAsync(Labels(new LabelCondition("app", LabelOperator.DoesNotExist, []))));
        Assert.Empty(await NamesAsync(Labels(new LabelCondition("phase", LabelOperator.In, []))));
    }

    [Fact]
    public async Task List_Times_FilterExactly()
    {
        var lead = await LeadAsync();
        var ended = New("ended", created: Start);
        await Store.CommitAsync(Batch(lead, ended with { Record = ended.Record with { FinishedAt = Start.AddTicks(1) } }, New("open", created: Start.AddTicks(1))), Token);

        Assert.Equal(["open"], await NamesAsync(new WorkflowQuery { CreatedAfter = Start }));
        Assert.Equal(["ended"], await NamesAsync(new WorkflowQuery { FinishedBefore = Start.AddTicks(2) }));
        Assert.Empty(await NamesAsync(new WorkflowQuery { FinishedBefore = Start.AddTicks(1) }));
    }

    [Fact]
    public async Task List_StartAndWhatIsLeftOut_FilterExactly()
    {
        var lead = await LeadAsync();
        WorkflowRow Started(string name, string ns, DateTimeOffset? at) => New(name, ns) is var row ? row with { Record = row.Record with { StartedAt = at } } : null!;
        await Store.CommitAsync(Batch(lead, Started("early", "a", Start), Started("late", "b", Start.AddTicks(1)), Started("never", "b", null)), Token);

        Assert.Equal(["late"], await NamesAsync(new WorkflowQuery { StartedAfter = Start }));
        Assert.Equal(["early"], await NamesAsync(new WorkflowQuery { StartedBefore = Start.AddTicks(1) }));
        Assert.Equal(["early"], await NamesAsync(new WorkflowQuery { NotNamespace = "b" }));
        Assert.Equal(["early", "late"], (await NamesAsync(new WorkflowQuery { NotName = "never" })).Order());
        Assert.Empty(await NamesAsync(new WorkflowQuery { Namespace = "a", NotNamespace = "a" }));
    }

    [Fact]
    public async Task Changes_TellTheVersionOfTheCreation()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var created = (await Store.CommitAsync(Batch(lead, row), Token)).Versions[row.Record.Uid];
        var changed = (await Store.CommitAsync(Batch(lead, row with { IsNew = false }), Token)).Versions[row.Record.Uid];

        var change = Assert.Single((await Store.ChangesAsync(created, 10, Token)).Items);

        Assert.Equal((changed, created), (change.Version, change.CreatedVersion));
    }

    [Fact]
    public async Task Delete_OfALargeWorkflow_IsClearedAwayByLaterCommits()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        for (var i = 0; i < 12_000; i++)
            batch.Nodes.Add(Node(row, i, "n"));
        await Store.CommitAsync(batch, Token);
        var delete = new CommitBatch { Leadership = lead };
        delete.Deletes.Add(row.Record.Uid);
        await Store.CommitAsync(delete, Token);
        Assert.Null(await Store.LoadAsync(row.Record.Uid, Token));
        Assert.True(await CountAsync("nodes") > 0);

        for (var i = 0; i < 3; i++)
            await Store.CommitAsync(new CommitBatch { Leadership = lead }, Token);

        Assert.Equal(0, await CountAsync("nodes"));
        Assert.Equal(0, await CountAsync("garbage"));
    }

    [Fact]
    public async Task Tombstones_AreClearedAwayWhenTheirTimeIsOut_AndReadersAreTold()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Audit.Add(new AuditRow(row.Record.Uid, Start, "submitted", "{}"));
        batch.IdempotencyKeys.Add(("key", row.Record.Uid));
        await Store.CommitAsync(batch, Token);
        await DeleteAsync(lead, row);
        Assert.Single(await Store.AuditAsync(row.Record.Uid, Token));
        Assert.False((await Store.ChangesAsync(0, 10, Token)).Expired);

        Clock.Advance(TimeSpan.FromDays(8));
        var other = New("other");
        await Store.CommitAsync(Batch(lead, other), Token);
        await DeleteAsync(lead, other);

        var changes = await Store.ChangesAsync(0, 10, Token);
        Assert.True(changes.Expired);
        Assert.Equal("other", Assert.Single(changes.Items).Summary.Name);
        Assert.False((await Store.ChangesAsync(changes.Version, 10, Token)).Expired);
        Assert.Empty(await Store.AuditAsync(row.Record.Uid, Token));
        Assert.Null(await Store.FindIdempotencyKeyAsync("key", Token));
        Assert.Equal(1, await CountAsync("manifests"));
    }

    [Fact]
    public async Task Lease_WithoutAGivenClock_IsJudgedByARealOne()
    {
        await using var store = Create(new FleetStoreOptions());
        await store.OpenAsync(Token);

        var lead = (await store.TryLeadAsync("real", "a", TimeSpan.FromHours(1), Token))!;

        Assert.Null(await store.TryLeadAsync("real", "b", TimeSpan.FromHours(1), Token));
        var left = (await store.FindLeaderAsync("real", Token))!.LeaseUntil - TimeProvider.System.GetUtcNow();
        Assert.InRange(left, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(70));
        Assert.True(await store.RenewAsync(lead, TimeSpan.Zero, Token));
        Assert.NotNull(await store.TryLeadAsync("real", "b", TimeSpan.FromHours(1), Token));
    }

    private async Task DeleteAsync(Leadership lead, WorkflowRow row)
    {
        var delete = new CommitBatch { Leadership = lead };
        delete.Deletes.Add(row.Record.Uid);
        await Store.CommitAsync(delete, Token);
    }

    private async Task<long> CountAsync(string table) => Convert.ToInt64(await ScalarAsync($"SELECT count(*) FROM {table}"));
}
