using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

public sealed class InterruptedScopesTests : TermTest
{
    [Fact]
    public async Task Container_OfAnotherScopesWorkflow_IsLeftAlone_AndAskedForAgain()
    {
        var (run, _) = await RunBesideAsync(finished: null);
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 3);
        worker.Hold(new TaskStamp(run, 0, 1));
        worker.Hello();

        await UntilAsync(() => Store.Standings == 1);
        await UntilFinishedAsync(await SubmitAsync(term, FakeMachines.Workflow("own", tasks: 1)));
        worker.Beat();
        await UntilAsync(() => Store.Standings == 2);

        await UntilAsync(() => worker.Settled == 1);
        Assert.Contains(new TaskStamp(run, 0, 1), worker.Holding);
    }

    [Fact]
    public async Task Workflow_OfARun_IsReachedOnceThatRunIsOver()
    {
        var (run, other) = await RunBesideAsync(finished: Time.GetUtcNow());
        var term = await LeadAsync();

        Assert.StartsWith("workflow beside belongs to a fleet run", await term.ReachAsync(run, Token), StringComparison.Ordinal);
        await Store.ResignAsync(other, Token);
        Assert.Null(await term.ReachAsync(run, Token));

        var delete = new DeleteInput(run);
        term.Post(delete);
        Assert.Equal(CommandOutcome.Done, (await delete.Reply.WaitAsync(Patience, Token)).Outcome);
        Assert.Null(await Store.FindAsync(run, Token));
    }

    // A fleet run with one workflow of one node, and the lead of it.
    private async Task<(Guid Uid, Leadership Lead)> RunBesideAsync(DateTimeOffset? finished)
    {
        var run = Guid.NewGuid();
        var other = (await Store.TryLeadAsync(LeaderScope.Of(run), "run", TimeSpan.FromSeconds(6), Token))!;
        var batch = new CommitBatch { Leadership = other };
        var beside = new WorkflowRecord
        {
            Uid = run,
            Namespace = "default",
            Name = "beside",
            Manifest = "{}"u8.ToArray(),
            CreatedAt = Time.GetUtcNow(),
            Phase = finished is null ? "Running" : "Succeeded",
            FinishedAt = finished,
            Progress = "0/1",
            Body = "{}"u8.ToArray(),
        };
        batch.Workflows.Add(new WorkflowRow(other.Scope, beside, "{}", IsNew: true));
        batch.Nodes.Add(new NodeRow(run, new NodeRecord { Ordinal = 0, Phase = "Running", Type = "Pod", Boundary = -1, Name = "beside", Body = "{}"u8.ToArray() }, null));
        await Store.CommitAsync(batch, Token);
        return (run, other);
    }
}
