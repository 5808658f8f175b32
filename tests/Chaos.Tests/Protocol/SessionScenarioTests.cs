using Fleet.Contracts;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Directed schedules: sessions that end, and messages of them that come late, twice or not at all.</summary>
public sealed class SessionScenarioTests
{
    private static readonly int[] OneWorker = [0];
    private static readonly int[] Neighbours = [0, 0];

    [Fact]
    public void Finish_Kill_HelloReadBeforeTaskFinished_NoRerun() => FinishKillHello(Mutation.None);

    [Fact]
    public void TaskReadyAgain_AfterSettle_IsIgnored() => ReadyAgainAfterSettle(Mutation.None);

    [Fact]
    public void ReadyOfEndedSession_IsIgnored() => ReadyOfEndedSession(Mutation.None);

    [Fact]
    public void WelcomeOfADeadProcess_IsIgnored() => WelcomeOfDeadProcess(Mutation.None);

    [Fact]
    public void ExpiredQueue_DoesNotBlockOutbox() => ExpiredQueue(Mutation.None);

    [Fact]
    public void SessionOfAKilledWorker_IsNotIssuedAgain_ButAdopted() => RestartWhileRunning(Mutation.None);

    [Fact]
    public void LateOrDoubleHello_ChangesNothing()
    {
        var s = new Scenario(Mutation.None, OneWorker);
        var late = s.Hold(body => body is WorkerHello);
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        var now = s.World.Queue.Find(e => e.Body is WorkerHello)!;
        s.Deliver();
        s.Run(0);
        var session = s.Worker(0).Machine.Session;
        Scenario.Expect(session != 0, "the second process has a session");

        s.Release(late);
        s.Release(s.World.Wrap(now.Body));
        s.Deliver();

        Scenario.Expect(s.Worker(0).Machine.Session == session && s.Dispatch() == 1, "neither hello ended the session");
        s.Finish(0);
        s.Deliver();
        Scenario.Expect(s.Node(0).Ended && s.Starts == 1, "it ended, and was started once");
        s.End();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ExitFromOldSession_IsAccepted_Once(bool oldFirst)
    {
        var s = new Scenario(Mutation.None, Neighbours);
        s.Deliver(0);
        s.Run(0);
        s.Deliver();
        s.Finish(0);
        var told = s.Hold(body => body is WorkerReport { Finished.Count: > 0 });
        s.Fault(Fault.Pause, 0);
        s.LetLeaseRunOut(1);
        Scenario.Expect(s.Task(1).Held.Adopted, "the neighbour adopts");

        if (oldFirst)
        {
            s.Release(told);
            s.Deliver(0, 1);
            Scenario.Expect(s.Node(0).Ended, "the exit counts although its session is over");
        }
        else
        {
            s.StepTo(1, SimTask.Step.Over);
            s.Deliver(1);
            Scenario.Expect(s.Node(0).Ended, "the adopter's report counts");
            s.Release(told);
            s.Deliver(0, 1);
        }

        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    [Fact]
    public void WokenWorker_LetsGo_TouchesNoContainer()
    {
        var s = new Scenario(Mutation.None, Neighbours);
        s.Deliver(0);
        s.Run(0);
        s.Deliver();
        s.Fault(Fault.Pause, 0);
        s.LetLeaseRunOut(1);
        s.Run(1);

        s.Do(ActionKind.Wake, 0);
        s.Pass(1);

        Scenario.Expect(s.Worker(0) is { Machine: { Session: 0, Held.Count: 0 }, Tasks.Count: 0, Removals.Count: 0 }, "the woken worker has let go");
        s.Deliver();
        Scenario.Expect(s.Worker(0).Removals.Count == 0 && s.Container(0) is { State: Worker.Protocol.Found.Running }, "the container runs on");
        s.Finish(1);
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    [Fact]
    public void OrphanSweep_LeavesOtherSessionsAlone()
    {
        var s = new Scenario(Mutation.None, Neighbours);
        s.Deliver(0);
        s.Run(0);
        for (var i = 0; i < 4; i++)
        {
            s.Pass(5);
            Scenario.Expect(s.Worker(1).Inventory is not null || s.Worker(1).Machine.Session == 0, "the neighbour looks at the engine");
            s.Deliver();
            Scenario.Expect(s.Worker(0).Removals.Count + s.Worker(1).Removals.Count == 0, "nobody is told to remove it");
        }

        s.Finish(0);
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    [Fact]
    public void LostConfirm_RepeatedFinish_OneResult()
    {
        var s = new Scenario(Mutation.None, OneWorker);
        s.Deliver();
        s.Run(0);
        s.Deliver();
        s.Fault(Fault.ConfirmLost, 0);
        s.Finish(0);
        s.Pass(2);

        Scenario.Expect(s.World.Queue.Count(e => e.Body is WorkerReport { Finished.Count: > 0 }) == 2, "the end was told twice");
        s.Deliver();
        Scenario.Expect(s.Node(0).Ended, "it ended");
        s.End();
    }

    /// <summary>The report is with the broker, its worker is killed, and the next process is heard first.</summary>
    internal static void FinishKillHello(Mutation mutation)
    {
        var s = new Scenario(mutation, OneWorker);
        s.Deliver();
        s.Run(0);
        s.Deliver();
        s.Finish(0);
        var told = s.Hold(body => body is WorkerReport { Finished.Count: > 0 });
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        s.Deliver();
        s.StepTo(0, SimTask.Step.Over);
        s.Deliver();
        s.Release(told);
        s.Deliver();
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>An order that is delivered once more when everything is over.</summary>
    internal static void ReadyAgainAfterSettle(Mutation mutation)
    {
        var s = new Scenario(mutation, OneWorker);
        Envelope? order = null;
        s.World.Sent += envelope => order = envelope.Body is WorkerOrders { Ready.Count: > 0 } ? envelope : order;
        s.Deliver();
        s.Run(0);
        s.Deliver();
        s.Finish(0);
        s.Deliver();
        foreach (var removal in s.Worker(0).Removals.ToArray()) s.Do(ActionKind.Remove, 0, removal);
        Scenario.Expect(s.Node(0).Ended && s.Container(0) is null, "it ended, and its container is gone");

        s.Worker(0).Inbox.Add(order!);
        s.Deliver();

        if (s.Worker(0).Tasks.Count > 0) s.Run(0);
        Scenario.Expect(s.Worker(0).Machine.Held.Count == 0, "nothing was taken");
        s.End();
    }

    /// <summary>An order of a session comes when the next one has given its task up and started it anew.</summary>
    internal static void ReadyOfEndedSession(Mutation mutation)
    {
        const int Last = 3; // with some tasks before it, the number of its issue is new to the next session
        var s = new Scenario(mutation, OneWorker, tasks: Last + 1);
        s.Deliver();
        for (var node = 0; node < Last - 1; node++) RunAndEnd(s, node);
        Envelope? order = null;
        s.World.Sent += envelope =>
        {
            if (order is not null || envelope.Body is not WorkerOrders { Ready.Count: > 0 }) return;
            order = envelope;
            s.World.Workers[0].Inbox.Remove(envelope);
        };
        RunAndEnd(s, Last - 1);
        Scenario.Expect(order is not null && s.Dispatch(Last) == 1, "it was issued");
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        s.Deliver();
        if (s.Task(0, Last).Held.Adopted) s.StepTo(0, SimTask.Step.Over, Last);
        s.Deliver();
        s.Pass(10); // a worker at which something did not start rests a little
        s.Deliver();
        Scenario.Expect(s.Dispatch(Last) == 2, "not found, so issued again");
        s.Run(0, Last);

        s.Worker(0).Inbox.Add(order!);
        s.Deliver();

        foreach (var task in s.Worker(0).Tasks.Where(t => t.Stamp.Dispatch == 1).ToArray()) s.StepOn(0, task, 8);
        Scenario.Expect(s.Worker(0).Machine.Held.Count == 1, "the old order was not taken");
        s.Finish(0, Last, dispatch: 2);
        s.End();

        static void RunAndEnd(Scenario s, int node)
        {
            s.Run(0, node);
            s.Finish(0, node);
            s.Deliver();
            foreach (var removal in s.Worker(0).Removals.ToArray()) s.Do(ActionKind.Remove, 0, removal);
        }
    }

    /// <summary>A process is killed with its start on the way; the next one hears the welcome of the first, and with it could take the first one's session and orders.</summary>
    internal static void WelcomeOfDeadProcess(Mutation mutation)
    {
        var s = new Scenario(mutation, OneWorker);
        Envelope? welcome = null;
        s.World.Sent += envelope => welcome ??= envelope.Body is WorkerWelcome ? envelope : null;
        s.Deliver();
        s.StepTo(0, SimTask.Step.AskStart);
        s.Step(0);
        s.Step(0); // sent to the engine, and not carried out
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        var hello = s.Hold(body => body is WorkerHello);
        s.Worker(0).Inbox.Add(welcome!);
        s.Deliver();
        for (var i = 0; i < 4 && s.Worker(0).Machine.Session != 0; i++)
        {
            s.Pass(5);
            s.Deliver();
        }

        if (s.Worker(0).Tasks.Count > 0)
        {
            s.StepTo(0, SimTask.Step.AskStart);
            s.Step(0);
            s.Step(0);
            foreach (var request in s.World.Engines[0].Requests.ToArray())
            {
                s.Carry(request);
                s.Exit(0);
            }
        }

        s.Release(hello);
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>A worker is gone with its queue; what is for it must not keep the others waiting.</summary>
    internal static void ExpiredQueue(Mutation mutation)
    {
        var s = new Scenario(mutation, [0, 1], tasks: 2);
        s.Deliver(1);
        s.Run(1);
        s.Deliver(0, 1);
        Scenario.Expect(s.Worker(0).Tasks.Count == 1, "the other task is with the other worker");
        s.Fault(Fault.Kill, 0);
        s.Fault(Fault.QueueExpires, 0);
        s.World.Queue.Add(s.World.Wrap(new WorkerBeat { WorkerId = "w0", Session = s.World.Store.LastSession, Number = 99 })); // its last words: answered to a queue that is gone
        s.Finish(1, s.Worker(1).Tasks[0].Stamp.Workflow == s.Node(0).Key.Workflow ? 0 : 1);

        s.Deliver(1, 0);

        Scenario.Expect(s.Leader.Outbox.Count == 0, "the outbox is empty");
        Scenario.Expect(s.Worker(1).Removals.Count == 1, "the end was settled");
        s.End();
    }

    /// <summary>A worker is killed while its task runs, and comes back.</summary>
    internal static void RestartWhileRunning(Mutation mutation)
    {
        var s = new Scenario(mutation, OneWorker);
        s.Deliver();
        s.Run(0);
        s.Deliver();
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        s.Deliver();
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }
}
