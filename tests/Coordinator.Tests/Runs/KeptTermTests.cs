using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>Kept containers (<c>podGC</c>) are removed when they are to go, whoever dies in between; never earlier, and never what is not known.</summary>
public sealed class KeptTermTests : TermTest
{
    public KeptTermTests() => Machines = new EngineMachines();

    [Fact]
    public async Task End_OfAWorkflow_HasItsContainersRemoved_AsItsStrategySays_TheRestWhenItIsDeleted()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 8);
        worker.Hello();

        var done = await SubmitAsync(term, Workflow("done", "OnWorkflowSuccess"));
        await UntilFinishedAsync(done);
        await UntilAsync(() => worker.RemovedKept.Contains($"{done:N}.0.end"));
        Assert.Equal($"{done:N}.0.end", worker.Started.First().Work.Pod!.Keeping!.Group);

        worker.ExitCode = 1;
        var failed = await SubmitAsync(term, Workflow("failed", "OnWorkflowSuccess"));
        await UntilFinishedAsync(failed);
        worker.Kept = [$"{failed:N}.0.end"];
        await BeatAsync(worker);
        await BeatAsync(worker);
        Assert.Single(worker.RemovedKept);

        var delete = new DeleteInput(failed);
        term.Post(delete);
        await delete.Reply.WaitAsync(Patience, Token);
        await UntilAsync(() => worker.RemovedKept.Contains($"{failed:N}.0.end"));
    }

    [Fact]
    public async Task Kept_ThatABeatTellsOf_AreRemovedByWhoeverLeads_WhenTheyAreToGo_AndNotBefore()
    {
        var first = await LeadAsync("a");
        var worker = new FakeWorker(Broker, "a", 8) { Instant = false };
        worker.Hello();
        var (done, gone, later) = (await SubmitAsync(first, Workflow("done", "OnWorkflowCompletion")), await SubmitAsync(first, Workflow("gone", "OnPodSuccess")), await SubmitAsync(first, Workflow("later", "OnWorkflowCompletion", "1h")));
        await UntilAsync(() => worker.Holding.Length == 3);
        worker.FinishAll();
        foreach (var uid in (Guid[])[done, gone, later]) await UntilFinishedAsync(uid);
        var delete = new DeleteInput(gone);
        first.Post(delete);
        await delete.Reply.WaitAsync(Patience, Token);
        await EndAsync(first);

        // The orders were lost with the worker; another one finds the containers.
        var second = await LeadAsync("b");
        var next = new FakeWorker(Broker, "b", 8) { Instant = false };
        var runs = await SubmitAsync(second, Workflow("runs", "OnWorkflowCompletion"));
        next.Kept = [$"{done:N}.0.end", $"{gone:N}.0.deletion", $"{later:N}.0.end", $"{runs:N}.0.end", $"{Guid.NewGuid():N}.0.end", "somebody's"];
        next.Hello();
        await UntilAsync(() => next.RemovedKept.Count >= 2);
        await BeatAsync(next);
        await BeatAsync(next);
        Assert.Equal(new[] { $"{done:N}.0.end", $"{gone:N}.0.deletion" }.Order(), next.RemovedKept.Distinct().Order());

        Time.Advance(TimeSpan.FromHours(2));
        await UntilAsync(() =>
        {
            next.Beat();
            return next.RemovedKept.Contains($"{later:N}.0.end");
        });
    }

    private async Task BeatAsync(FakeWorker worker)
    {
        var before = worker.Confirmed;
        worker.Beat();
        await UntilAsync(() => worker.Confirmed > before);
    }

    private WorkflowRecord Workflow(string name, string strategy, string delay = "0s") => new()
    {
        Uid = Guid.CreateVersion7(Time.GetUtcNow()),
        Namespace = "default",
        Name = name,
        Manifest = Encoding.UTF8.GetBytes($$$"""
            {"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"name":"{{{name}}}"},"spec":{"entrypoint":"main","podGC":{"strategy":"{{{strategy}}}","deleteDelayDuration":"{{{delay}}}"},
            "templates":[{"name":"main","container":{"image":"a"}}]}}
            """),
        CreatedAt = Time.GetUtcNow(),
        Phase = "",
        Progress = "0/0",
        Body = Encoding.UTF8.GetBytes("{}"),
    };
}
