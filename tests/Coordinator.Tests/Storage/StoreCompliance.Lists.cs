using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Storage;

/// <content>Lists, changes and what a new leader takes in.</content>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Changes_AreCoalescedToTheLatestState_InOrder()
    {
        var lead = await LeadAsync();
        var a = New("a");
        var b = New("b");
        await Store.CommitAsync(Batch(lead, a, b), Token);
        await Store.CommitAsync(Batch(lead, a with { IsNew = false }), Token);

        var page = await Store.ChangesAsync(0, 10, Token);

        Assert.Equal(["b", "a"], page.Items.Select(change => change.Summary.Name));
        Assert.Empty((await Store.ChangesAsync(page.Version, 10, Token)).Items);
        Assert.Equal("b", Assert.Single((await Store.ChangesAsync(0, 1, Token)).Items).Summary.Name);
    }

    [Fact]
    public async Task List_FiltersByNamespaceNameLabelAndPhase()
    {
        var lead = await LeadAsync();
        await Store.CommitAsync(
            Batch(
                lead,
                New("web-1", labels: """{"app":"web","tier":"front"}"""),
                New("web-2", labels: """{"app":"web"}"""),
                New("db", labels: """{"app":"db"}"""),
                New("other", ns: "team")),
            Token);

        Assert.Equal(["other"], await NamesAsync(new WorkflowQuery { Namespace = "team" }));
        Assert.Equal(["web-1", "web-2"], await NamesAsync(new WorkflowQuery { Name = "web", NameMatch = NameMatch.Prefix }));
        Assert.Equal(["web-1"], await NamesAsync(new WorkflowQuery { Name = "b-1", NameMatch = NameMatch.Contains }));
        Assert.Equal(["web-1"], await NamesAsync(Labels(new LabelCondition("tier", LabelOperator.Exists, []))));
        Assert.Equal(["db", "web-1", "web-2"], await NamesAsync(Labels(new LabelCondition("app", LabelOperator.In, ["web", "db"]))));
        Assert.Equal(["db", "other"], await NamesAsync(Labels(new LabelCondition("app", LabelOperator.NotIn, ["web"]))));
        Assert.Equal(["other"], await NamesAsync(Labels(new LabelCondition("app", LabelOperator.DoesNotExist, []))));
        Assert.Empty(await NamesAsync(new WorkflowQuery { Phases = ["Failed"] }));
    }

    [Fact]
    public async Task List_Pages_CoverEverythingOnce_NewestFirst()
    {
        var lead = await LeadAsync();
        for (var i = 0; i < 7; i++)
        {
            await Store.CommitAsync(Batch(lead, New("wf" + i, created: Start.AddMinutes(i))), Token);
        }

        var first = await Store.ListAsync(new WorkflowQuery { Limit = 3 }, Token);
        var last = await Store.ListAsync(new WorkflowQuery { Limit = 3, Offset = 6 }, Token);

        Assert.Equal(["wf6", "wf5", "wf4"], first.Items.Select(item => item.Name));
        Assert.Equal(4, first.Remaining);
        Assert.Equal(["wf0"], last.Items.Select(item => item.Name));
        Assert.Equal(0, last.Remaining);
        Assert.Equal("wf6", (await Store.FindLatestAsync("default", Token))!.Name);
    }

    [Fact]
    public async Task Snapshot_HasLiveTasksSessionsTimersAndOutbox()
    {
        var lead = await LeadAsync();
        var row = New("wf");
        var batch = Batch(lead, row);
        batch.Nodes.Add(Node(row, 0, "wf"));
        batch.Nodes.Add(Node(row, 1, "wf.a", task: new TaskColumns(3, 2, Bytes("task"))));
        batch.Nodes.Add(Node(row, 2, "wf.b", task: new TaskColumns(1, 0, Bytes("done"))));
        batch.Sessions.Add(new SessionRow(lead.Epoch * 10, "w1", 1, Bytes("session")));
        batch.TimersSet.Add(new TimerRow(row.Record.Uid, new TimerKey(0, TimerKind.WorkflowDeadline), Start.AddHours(1)));
        batch.Outbox.Add(new OutboxRow(1, Guid.NewGuid(), "orders", "w1", "w1", Bytes("first")));
        batch.Outbox.Add(new OutboxRow(2, Guid.NewGuid(), "orders", "w1", "w1", Bytes("second")));
        await Store.CommitAsync(batch, Token);
        var sent = Batch(lead, row with { IsNew = false });
        sent.OutboxSent.Add(1);
        await Store.CommitAsync(sent, Token);

        var snapshot = await Store.LoadLeaderSnapshotAsync(lead, Token);

        var task = Assert.Single(snapshot.Tasks);
        Assert.Equal((1, 3, "request"), (task.Ordinal, task.Task.Dispatch, Text(task.Request)));
        Assert.Equal("session", Text(Assert.Single(snapshot.Sessions).Body));
        Assert.Equal(lead.Epoch * 10, Assert.Single(await Store.SessionsAsync(lead.Scope, Token)).Session);
        Assert.Empty(await Store.SessionsAsync("another", Token));
        Assert.Equal(TimerKind.WorkflowDeadline, Assert.Single(snapshot.Timers).Key.Kind);
        Assert.Equal("second", Text(Assert.Single(snapshot.Outbox).Body));
        Assert.Equal(2, snapshot.LastSequence);
    }

    private static WorkflowQuery Labels(LabelCondition condition) => new() { Labels = [condition] };
}
