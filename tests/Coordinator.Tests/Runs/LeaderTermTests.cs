using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

public sealed class LeaderTermTests : TermTest
{
    [Fact]
    public async Task Submission_IsAnsweredAfterItsCommit()
    {
        var term = await LeadAsync();

        var uid = await SubmitAsync(term, FakeMachines.Workflow("one", tasks: 1));

        var stored = await Store.LoadAsync(uid, Token);
        Assert.Equal("Running", stored!.Record.Phase);
        Assert.Equal("Pending", Assert.Single(stored.Nodes).Phase);
        Assert.True(stored.Version > 0);
        using var labels = JsonDocument.Parse(stored.LabelsJson);
        Assert.Equal("one", labels.RootElement.GetProperty("app").GetString());
        Assert.Equal("Running", labels.RootElement.GetProperty("workflows.argoproj.io/phase").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task FanOut_EveryTaskRunsOnce_WhateverComesTwice(int copies)
    {
        Broker.Copies = copies;
        var term = await LeadAsync();
        var workers = new[] { new FakeWorker(Broker, "a", 8), new FakeWorker(Broker, "b", 4) };
        foreach (var worker in workers) worker.Hello();

        var uid = await SubmitAsync(term, FakeMachines.Workflow("fan", tasks: 300));
        var summary = await UntilFinishedAsync(uid);

        Assert.Equal(("Succeeded", "300/300"), (summary.Phase, summary.Progress));
        var started = workers.SelectMany(worker => worker.Started).Select(task => task.Stamp).ToArray();
        Assert.Equal(300, started.Length);
        Assert.Equal(300, started.Select(stamp => stamp.Ordinal).Distinct().Count());
        Assert.All(workers, worker => Assert.InRange(worker.MostHeld, 1, worker.Id == "a" ? 8 : 4));
        await UntilAsync(() => workers.Sum(worker => worker.Settled) == 300);
        Assert.Empty(Broker.Dead);
    }

    [Fact]
    public async Task Chain_RunsOneAfterAnother()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 4);
        worker.Hello();

        var uid = await SubmitAsync(term, FakeMachines.Workflow("chain", tasks: 20, chain: true));
        await UntilFinishedAsync(uid);

        Assert.Equal(Enumerable.Range(0, 20), worker.Started.Select(task => task.Stamp.Ordinal));
        Assert.Equal(1, worker.MostHeld);
    }

