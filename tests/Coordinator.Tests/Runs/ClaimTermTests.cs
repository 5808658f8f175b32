using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>Volumes of claims are removed when nobody wants them any more, whoever dies in between; never earlier, and never what is not known.</summary>
public sealed class ClaimTermTests : TermTest
{
    public ClaimTermTests() => Machines = new EngineMachines();

    [Fact]
    public async Task End_OfAWorkflow_HasItsVolumesRemoved_AfterASuccessOnly()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 8);
        worker.Hello();

        var done = await SubmitAsync(term, Workflow("done", 0));
        await UntilFinishedAsync(done);
        await UntilAsync(() => worker.RemovedClaims.Contains($"{done:N}-work"));
        Assert.True(Assert.Single(worker.Started.First().Work.Pod!.Volumes).Own);

        worker.ExitCode = 1;
        var failed = await SubmitAsync(term, Workflow("failed", 0));
        await UntilFinishedAsync(failed);
        worker.Claims = [$"{failed:N}-work"];
        await BeatAsync(worker);
        Assert.Single(worker.RemovedClaims);

        var delete = new DeleteInput(failed);
        term.Post(delete);
        await delete.Reply.WaitAsync(Patience, Token);
        await UntilAsync(() => worker.RemovedClaims.Contains($"{failed:N}-work"));
    }

    [Fact]
    public async Task Volume_ThatABeatTellsOf_IsRemovedByWhoeverLeads_WhenItsWorkflowIsOverOrDeleted()
    {
        var first = await LeadAsync("a");
        var worker = new FakeWorker(Broker, "a", 8) { Instant = false };
        worker.Hello();
        var (done, gone) = (await SubmitAsync(first, Workflow("done", 0)), await SubmitAsync(first, Workflow("gone", 0)));
        await UntilAsync(() => worker.Holding.Length == 2);
        worker.FinishAll();
        await UntilFinishedAsync(done);
        await UntilFinishedAsync(gone);
        var delete = new DeleteInput(gone);
        first.Post(delete);
        await delete.Reply.WaitAsync(Patience, Token);
        await UntilAsync(() => worker.RemovedClaims.Count >= 2);
        await EndAsync(first);

        // The orders were lost with the worker; another one finds the volumes.
        var second = await LeadAsync("b");
        var next = new FakeWorker(Broker, "b", 8) { Instant = false };
        var runs = await SubmitAsync(second, Workflow("runs", 0));
        next.Claims = [$"{done:N}-work", $"{gone:N}-work", $"{Guid.NewGuid():N}-work", $"{runs:N}-work", "operators-own"];
        next.Hello();
        await UntilAsync(() => next.RemovedClaims.Count >= 2);
        await BeatAsync(next);
        await BeatAsync(next);

        Assert.Equal(new[] { $"{done:N}-work", $"{gone:N}-work" }.Order(), next.RemovedClaims.Distinct().Order());
    }

    [Fact]
    public async Task Volume_ThatWasKeptForAFailure_IsAskedAboutAnew_WhenTheRetryHasEnded()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 8) { ExitCode = 1 };
        worker.Hello();
        var uid = await SubmitAsync(term, Workflow("again", 0));
        await UntilFinishedAsync(uid);
        worker.Claims = [$"{uid:N}-work"];
        await BeatAsync(worker);
        Assert.Empty(worker.RemovedClaims);

        worker.ExitCode = 0;
        var retry = new RequestInput(uid, new RetryRequested(false, null, new Dictionary<string, string>()));
        term.Post(retry);
        await retry.Reply.WaitAsync(Patience, Token);
        await UntilAsync(uid, summary => summary.Phase == "Succeeded");
        await UntilAsync(() => worker.RemovedClaims.Count == 1);

        // That order was lost.
        worker.Beat();
        await UntilAsync(() => worker.RemovedClaims.Count > 1);
    }

    private async Task BeatAsync(FakeWorker worker)
    {
        var before = worker.Confirmed;
        worker.Beat();
        await UntilAsync(() => worker.Confirmed > before);
    }

    private WorkflowRecord Workflow(string name, int exit) => new()
    {
        Uid = Guid.CreateVersion7(Time.GetUtcNow()),
        Namespace = "default",
        Name = name,
        Manifest = Encoding.UTF8.GetBytes($$$"""
            {"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"name":"{{{name}}}"},"spec":{"entrypoint":"main","volumeClaimTemplates":[{"metadata":{"name":"work"}}],
            "templates":[{"name":"main","container":{"image":"a","args":["{{{exit}}}"],"volumeMounts":[{"name":"work","mountPath":"/w"}]}}]}}
            """),
        CreatedAt = Time.GetUtcNow(),
        Phase = "",
        Progress = "0/0",
        Body = Encoding.UTF8.GetBytes("{}"),
    };
}
