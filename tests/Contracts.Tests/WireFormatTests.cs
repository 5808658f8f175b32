using System.Text.Json;

namespace Fleet.Contracts.Tests;

/// <summary>What goes over the wire comes back the same, and carries its format number.</summary>
public sealed class WireFormatTests
{
    private static readonly TaskStamp Stamp = new(Guid.Parse("11111111-2222-3333-4444-555555555555"), 7, 2);

    [Fact]
    public void TaskStamp_AsText_NamesUidOrdinalAndDispatch() => Assert.Equal("11111111-2222-3333-4444-555555555555/7/2", Stamp.ToString());

    [Fact]
    public void WorkerOrders_RoundTrip_KeepsTheWork()
    {
        var orders = new WorkerOrders
        {
            Session = 3,
            Ready =
            [
                new TaskReady
                {
                    Stamp = Stamp,
                    Issue = 1,
                    Namespace = "default",
                    WorkflowName = "wf",
                    NodeName = "wf.a",
                    PodName = "wf-say-1",
                    Work = new TaskWork
                    {
                        Pod = new PodWork
                        {
                            Containers = [new ContainerWork { Name = "main", Image = "busybox", Command = ["sh"], Files = [new FileWork("/f", [1, 2, 3])], Env = [new EnvironmentVariable("A", "b")] }],
                        },
                    },
                },
            ],
            Settle = [Stamp],
        };

        var back = JsonSerializer.Deserialize<WorkerOrders>(JsonSerializer.Serialize(orders))!;

        Assert.Equal(ProtocolVersion.Current, back.Format);
        Assert.Equal(Stamp, back.Settle.Single());
        var container = back.Ready.Single().Work.Pod!.Containers.Single();
        Assert.Equal(["sh"], container.Command);
        Assert.Null(container.Args);
        Assert.Equal([1, 2, 3], container.Files.Single().Content);
    }

    [Fact]
    public void WorkerReport_RoundTrip_KeepsExitCodes()
    {
        var report = new WorkerReport
        {
            WorkerId = "w",
            Session = 1,
            Finished = [new TaskFinished { Stamp = Stamp, End = TaskEnd.Exited, FinishedAt = DateTimeOffset.UnixEpoch, Containers = [new ContainerResult { Name = "main", ExitCode = 3 }] }],
        };

        var back = JsonSerializer.Deserialize<WorkerReport>(JsonSerializer.Serialize(report))!;

        Assert.Equal(3, back.Finished.Single().Containers.Single().ExitCode);
    }
}