    [Fact]
    public async Task Order_CarriesTheResolvedWork()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 1);
        worker.Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("work", tasks: 1));
        await UntilFinishedAsync(uid);

        var order = Assert.Single(worker.Started);

        Assert.Equal(("work", "default", "work.0", "work-t-0"), (order.WorkflowName, order.Namespace, order.NodeName, order.PodName));
        var main = Assert.Single(order.Work.Pod!.Containers);
        Assert.Equal(["true"], main.Command);
        Assert.Contains(main.Env, variable => variable is { Name: "FLEET_DISPATCH", Value: "1" });
        Assert.Contains(main.Env, variable => variable.Name == "FLEET_IDEMPOTENCY_KEY" && variable.Value == $"{uid:D}/0");
    }

    [Fact]
    public async Task Events_AreNumberedPerWorkflow_AndSentInOrder()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 1);
        worker.Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("ev", tasks: 3));
        await UntilFinishedAsync(uid);
        await UntilAsync(() => Broker.Events.Count == 8);

        var events = Broker.Events.Select(row => JsonDocument.Parse(row.Body).RootElement).ToArray();

        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), events.Select(e => e.GetProperty("sequence").GetInt64()));
        Assert.Equal("fleet.workflow.started", events[0].GetProperty("type").GetString());
        Assert.Equal("fleet.workflow.finished", events[^1].GetProperty("type").GetString());
        Assert.Equal("Succeeded", events[^1].GetProperty("data").GetProperty("phase").GetString());
        Assert.Equal("workflow.default.Succeeded.-.ev", Broker.Events.Last().Destination);
        Assert.Equal("1.0", events[0].GetProperty("specversion").GetString());
        Assert.Equal($"{uid:D}/8", events[^1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task IdempotencyKey_Twice_IsOneWorkflow()
    {
        var term = await LeadAsync();
        var first = new SubmissionInput(FakeMachines.Workflow("k1", 1), "key");
        var second = new SubmissionInput(FakeMachines.Workflow("k2", 1), "key");
        term.Post(first);
        term.Post(second);
        var third = new SubmissionInput(FakeMachines.Workflow("k3", 1), "key");

        var uid = await first.Accepted.WaitAsync(Patience, Token);
        term.Post(third);

        Assert.Equal(uid, await second.Accepted.WaitAsync(Patience, Token));
        Assert.Equal(uid, await third.Accepted.WaitAsync(Patience, Token));
        Assert.Single((await Store.ListAsync(new WorkflowQuery(), Token)).Items);
    }

    [Fact]
    public async Task TakenName_FailsThatSubmissionOnly()
    {
        var term = await LeadAsync();
        await SubmitAsync(term, FakeMachines.Workflow("same", 1));
        var taken = new SubmissionInput(FakeMachines.Workflow("same", 1), null);
        var other = new SubmissionInput(FakeMachines.Workflow("other", 1), null);
        term.Post(taken);
        term.Post(other);

        await Assert.ThrowsAsync<StoreConflictException>(() => taken.Accepted.WaitAsync(Patience, Token));
        await other.Accepted.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Timer_FiresWhenDue()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 3);
        worker.Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 1, timer: "3"));

        var due = Time.GetUtcNow() + TimeSpan.FromSeconds(3);

        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(worker.Started);
        await WhileTimePassesAsync(worker, () => !worker.Started.IsEmpty);

        Assert.True(Time.GetUtcNow() >= due);
        Assert.Equal("Succeeded", (await UntilFinishedAsync(uid)).Phase);
    }

    [Fact]
    public async Task TimeToLive_DeletesTheWorkflow()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 3);
        worker.Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 1, ttl: "3"));
        await UntilFinishedAsync(uid);

        // Not by the next change: that may be of the end, which is told after its commit.
        var deleted = DeletedAsync();
        await WhileTimePassesAsync(worker, () => deleted.IsCompleted);

        await deleted;
        Assert.Equal(NodeStanding.Deleted, await Store.StandingAsync(LeaderScope.Fleet, uid, 0, Token));

        async Task DeletedAsync()
        {
            while (await Store.FindAsync(uid, Token) is not null)
                await Task.Delay(5, Token);
        }
    }

    [Fact]
    public async Task Delete_WhileItRuns_SettlesItsTasks()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 3) { Instant = false };
        worker.Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 3));
        await UntilAsync(() => worker.Started.Count == 3);
        var delete = new DeleteInput(uid);

        term.Post(delete);

        Assert.Equal(CommandOutcome.Done, (await delete.Reply.WaitAsync(Patience, Token)).Outcome);
        worker.Beat();
        await UntilAsync(() => worker.Settled == 3);
        var again = new DeleteInput(uid);
        term.Post(again);
        Assert.Equal(CommandOutcome.NotFound, (await again.Reply.WaitAsync(Patience, Token)).Outcome);
    }

    [Fact]
    public async Task Stop_OfWaitingTasks_IsInstant_AndRefusedWhenEnded()
    {
        var term = await LeadAsync();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 3));

        var stop = new RequestInput(uid, new StopRequested("enough", null));
        term.Post(stop);
        Assert.Equal(CommandOutcome.Done, (await stop.Reply.WaitAsync(Patience, Token)).Outcome);
        Assert.Equal("Failed", (await UntilFinishedAsync(uid)).Phase);

        var again = new RequestInput(uid, new StopRequested("enough", null));
        term.Post(again);
        Assert.Equal(new CommandReply(CommandOutcome.Refused, "it has ended", 0), await again.Reply.WaitAsync(Patience, Token));
        var unknown = new RequestInput(Guid.NewGuid(), new StopRequested(null, null));
        term.Post(unknown);
        Assert.Equal(CommandOutcome.NotFound, (await unknown.Reply.WaitAsync(Patience, Token)).Outcome);
    }

    [Fact]
    public async Task SentMessages_AreStruckOff()
    {
        var term = await LeadAsync();
        new FakeWorker(Broker, "a", 3).Hello();
        var uid = await SubmitAsync(term, FakeMachines.Workflow("w", tasks: 3));
        await UntilFinishedAsync(uid);
        var struck = new TaskCompletionSource();
        var sent = 0;
        Store.OnCommit = batch =>
        {
            if (Interlocked.Add(ref sent, batch.OutboxSent.Count) > 0) struck.TrySetResult();
        };

        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return struck.Task.IsCompleted;
        });
        await EndAsync(term);

        var lead = await Store.TryLeadAsync(LeaderScope.Fleet, "b", TimeSpan.FromSeconds(6), Token);
        Assert.Empty((await Store.LoadLeaderSnapshotAsync(lead!, Token)).Outbox);
    }

    [Fact]
    public async Task Group_TakesWhatWaits_InFewCommits()
    {
        var term = await LeadAsync();
        var blocked = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        Store.OnCommit = _ =>
        {
            entered.TrySetResult();
            blocked.Wait(Patience);
        };
        var inputs = Enumerable.Range(0, 40).Select(i => new SubmissionInput(FakeMachines.Workflow($"w{i}", 1), null)).ToArray();
        term.Post(inputs[0]);
        await entered.Task.WaitAsync(Patience, Token);
        foreach (var input in inputs[1..]) term.Post(input);

        blocked.Set();
        foreach (var input in inputs) await input.Accepted.WaitAsync(Patience, Token);

        Assert.Equal(2, Store.Commits);
    }
}
