using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Storage;

/// <content>Leaders and their scopes.</content>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task TryLead_WhileALeaseRuns_IsRefused_AndWonWhenItIsOut()
    {
        var first = await LeadAsync();
        Assert.Null(await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token));
        Assert.Equal("a", (await Store.FindLeaderAsync(LeaderScope.Fleet, Token))!.Owner);

        Clock.Advance(Lease);

        Assert.Null(await Store.FindLeaderAsync(LeaderScope.Fleet, Token));
        var second = await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token);
        Assert.True(second!.Epoch > first.Epoch);
        Assert.False(await Store.RenewAsync(first, Lease, Token));
        Assert.True(await Store.RenewAsync(second, Lease, Token));
    }

    [Fact]
    public async Task Resign_FreesTheScopeAtOnce()
    {
        await Store.ResignAsync(await LeadAsync(), Token);

        Assert.NotNull(await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token));
    }

    [Fact]
    public async Task Scopes_HaveLeadersOfTheirOwn()
    {
        await LeadAsync();

        Assert.NotNull(await Store.TryLeadAsync(LeaderScope.Of(Guid.NewGuid()), "b", Lease, Token));
    }

    [Fact]
    public async Task Commit_OfAZombieLeader_IsRefused()
    {
        var old = await LeadAsync();
        Clock.Advance(Lease);
        await Store.TryLeadAsync(LeaderScope.Fleet, "b", Lease, Token);
        var batch = Batch(old, New("wf"));

        await Assert.ThrowsAsync<LeadershipLostException>(() => Store.CommitAsync(batch, Token));
        Assert.Null(await Store.FindAsync("default", "wf", Token));
    }

    [Fact]
    public async Task OpenScopes_ShowInterruptedWorkflows_AndMergeMovesThem()
    {
        var fleet = await LeadAsync();
        var uid = Guid.NewGuid();
        var own = (await Store.TryLeadAsync(LeaderScope.Of(uid), "run", Lease, Token))!;
        var row = New("wf", uid: uid, scope: own.Scope);
        await Store.CommitAsync(Batch(own, row), Token);
        Assert.Equal("run", Assert.Single(await Store.OpenScopesAsync(Token)).Leader!.Owner);

        Clock.Advance(Lease);
        Assert.Null(Assert.Single(await Store.OpenScopesAsync(Token)).Leader);
        fleet = (await Store.TryLeadAsync(LeaderScope.Fleet, "a", Lease, Token))!;
        own = (await Store.TryLeadAsync(own.Scope, "a", Lease, Token))!;

        Assert.Equal([uid], await Store.MergeScopeAsync(own, fleet, Token));
        Assert.Equal([uid], await Store.OpenWorkflowsAsync(LeaderScope.Fleet, Token));
        Assert.Empty(await Store.OpenScopesAsync(Token));
    }

    [Fact]
    public async Task OpenScopes_ShowEndedWorkflows_ThatAreToBeDeleted()
    {
        var uid = Guid.NewGuid();
        var own = (await Store.TryLeadAsync(LeaderScope.Of(uid), "run", Lease, Token))!;
        var row = New("wf", uid: uid, scope: own.Scope);
        var ended = row with { Record = row.Record with { Phase = "Succeeded", FinishedAt = Start } };
        await Store.CommitAsync(Batch(own, ended), Token);
        Assert.Empty(await Store.OpenScopesAsync(Token));

        var batch = Batch(own, ended with { IsNew = false });
        batch.TimersSet.Add(new TimerRow(uid, new TimerKey(0, TimerKind.TimeToLive), Start.AddHours(1)));
        await Store.CommitAsync(batch, Token);
        Assert.Equal(uid, Assert.Single(Assert.Single(await Store.OpenScopesAsync(Token)).Workflows).Uid);
    }

    [Fact]
    public async Task Standing_OfAnotherScope_IsElsewhere_UntilItsWorkflowHasEndedAndItsLeaderIsGone()
    {
        var uid = Guid.NewGuid();
        var own = (await Store.TryLeadAsync(LeaderScope.Of(uid), "run", Lease, Token))!;
        var row = New("wf", uid: uid, scope: own.Scope);
        var batch = Batch(own, row);
        batch.Nodes.Add(Node(row, 0, "wf"));
        await Store.CommitAsync(batch, Token);
        Assert.Equal(NodeStanding.Elsewhere, await Store.StandingAsync(LeaderScope.Fleet, uid, 0, Token));
        Assert.Equal(NodeStanding.Known, await Store.StandingAsync(own.Scope, uid, 0, Token));

        Clock.Advance(Lease);
        Assert.Equal(NodeStanding.Elsewhere, await Store.StandingAsync(LeaderScope.Fleet, uid, 0, Token));

        own = (await Store.TryLeadAsync(own.Scope, "run", Lease, Token))!;
        await Store.CommitAsync(Batch(own, row with { IsNew = false, Record = row.Record with { Phase = "Succeeded", FinishedAt = Start } }), Token);
        Assert.Equal(NodeStanding.Elsewhere, await Store.StandingAsync(LeaderScope.Fleet, uid, 0, Token));

        await Store.ResignAsync(own, Token);
        Assert.Equal(NodeStanding.Known, await Store.StandingAsync(LeaderScope.Fleet, uid, 0, Token));
    }
}
