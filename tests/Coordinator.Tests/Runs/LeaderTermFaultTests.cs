using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>What fails in a term, and what becomes of it: units and commits, the store, the lead.</summary>
public sealed class LeaderTermFaultTests : TermTest
{
    [Fact]
    public async Task PoisonUnit_EndsItsWorkflow_AndNoOther()
    {
        var term = await LeadAsync();
        var bad = await SubmitAsync(term, FakeMachines.Workflow("bad", tasks: 2, poison: "TaskEnded"));
        var good = await SubmitAsync(term, FakeMachines.Workflow("good", tasks: 2));
        var worker = new FakeWorker(Broker, "a", 4);

        worker.Hello();

        Assert.Equal("Succeeded", (await UntilFinishedAsync(good)).Phase);
        var broken = await UntilFinishedAsync(bad);
        Assert.Equal("Error", broken.Phase);
        Assert.Contains("the engine stumbled", broken.Message, StringComparison.Ordinal);
        Assert.All((await Store.LoadAsync(bad, Token))!.Nodes, node => Assert.Equal("Error", node.Phase));
        await UntilAsync(() => !Broker.Dead.IsEmpty);
        var (_, error) = Assert.Single(Broker.Dead);
        Assert.IsType<PoisonException>(error);
        // Its containers go all the same.
        await UntilAsync(() => worker.Settled == 4);
        Assert.Contains(await Store.AuditAsync(bad, Token), row => row.Kind == "Broken");
    }

    [Fact]
    public async Task WorkflowThatAsksInCircles_IsEnded_AndStopsNoOther()
    {
        var term = await LeadAsync();
        var bad = await SubmitAsync(term, FakeMachines.Workflow("bad", tasks: 1, poison: "circle"));
        var good = await SubmitAsync(term, FakeMachines.Workflow("good", tasks: 2));

        new FakeWorker(Broker, "a", 4).Hello();

        Assert.Equal("Succeeded", (await UntilFinishedAsync(good)).Phase);
        var broken = await UntilFinishedAsync(bad);
        Assert.Equal("Error", broken.Phase);
        Assert.Contains("times in a row without getting on, at last by ReadConfigMaps", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoisonSubmission_IsRefused_AndNothingIsStored()
    {
        var term = await LeadAsync();

        await Assert.ThrowsAsync<PoisonException>(() => SubmitAsync(term, FakeMachines.Workflow("bad", 1, poison: "WorkflowSubmitted")));

        Assert.Empty((await Store.ListAsync(new WorkflowQuery(), Token)).Items);
        await SubmitAsync(term, FakeMachines.Workflow("good", 1));
    }

    [Fact]
    public async Task FailedCommit_IsDecidedAnew_OneByOne()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 4);
        worker.Hello();
        var failures = 1;
        Store.OnCommit = batch =>
        {
            if (batch.Nodes.Count > 0 && Interlocked.Decrement(ref failures) >= 0) throw new InvalidOperationException("hiccup");
        };

        var uids = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SubmitAsync(term, FakeMachines.Workflow($"w{i}", tasks: 5))));

        foreach (var uid in uids) Assert.Equal("Succeeded", (await UntilFinishedAsync(uid)).Phase);
        Assert.Equal(50, worker.Started.Select(task => (task.Stamp.Workflow, task.Stamp.Ordinal)).Distinct().Count());
        Assert.Equal(50, worker.Started.Count);
    }

    [Fact]
    public async Task UnwritableWorkflow_IsEnded_OthersGoOn()
    {
        var term = await LeadAsync();
        var bad = await SubmitAsync(term, FakeMachines.Workflow("bad", tasks: 1));
        var good = await SubmitAsync(term, FakeMachines.Workflow("good", tasks: 1));
        Store.OnCommit = batch =>
        {
            if (batch.Workflows.Any(row => row.Record is { Name: "bad", Phase: not "Error" })) throw new InvalidOperationException("cannot be written");
        };

        new FakeWorker(Broker, "a", 4).Hello();

        Assert.Equal("Succeeded", (await UntilFinishedAsync(good)).Phase);
        var ended = await UntilFinishedAsync(bad);
        Assert.Equal("Error", ended.Phase);
        Assert.Contains("cannot be written", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostLead_EndsTheTerm_AndAcknowledgesNothing()
    {
        var term = await LeadAsync();
        await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 1));
        await Store.ResignAsync(term.Lead, Token);
        Assert.NotNull(await Store.TryLeadAsync(LeaderScope.Fleet, "b", TimeSpan.FromSeconds(6), Token));
        var late = new SubmissionInput(FakeMachines.Workflow("late", 1), null);

        term.Post(late);

        await Assert.ThrowsAsync<LeadershipLostException>(() => RunOf(term).WaitAsync(Patience, Token));
        await Assert.ThrowsAsync<NotLeadingException>(() => late.Accepted.WaitAsync(Patience, Token));
        Assert.Null(await Store.FindAsync("default", "late", Token));
    }

    [Fact]
    public async Task UnavailableStore_EndsTheTerm_TheNextGoesOn()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 2) { Instant = false };
        worker.Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 4));
        await UntilAsync(() => worker.Started.Count == 2);
        Store.OnCommit = _ => throw new StoreUnavailableException("disk full", new IOException());
        worker.FinishAll();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => RunOf(term).WaitAsync(Patience, Token));

        Store.OnCommit = null;
        await Store.ResignAsync(term.Lead, Token);
        await LeadAsync("b");
        // What was not acknowledged is repeated until it is settled. The session rests before it gets more: its tasks did not start.
        worker.FinishAll();
        await WhileTimePassesAsync(worker, () =>
        {
            worker.Repeat();
            worker.FinishAll();
            return worker.Started.Count == 4 && worker.Settled == 4;
        });

        Assert.Equal("Succeeded", (await UntilFinishedAsync(uid)).Phase);
    }

    [Fact]
    public async Task NewLeader_SendsWhatWasNotSent_AndCarriesOn()
    {
        var term = await LeadAsync();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 3));
        await EndAsync(term);

        await LeadAsync("b");
        var worker = new FakeWorker(Broker, "a", 3);
        worker.Hello();

        Assert.Equal("Succeeded", (await UntilFinishedAsync(uid)).Phase);
        Assert.Equal(3, worker.Started.Count);
    }
}
