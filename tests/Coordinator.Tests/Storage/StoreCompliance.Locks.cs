using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Storage;

/// <summary>Locks and the memoization cache.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Locks_AreReplacedAndReleased_AndGoWithTheirWorkflow()
    {
        var lead = await LeadAsync();
        var (first, second) = (New("first"), New("second"));
        var batch = Batch(lead, first, second);
        batch.Locks.Add(new LockRow(first.Record.Uid, -1, Bytes("waits")));
        batch.Locks.Add(new LockRow(first.Record.Uid, 3, Bytes("holds")));
        batch.Locks.Add(new LockRow(second.Record.Uid, 0, Bytes("other")));
        await Store.CommitAsync(batch, Token);
        Assert.Equal(3, (await Store.LoadLeaderSnapshotAsync(lead, Token)).Locks.Count);

        var change = Batch(lead);
        change.Locks.Add(new LockRow(first.Record.Uid, -1, Bytes("holds now")));
        change.LocksReleased.Add((first.Record.Uid, 3));
        change.LocksReleased.Add((first.Record.Uid, 9));
        await Store.CommitAsync(change, Token);
        var left = (await Store.LoadLeaderSnapshotAsync(lead, Token)).Locks;
        Assert.Equal([(-1, "holds now"), (0, "other")], left.Select(row => (row.Ordinal, Text(row.Body))).Order());

        var delete = Batch(lead);
        delete.Deletes.Add(first.Record.Uid);
        await Store.CommitAsync(delete, Token);
        Assert.Equal("other", Text(Assert.Single((await Store.LoadLeaderSnapshotAsync(lead, Token)).Locks).Body));
    }

    [Fact]
    public async Task Locks_OfAnInterruptedScope_ComeWithItsWorkflows()
    {
        var fleet = await LeadAsync();
        var uid = Guid.NewGuid();
        var own = (await Store.TryLeadAsync(LeaderScope.Of(uid), "run", Lease, Token))!;
        var batch = Batch(own, New("wf", uid: uid, scope: own.Scope));
        batch.Locks.Add(new LockRow(uid, -1, Bytes("holds")));
        await Store.CommitAsync(batch, Token);
        Assert.Empty((await Store.LoadLeaderSnapshotAsync(fleet, Token)).Locks);

        await Store.MergeScopeAsync(own, fleet, Token);

        Assert.Equal(uid, Assert.Single((await Store.LoadLeaderSnapshotAsync(fleet, Token)).Locks).Workflow);
    }

    [Fact]
    public async Task Logs_AreFoundByTheirWorkflow_Replaced_AndGoWithIt()
    {
        var lead = await LeadAsync();
        var (first, second) = (New("first"), New("second"));
        var batch = Batch(lead, first, second);
        batch.Logs.Add(new LogRow(first.Record.Uid, 2, 1, """{"main/stdout":7}"""));
        batch.Logs.Add(new LogRow(first.Record.Uid, 2, 2, """{"main/stderr":9}"""));
        batch.Logs.Add(new LogRow(second.Record.Uid, 2, 1, "{}"));
        await Store.CommitAsync(batch, Token);
        var change = Batch(lead);
        change.Logs.Add(new LogRow(first.Record.Uid, 2, 1, """{"main/stdout":8}"""));
        await Store.CommitAsync(change, Token);

        Assert.Equal([new LogRow(first.Record.Uid, 2, 1, """{"main/stdout":8}"""), new LogRow(first.Record.Uid, 2, 2, """{"main/stderr":9}""")], await Store.LogsAsync(first.Record.Uid, Token));

        var delete = Batch(lead);
        delete.Deletes.Add(first.Record.Uid);
        await Store.CommitAsync(delete, Token);
        Assert.Empty(await Store.LogsAsync(first.Record.Uid, Token));
        Assert.Single(await Store.LogsAsync(second.Record.Uid, Token));
    }

    [Fact]
    public async Task ArtifactGarbage_OutlivesItsWorkflow_UntilItIsCollected()
    {
        var lead = await LeadAsync();
        var (first, second) = (New("first"), New("second"));
        ArtifactGarbageRow[] rows = [new(Guid.CreateVersion7(Start), first.Record.Uid, """[{"a":"ü"}]"""), new(Guid.CreateVersion7(Start.AddSeconds(1)), second.Record.Uid, "[]")];
        var batch = Batch(lead, first, second);
        batch.Garbage.AddRange(rows);
        await Store.CommitAsync(batch, Token);
        var delete = Batch(lead);
        delete.Deletes.Add(first.Record.Uid);
        await Store.CommitAsync(delete, Token);

        Assert.Equal(rows.ToHashSet(), (await Store.ArtifactGarbageAsync(null, null, 10, Token)).ToHashSet());
        Assert.Equal([rows[0]], await Store.ArtifactGarbageAsync(null, null, 1, Token));
        Assert.Equal([rows[1]], await Store.ArtifactGarbageAsync(null, rows[0].Id, 10, Token));
        Assert.Empty(await Store.ArtifactGarbageAsync(first.Record.Uid, rows[0].Id, 10, Token));
        Assert.Equal([rows[0]], await Store.ArtifactGarbageAsync(first.Record.Uid, null, 10, Token));

        var collected = Batch(lead);
        collected.GarbageCollected.Add(rows[0].Id);
        await Store.CommitAsync(collected, Token);
        Assert.Equal([rows[1]], await Store.ArtifactGarbageAsync(null, null, 10, Token));
    }

    [Fact]
    public async Task Values_AreStoredOnce_LoadedInOrder_AndGoWithTheirWorkflow()
    {
        var lead = await LeadAsync();
        var (first, second) = (New("first"), New("second"));
        StoredValue[] values = [.. Enumerable.Range(0, 6).Select(i => new StoredValue($"{9 - i}{new string('a', 63)}", new string('ü', 40_000 + i)))];
        var batch = Batch(lead, first, second);
        batch.Values.AddRange(values.Take(2).Select((value, i) => new ValueRow(first.Record.Uid, i, value)));
        batch.Values.Add(new ValueRow(second.Record.Uid, 0, values[0]));
        await Store.CommitAsync(batch, Token);
        var more = Batch(lead, first with { IsNew = false });
        more.Values.AddRange(values.Select((value, i) => new ValueRow(first.Record.Uid, i, i == 0 ? value with { Text = "not written again" } : value)));
        await Store.CommitAsync(more, Token);

        Assert.Equal(values, (await Store.LoadAsync(first.Record.Uid, Token))!.Record.Values);
        var shown = (await Store.LoadShownAsync(first.Record.Uid, Token))!.Record;
        Assert.True(shown.ValuesAreCut);
        Assert.Equal([.. values.Select((value, i) => value with { Text = $"{new string('ü', 128)}... ({80_000 + (2 * i)} bytes: too large to be shown here)" })], shown.Values);
        Assert.False((await Store.LoadShownAsync(second.Record.Uid, Token))!.Record.Name.Length == 0);
        Assert.Equal(values[2].Text, System.Text.Encoding.UTF8.GetString((await Store.FindValueAsync(first.Record.Uid, values[2].Sha256, Token))!));
        Assert.Null(await Store.FindValueAsync(second.Record.Uid, values[2].Sha256, Token));

        var delete = Batch(lead);
        delete.Deletes.Add(first.Record.Uid);
        await Store.CommitAsync(delete, Token);
        // A few with each commit.
        await Store.CommitAsync(Batch(lead, second with { IsNew = false }), Token);
        Assert.Equal(1L, Convert.ToInt64(await ScalarAsync("SELECT count(*) FROM workflow_values"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Memo_IsFoundUntilItExpires_AndReplaced()
    {
        var lead = await LeadAsync();
        var key = new MemoKey("default", "cache ✔", "key");
        await KeepAsync(lead, new MemoRow(key, new MemoEntry("node-1", """{"result":"ünï"}""", Start), Start.AddHours(1)));
        Assert.Equal(new MemoEntry("node-1", """{"result":"ünï"}""", Start), await Store.FindMemoAsync(key, Start, Token));
        Assert.Null(await Store.FindMemoAsync(key with { Namespace = "team" }, Start, Token));
        Assert.Null(await Store.FindMemoAsync(key with { Cache = "other" }, Start, Token));
        Assert.Null(await Store.FindMemoAsync(key with { Key = "other" }, Start, Token));
        Assert.Null(await Store.FindMemoAsync(key, Start.AddHours(1), Token));

        await KeepAsync(lead, new MemoRow(key, new MemoEntry("node-2", "{}", Start.AddMinutes(1)), Start.AddHours(2)));
        Assert.Equal("node-2", (await Store.FindMemoAsync(key, Start.AddHours(1), Token))!.NodeId);
    }

    [Fact]
    public async Task Memo_Expired_IsClearedAwayWithTheNextEntry()
    {
        var lead = await LeadAsync();
        await KeepAsync(lead, new MemoRow(new MemoKey("default", "c", "old"), new MemoEntry("n", "{}", Start), Start.AddSeconds(1)));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await KeepAsync(lead, new MemoRow(new MemoKey("default", "c", "new"), new MemoEntry("n", "{}", Start), Start.AddHours(1)));
        Assert.Equal(1L, Convert.ToInt64(await ScalarAsync("SELECT count(*) FROM memo"), System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task KeepAsync(Leadership lead, MemoRow row)
    {
        var batch = Batch(lead);
        batch.Memo.Add(row);
        await Store.CommitAsync(batch, Token);
    }
}
