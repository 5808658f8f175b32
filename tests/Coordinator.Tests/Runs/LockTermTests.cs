using System.Text;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>Locks and memoization in the run loop, with the real engine: who holds what is the same after any end of a term.</summary>
public sealed class LockTermTests : TermTest
{
    private const string Mutex = """
        "synchronization":{"mutexes":[{"name":"m"}]}
        """;
    private const string Slots = """
        "synchronization":{"semaphores":[{"configMapKeyRef":{"name":"limits","key":"slots"}}]}
        """;

    public LockTermTests() => Machines = new EngineMachines();

    [Fact]
    public async Task Mutex_OfTwoWorkflows_IsHeldByOne_AndPassedOn()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 8) { Instant = false };
        worker.Hello();

        var first = await SubmitAsync(term, Workflow("first", Mutex));
        var second = await SubmitAsync(term, Workflow("second", Mutex));
        await UntilAsync(() => worker.Holding.Length == 1);
        var waiting = (await Store.FindAsync(second, Token))!;
        Assert.Equal(("Pending", "Waiting for default/Mutex/m lock. Lock status: 0/1"), (waiting.Phase, waiting.Message));
        var why = Assert.Single(await WhyAsync(term, second));
        Assert.Equal(("second", "Lock"), (why.Node, why.Kind));
        Assert.StartsWith("default/Mutex/m (0 of 1 free): held by workflow default/first since ", why.Text, StringComparison.Ordinal);

        worker.FinishAll();
        await UntilFinishedAsync(first);
        await UntilAsync(() => worker.Holding.Any(stamp => stamp.Workflow == second));
        worker.FinishAll();
        Assert.Equal("Succeeded", (await UntilFinishedAsync(second)).Phase);
        Assert.Empty(await LocksAsync(term));
    }

    [Fact]
    public async Task NextLeader_HasTheSameHolders()
    {
        var term = await LeadAsync();
        var first = await SubmitAsync(term, Workflow("first", Mutex));
        var second = await SubmitAsync(term, Workflow("second", Mutex));
        var before = await LocksAsync(term);
        Assert.Equal(2, before.Count);
        await EndAsync(term);

        var next = await LeadAsync("b");
        var third = await SubmitAsync(next, Workflow("third", Mutex));
        Assert.Equal("Pending", (await Store.FindAsync(third, Token))!.Phase);
        Assert.Equal(before.Select(Text), (await LocksAsync(next)).Where(row => row.Workflow != third).Select(Text));

        await DeleteAsync(next, first);
        Assert.Equal("Running", (await UntilAsync(second, summary => summary.Phase == "Running")).Phase);
        Assert.Equal("Pending", (await Store.FindAsync(third, Token))!.Phase);
    }

    [Fact]
    public async Task FailedCommit_LeavesTheHoldersAsTheyWere()
    {
        var term = await LeadAsync();
        await SubmitAsync(term, Workflow("first", Mutex));
        var failures = 1;
        Store.OnCommit = batch =>
        {
            if (batch.Locks.Count > 0 && failures-- > 0) throw new InvalidOperationException("the store stumbled");
        };

        var second = await SubmitAsync(term, Workflow("second", Mutex));

        Assert.Equal("Pending", (await Store.FindAsync(second, Token))!.Phase);
        Assert.Equal(2, (await LocksAsync(term)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Mutex_WhateverFailsAndWhoeverLeads_HasOneHolder_AndEverybodyGetsTheirTurn(int seed)
    {
        const int Many = 25;
        var random = new Random(seed);
        var stumbled = false;
        Store.OnCommit = batch =>
        {
            // Never twice in a row: that would be somebody's fault.
            stumbled = !stumbled && batch.Workflows.Count > 0 && random.Next(5) == 0;
            if (stumbled) throw new InvalidOperationException("the store stumbled");
        };
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 8);
        worker.Hello();
        var uids = new List<Guid>();
        for (var i = 0; i < Many; i++)
        {
            uids.Add(await SubmitAsync(term, Workflow($"wf-{i}", i % 2 == 0 ? Mutex : null, i % 2 == 0 ? null : Mutex)));
            if (i % 10 != 9) continue;
            await EndAsync(term);
            term = await LeadAsync($"leader-{i}");
            worker.Hello();
        }

        foreach (var uid in uids)
        {
            // What was on its way when a leader went is told again.
            for (var looks = 0; (await Store.FindAsync(uid, Token))!.FinishedAt is null; looks++)
            {
                Assert.True(looks < 2000, "it does not end");
                worker.Beat();
                worker.Repeat();
                await Task.Delay(10, Token);
            }

            Assert.Equal("Succeeded", (await Store.FindAsync(uid, Token))!.Phase);
        }

        Assert.Equal(1, worker.MostHeld);
        Assert.Equal(Many, worker.Started.Select(task => task.Stamp.Workflow).Distinct().Count());
        Assert.Empty(await LocksAsync(term));
    }

    [Fact]
    public async Task BrokenWorkflow_GivesItsLocksUp()
    {
        var term = await LeadAsync();
        var first = await SubmitAsync(term, Workflow("first", Mutex));
        var second = await SubmitAsync(term, Workflow("second", Mutex));
        // An event that cannot be: the engine throws, and the workflow is ended.
        term.Post(new ContinueInput(first, 99));
        Assert.Equal("Error", (await UntilFinishedAsync(first)).Phase);
        Assert.Equal("Running", (await UntilAsync(second, summary => summary.Phase == "Running")).Phase);
    }

    [Fact]
    public async Task ConfigMapSemaphore_FollowsItsKey_WhileWorkflowsWait()
    {
        var term = await LeadAsync();
        var none = await SubmitAsync(term, Workflow("none", Slots));
        Assert.Equal(
            "Failed to acquire the synchronization lock. failed to initialize semaphore default/ConfigMap/limits/slots with limit: there is no ConfigMap limits in namespace default: make it with fleet apply (one in the workflow's own file is not shared, and limits nothing)",
            (await Store.FindAsync(none, Token))!.Message);

        await ApplyAsync(term, ResourceKinds.ConfigMap, "limits", """{"data":{"slots":"1"}}""");
        var uids = new List<Guid>();
        for (var i = 0; i < 3; i++) uids.Add(await SubmitAsync(term, Workflow($"wf-{i}", Slots)));
        Assert.Equal(["Running", "Pending", "Pending"], await PhasesAsync(uids));

        await ApplyAsync(term, ResourceKinds.ConfigMap, "limits", """{"data":{"slots":"2"}}""");
        Assert.Equal(["Running", "Running", "Pending"], await PhasesAsync(uids));

        await EndAsync(term);
        var next = await LeadAsync("b");
        await ApplyAsync(next, ResourceKinds.ConfigMap, "limits", """{"data":{"slots":"3"}}""");
        Assert.Equal(["Running", "Running", "Running"], await PhasesAsync(uids));
    }

    [Fact]
    public async Task DatabaseSemaphore_HasItsLimitInTheStore()
    {
        var term = await LeadAsync();
        const string slots = """
        "synchronization":{"semaphores":[{"database":{"key":"slots"}}]}
        """;
        var none = await SubmitAsync(term, Workflow("none", slots));
        Assert.EndsWith("make one with fleet sync create slots --type database --limit N", (await Store.FindAsync(none, Token))!.Message, StringComparison.Ordinal);

        await ApplyAsync(term, ResourceKinds.SyncLimit, "slots", Encoding.UTF8.GetString(SyncLimit.Write(1).Span));
        Guid[] uids = [await SubmitAsync(term, Workflow("one", slots)), await SubmitAsync(term, Workflow("two", slots))];
        Assert.Equal(["Running", "Pending"], await PhasesAsync(uids));
        Assert.Equal("Waiting for default/Database/slots lock. Lock status: 0/1", (await Store.FindAsync(uids[1], Token))!.Message);
    }

    [Fact]
    public async Task Memo_IsKeptInTheStore_AndFoundByTheNextWorkflow_EvenInTheSameGroup()
    {
        var term = await LeadAsync();
        var worker = new FakeWorker(Broker, "a", 8);
        worker.Hello();
        const string cached = """
        "memoize":{"key":"k","cache":{"configMap":{"name":"c"}}}
        """;

        await UntilFinishedAsync(await SubmitAsync(term, Workflow("first", template: cached)));
        await EndAsync(term);
        var next = await LeadAsync("b");
        var second = await SubmitAsync(next, Workflow("second", template: cached));

        Assert.Equal("Succeeded", (await Store.FindAsync(second, Token))!.Phase);
        Assert.Single(worker.Started);
    }

    private static string Text(LockRow row) => $"{row.Workflow}/{row.Ordinal} {Convert.ToHexString(row.Body.Span)}";

    private async Task<string[]> PhasesAsync(IEnumerable<Guid> uids)
    {
        var phases = new List<string>();
        foreach (var uid in uids) phases.Add((await Store.FindAsync(uid, Token))!.Phase);
        return [.. phases];
    }

    private async Task<IReadOnlyList<LockRow>> LocksAsync(LeaderTerm term) => (await Store.LoadLeaderSnapshotAsync(term.Lead, Token)).Locks;

    private async Task<IReadOnlyList<WaitingView>> WhyAsync(LeaderTerm term, Guid uid)
    {
        var input = new WhyInput(uid, 10);
        term.Post(input);
        return await input.Reasons.WaitAsync(Patience, Token);
    }

    private async Task DeleteAsync(LeaderTerm term, Guid uid)
    {
        var input = new DeleteInput(uid);
        term.Post(input);
        await input.Reply.WaitAsync(Patience, Token);
    }

    private async Task ApplyAsync(LeaderTerm term, string kind, string name, string manifest)
    {
        var input = new ResourceInput(new ResourceChange(ResourceAction.Apply, new ResourceKey(kind, "default", name)) { Manifest = Encoding.UTF8.GetBytes(manifest) });
        term.Post(input);
        await input.Reply.WaitAsync(Patience, Token);
    }

    private static int _created;

    private static WorkflowRecord Workflow(string name, string? spec = null, string? template = null) => new()
    {
        Uid = Guid.NewGuid(),
        Namespace = "default",
        Name = name,
        Manifest = Encoding.UTF8.GetBytes(
            $$$"""{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"name":"{{{name}}}"},"spec":{"entrypoint":"main",{{{(spec is null ? "" : spec + ",")}}}"templates":[{"name":"main",{{{(template is null ? "" : template + ",")}}}"container":{"image":"alpine:3.23","command":["true"]}}]}}"""),
        CreatedAt = DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(Interlocked.Increment(ref _created)),
        Phase = "",
        Progress = "0/0",
        Body = Encoding.UTF8.GetBytes("{}"),
    };
}
