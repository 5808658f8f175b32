using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Tests.Storage;

/// <summary>Objects beside workflows.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Resource_Written_IsFoundAsWritten_WithAVersionOfTheOneCounter()
    {
        var lead = await LeadAsync();
        var row = Resource("ConfigMap", "default", "limits", """{"data":{"a":"✔"}}""");
        var batch = Batch(lead, New("wf"));
        batch.Resources.Add(row);
        var versions = (await Store.CommitAsync(batch, Token)).Versions;

        var found = await Store.FindResourceAsync(row.Key, Token);

        Assert.NotNull(found);
        Assert.Equal(row with { Version = versions[row.Uid], Manifest = default }, found with { Manifest = default });
        Assert.Equal("""{"data":{"a":"✔"}}""", Text(found.Manifest));
        Assert.True(versions[row.Uid] > versions[batch.Workflows[0].Record.Uid]);
        Assert.Equal(versions[row.Uid], (await Store.ListResourcesAsync("ConfigMap", null, Token)).Version);
        Assert.Null(await Store.FindResourceAsync(row.Key with { Kind = "Secret" }, Token));
        Assert.Null(await Store.FindResourceAsync(row.Key with { Namespace = "team" }, Token));
    }

    [Fact]
    public async Task Resources_AreListedByKindAndNamespace_AndFollowedByVersion()
    {
        var lead = await LeadAsync();
        var b = Resource("WorkflowTemplate", "default", "b");
        var first = await WriteAsync(lead, b, Resource("WorkflowTemplate", "team", "a"), Resource("ClusterWorkflowTemplate", "", "c"));
        await WriteAsync(lead, b with { Generation = 2, Manifest = Bytes("changed") });

        Assert.Equal(["default/b", "team/a"], (await Store.ListResourcesAsync("WorkflowTemplate", null, Token)).Items.Select(row => $"{row.Key.Namespace}/{row.Key.Name}"));
        Assert.Equal(["a"], (await Store.ListResourcesAsync("WorkflowTemplate", "team", Token)).Items.Select(row => row.Key.Name));
        Assert.Equal(["c"], (await Store.ListResourcesAsync("ClusterWorkflowTemplate", "", Token)).Items.Select(row => row.Key.Name));
        Assert.Equal(["a", "c", "b"], (await Store.ResourceChangesAsync(0, Token)).Items.Select(row => row.Key.Name));
        var changes = await Store.ResourceChangesAsync(first.Versions.Values.Max(), Token);
        Assert.Equal(("changed", 2L), (Text(Assert.Single(changes.Items).Manifest), changes.Items[0].Generation));
        Assert.Empty((await Store.ResourceChangesAsync(changes.Version, Token)).Items);
    }

    [Fact]
    public async Task Resource_Deleted_LeavesATombstoneForItsTime_AndFreesTheName()
    {
        var lead = await LeadAsync();
        var row = Resource("ConfigMap", "default", "limits");
        await WriteAsync(lead, row);
        var deleted = (await WriteAsync(lead, row with { Deleted = true })).Versions[row.Uid];

        var tombstone = Assert.Single((await Store.ResourceChangesAsync(0, Token)).Items);
        Assert.True(tombstone.Deleted);
        Assert.Equal(deleted, tombstone.Version);
        Assert.Null(await Store.FindResourceAsync(row.Key, Token));
        Assert.Empty((await Store.ListResourcesAsync("ConfigMap", null, Token)).Items);

        var again = Resource("ConfigMap", "default", "limits");
        await WriteAsync(lead, again);
        Assert.Equal(again.Uid, (await Store.FindResourceAsync(row.Key, Token))!.Uid);
        Assert.Equal(2, (await Store.ResourceChangesAsync(0, Token)).Items.Count);
        Clock.Advance(new FleetStoreOptions().TombstoneRetention + Lease);
        await WriteAsync((await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token))!, Resource("ConfigMap", "default", "other"));
        Assert.DoesNotContain((await Store.ResourceChangesAsync(0, Token)).Items, item => item.Deleted);
    }

    [Fact]
    public async Task Resource_MadeAndDeletedInOneCommit_IsATombstone()
    {
        var lead = await LeadAsync();
        await WriteAsync(lead, Resource("ConfigMap", "default", "short") with { Deleted = true }, Resource("ConfigMap", "default", "short"));

        Assert.Equal([true, false], (await Store.ResourceChangesAsync(0, Token)).Items.Select(row => row.Deleted));
    }

    [Fact]
    public async Task Resource_TakenName_OrDeletedInBetween_IsAConflict_AndNothingIsWritten()
    {
        var lead = await LeadAsync();
        var row = Resource("ConfigMap", "default", "limits");
        await WriteAsync(lead, row);
        var twin = Resource("ConfigMap", "default", "limits");
        var batch = Batch(lead, New("wf"));
        batch.Resources.Add(twin);

        Assert.Equal(twin.Uid, (await Assert.ThrowsAsync<StoreConflictException>(() => Store.CommitAsync(batch, Token))).Workflow);
        Assert.Null(await Store.FindAsync("default", "wf", Token));
        await WriteAsync(lead, row with { Deleted = true });
        await Assert.ThrowsAsync<StoreConflictException>(() => WriteAsync(lead, row));
    }

    [Fact]
    public async Task Resource_OfAZombieLeader_OrAnotherScope_IsNotWritten()
    {
        var old = await LeadAsync();
        Clock.Advance(Lease);
        await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token);
        var run = (await Store.TryLeadAsync(LeaderScope.Of(Guid.NewGuid()), "run", Lease, Token))!;

        await Assert.ThrowsAsync<LeadershipLostException>(() => WriteAsync(old, Resource("ConfigMap", "default", "limits")));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(run, Resource("ConfigMap", "default", "limits")));
        Assert.Empty((await Store.ResourceChangesAsync(0, Token)).Items);
    }

    private static ResourceRow Resource(string kind, string ns, string name, string manifest = "{}") => new()
    {
        Uid = Guid.NewGuid(),
        Key = new(kind, ns, name),
        Generation = 1,
        CreatedAt = Start,
        Manifest = Bytes(manifest),
    };

    private Task<CommitResult> WriteAsync(Leadership lead, params ResourceRow[] rows)
    {
        var batch = new CommitBatch { Leadership = lead };
        batch.Resources.AddRange(rows);
        return Store.CommitAsync(batch, Token);
    }
}
