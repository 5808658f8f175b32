using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs.Work;

namespace Fleet.Coordinator.Tests.Outbox;

public sealed class OrdersWriterTests
{
    private static readonly Guid Workflow = Guid.NewGuid();

    [Fact]
    public void Everything_IsReadBackAsWritten()
    {
        var order = Task(1);
        var adopt = new TaskAdopt { Task = Task(2), LogMarks = new Dictionary<string, LogMark> { ["main/stdout"] = new(5, 6) } };

        var orders = Assert.Single(Write(writer =>
        {
            writer.Ready(order);
            writer.Adopt(adopt);
            writer.Settle(new TaskStamp(Workflow, 3, 1));
            writer.Cancel(new TaskCancel(new TaskStamp(Workflow, 4, 2), "enough"));
            writer.Beat(17);
        }));

        Assert.Equal(9, orders.Session);
        Assert.Equal("node-1", Assert.Single(orders.Ready).NodeName);
        Assert.Equal(new byte[] { 1, 2, 255 }, orders.Ready[0].Work.Pod!.Containers[0].Files[0].Content);
        Assert.Equal(new LogMark(5, 6), Assert.Single(orders.Adopt).LogMarks["main/stdout"]);
        Assert.Equal(new TaskStamp(Workflow, 3, 1), Assert.Single(orders.Settle));
        Assert.Equal("enough", Assert.Single(orders.Cancel).Reason);
        Assert.Equal(new BeatConfirmed(9, 17), orders.Beat);
        Assert.Equal(ProtocolVersion.Current, orders.Format);
    }

    [Fact]
    public void LargestTasks_BehindAFullBatch_StayBelowWhatABrokerTakes()
    {
        var largest = Task(1) with { Work = new TaskWork { Pod = new PodWork { Containers = [new ContainerWork { Name = "main", Image = "a", Args = [new string('x', MessageLimits.TaskBytes - 4096)] }] } } };
        Assert.False(WorkSize.IsOver(largest.Work, MessageLimits.TaskBytes));
        Assert.True(WorkSize.IsOver(largest.Work, MessageLimits.TaskBytes - 4096));
        var almostFull = Task(0) with { Work = new TaskWork { Pod = new PodWork { Containers = [new ContainerWork { Name = "main", Image = "a", Args = [new string('x', MessageLimits.OrdersBytes - 4096)] }] } } };

        using var writer = new OrdersWriter(9);
        foreach (var task in (TaskReady[])[almostFull, largest, largest])
            writer.Ready(task);
        writer.End();

        Assert.Equal(2, writer.Messages.Count);
        Assert.All(writer.Messages, message => Assert.InRange(message.Length, 1, MessageLimits.MessageBytes));
    }

    [Fact]
    public void ManyTasks_AreSplitAtTheLimitOfAMessage()
    {
        var orders = Write(writer =>
        {
            for (var i = 0; i < 150; i++) writer.Ready(Task(i));
            for (var i = 0; i < 500; i++) writer.Settle(new TaskStamp(Workflow, i, 1));
        });

        Assert.Equal([64, 64, 22], orders.Select(message => message.Ready.Count));
        Assert.Equal(Enumerable.Range(0, 150), orders.SelectMany(message => message.Ready).Select(task => task.Stamp.Ordinal));
        Assert.Equal(500, orders.Sum(message => message.Settle.Count));
    }

    [Fact]
    public void LargeTasks_AreSplitByBytes()
    {
        using var writer = new OrdersWriter(9);
        for (var i = 0; i < 10; i++) writer.Ready(Task(i, bytes: 400 * 1024));
        writer.End();

        Assert.InRange(writer.Messages.Count, 4, 10);
        Assert.All(writer.Messages, message => Assert.True(message.Length < 2 * MessageLimits.OrdersBytes));
    }

    [Fact]
    public void Nothing_IsNoMessage() => Assert.Empty(Write(_ => { }));

    private static WorkerOrders[] Write(Action<OrdersWriter> write)
    {
        using var writer = new OrdersWriter(9);
        write(writer);
        writer.End();
        return [.. writer.Messages.Select(body => JsonSerializer.Deserialize<WorkerOrders>(body, JsonSerializerOptions.Web)!)];
    }

    private static TaskReady Task(int ordinal, int bytes = 0) => new()
    {
        Stamp = new TaskStamp(Workflow, ordinal, 1),
        Issue = ordinal + 1,
        Namespace = "default",
        WorkflowName = "w",
        NodeName = $"node-{ordinal}",
        PodName = $"pod-{ordinal}",
        Work = new TaskWork
        {
            Pod = new PodWork
            {
                Containers = [new ContainerWork { Name = "main", Image = "alpine", Files = [new FileWork("/f", bytes == 0 ? [1, 2, 255] : new byte[bytes])] }],
            },
        },
    };
}
