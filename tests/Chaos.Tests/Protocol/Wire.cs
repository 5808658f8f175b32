using Fleet.Contracts;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Between wire records and the dispatcher's.</summary>
internal static class Wire
{
    private static readonly TaskWork Work = new() { Pod = new PodWork { Containers = [] } };

    public static DispatchStamp In(TaskStamp s) => new(s.Workflow, s.Ordinal, s.Dispatch);

    public static TaskStamp Out(DispatchStamp s) => new(s.Workflow, s.Ordinal, s.Dispatch);

    public static Hello In(WorkerHello h) => new()
    {
        WorkerId = h.WorkerId,
        Boot = h.Boot,
        Number = h.Number,
        Engine = h.Engine,
        HostName = h.HostName,
        Slots = h.Slots,
        Cpu = h.Cpu,
        Memory = h.Memory,
    };

    public static Beat In(WorkerBeat b) => new()
    {
        WorkerId = b.WorkerId,
        Session = b.Session,
        Number = b.Number,
        Held = [.. b.Held.Select(In)],
        Inventory = [.. b.Inventory.Select(In)],
        Draining = b.Draining,
    };

    public static IEnumerable<ReportItem> In(WorkerReport r)
    {
        foreach (var s in r.Started) yield return new Started(r.WorkerId, r.Session, In(s.Stamp), s.At, null, null, false);
        foreach (var f in r.Finished)
        {
            yield return f.End switch
            {
                TaskEnd.Killed => new GivenUp(r.WorkerId, r.Session, In(f.Stamp), GivenUpKind.Killed, "killed"),
                TaskEnd.Vanished => new GivenUp(r.WorkerId, r.Session, In(f.Stamp), GivenUpKind.Vanished, "vanished"),
                _ => new Finished(r.WorkerId, r.Session, In(f.Stamp), new TaskOutcome
                {
                    Kind = f.End == TaskEnd.Exited ? TaskOutcomeKind.Exited : TaskOutcomeKind.Cancelled,
                    FinishedAt = f.FinishedAt,
                    Containers = [.. f.Containers.Select(c => new ContainerOutcome(c.Name, c.ExitCode, false, null, null, null))],
                }),
            };
        }

        foreach (var n in r.NotStarted) yield return new GivenUp(r.WorkerId, r.Session, In(n.Stamp), GivenUpKind.NotStarted, n.Reason);
    }

    public static object Out(WorkerMessage message) => message switch
    {
        Welcome w => new WorkerWelcome { Boot = w.Boot, Number = w.Number, Session = w.Session, FleetId = SimWorld.Id(1) },
        Over o => new SessionOver(o.Session),
        Orders o => new WorkerOrders
        {
            Session = o.Session,
            Ready = [.. o.Ready.Select(Task)],
            Adopt = [.. o.Adopt.Select(a => new TaskAdopt { Task = Task(a) })],
            Settle = [.. o.Settle.Select(Out)],
            Cancel = [.. o.Cancel.Select(c => new TaskCancel(Out(c.Stamp), c.Reason))],
            Beat = o.Beat is { } beat ? new BeatConfirmed(o.Session, beat) : null,
        },
        _ => throw new InvalidOperationException($"unknown message {message}"),
    };

    private static TaskReady Task(IssuedTask t) => new()
    {
        Stamp = Out(t.Stamp),
        Issue = t.Issue,
        Namespace = "n",
        WorkflowName = "w",
        NodeName = "n",
        PodName = "p",
        Work = Work,
    };
}
