using Fleet.Worker.Protocol;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Directed schedules: what happens between a worker's check and its engine call, and what an adopter may do.</summary>
public sealed class ContainerScenarioTests
{
    private static readonly int[] Neighbours = [0, 0];

    [Fact]
    public void CreatedContainer_IsVoided_NotStarted_WhenItsCreatorIsFrozen() => CreatorFrozen(Mutation.None);

    [Fact]
    public void PausedBeforeCreate_DoesNotStartAfterLease() => FrozenBeforeCreate(Mutation.None);

    [Fact]
    public void KilledWithEngineCallInFlight_NoSecondStart() => StartDuringVoid(Mutation.None);

    [Fact]
    public void InterruptedVoid_OfARunningContainer_IsFollowedByTheNextAdopter() => InterruptedVoid(Mutation.None);

    [Fact]
    public void ThirdDispatchOnFirstEngine_RemovesOldFirst() => ThirdDispatch(Mutation.None);

    [Fact]
    public void Container_NotRemovedBefore_Settle()
    {
        var s = new Scenario(Mutation.None, [0]);
        s.Deliver();
        s.Run(0);
        s.Deliver();
        s.Finish(0);
        s.Pass(2);
        Scenario.Expect(s.World.Queue.Exists(e => e.Body is Contracts.WorkerReport { Finished.Count: > 0 }), "the broker has the report");
        Scenario.Expect(s.Container(0) is { State: Found.Exited } && s.Worker(0).Removals.Count == 0, "the container stays until the result is committed");

        s.Deliver();

        Scenario.Expect(s.Node(0).Ended && s.Worker(0).Removals.Count == 1, "committed, settled, to be removed");
        s.End();
    }

    [Fact]
    public void AdoptionThenReturn_NeverExceedsEngineSlots()
    {
        var s = new Scenario(Mutation.None, Neighbours, tasks: 3);
        s.Deliver();
        var first = Enumerable.Range(0, 3).First(n => s.Worker(0).Tasks[0].Stamp.Workflow == s.Node(n).Key.Workflow);
        var second = Enumerable.Range(0, 3).First(n => s.Worker(1).Tasks[0].Stamp.Workflow == s.Node(n).Key.Workflow);
        var third = 3 - first - second;
        s.Run(0, first);
        s.Run(1, second);
        s.Fault(Fault.Pause, 0);
        s.LetLeaseRunOut(1);
        s.Run(1, first);

        s.Do(ActionKind.Wake, 0);
        s.Pass(1);
        s.Deliver();

        Scenario.Expect(s.Worker(0) is { Machine.Session: not 0, Tasks.Count: 0 } && s.Dispatch(third) == 0, "two of the engine's two slots are taken");
        s.Finish(1, second);
        s.Deliver();
        Scenario.Expect(s.Dispatch(third) == 1, "one is free again");
        s.End();
        Scenario.Expect(s.Starts == 3, "each was started once");
    }

    /// <summary>Frozen between the lease check and the start call; a neighbour adopts what is created; the frozen one wakes and calls.</summary>
    internal static void CreatorFrozen(Mutation mutation)
    {
        var s = new Scenario(mutation, Neighbours);
        s.Deliver(0);
        s.StepTo(0, SimTask.Step.AskStart);
        s.Step(0);
        s.Deliver();
        s.Fault(Fault.Pause, 0);
        s.LetLeaseRunOut(1);
        s.Step(1); // looks
        if (s.Container(0) is { State: Found.Running }) s.Exit(0);
        else s.StepTo(1, SimTask.Step.Over);

        s.Do(ActionKind.Wake, 0);
        var task = s.Task(0);
        s.Do(ActionKind.Step, 0, task);
        foreach (var request in s.World.Engines[0].Requests.ToArray()) s.Carry(request);
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>Frozen before the create; its lease runs out, the task is issued anew; the frozen one wakes.</summary>
    internal static void FrozenBeforeCreate(Mutation mutation)
    {
        var s = new Scenario(mutation, Neighbours);
        s.Deliver(0);
        s.StepTo(0, SimTask.Step.AskCreate);
        s.Deliver();
        s.Fault(Fault.Pause, 0);
        s.LetLeaseRunOut(1);
        s.StepTo(1, SimTask.Step.Over);
        s.Deliver(1);
        s.LetLeaseRunOut(1);
        Scenario.Expect(s.Dispatch() == 2, "nothing was there, so it is issued again");
        s.Run(1);

        s.Do(ActionKind.Wake, 0);
        var task = s.Task(0);
        s.StepOn(0, task, 8);

        Scenario.Expect(s.Container(0) is null, "the woken one created nothing");
        s.Finish(1, dispatch: 2);
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>A killed worker's start arrives at the engine while the next process voids the container: before or after the rename.</summary>
    internal static void StartDuringVoid(Mutation mutation)
    {
        foreach (var renamed in (bool[])[false, true])
        {
            var s = new Scenario(mutation, [0]);
            var start = KillWithStartOnTheWay(s);
            s.StepTo(0, SimTask.Step.Rename);
            if (renamed) s.Step(0);
            s.Carry(start);
            Scenario.Expect(renamed == (s.Starts == 0), "a start by name finds the container only before it is renamed");
            s.End();
            Scenario.Expect(s.Starts == 1, "it was started once");
        }
    }

    /// <summary>The same, and the adopter is killed right after the rename.</summary>
    internal static void InterruptedVoid(Mutation mutation)
    {
        var s = new Scenario(mutation, [0]);
        var start = KillWithStartOnTheWay(s);
        s.StepTo(0, SimTask.Step.Rename);
        s.Carry(start);
        s.Step(0);
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        s.Deliver();
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>An engine is given up, then a second one; the first is back, and gets the third dispatch while the first one's container still runs.</summary>
    internal static void ThirdDispatch(Mutation mutation)
    {
        var s = new Scenario(mutation, [0, 1]);
        s.Deliver(0);
        s.Run(0);
        s.Deliver();
        s.Fault(Fault.Cut, 0);
        s.LetLeaseRunOut(1);
        Scenario.Expect(s.Dispatch() == 2, "the first engine was given up");
        s.Run(1);
        s.Fault(Fault.Cut, 1);
        s.LetLeaseRunOut();
        s.Do(ActionKind.Heal, 0);
        s.Pass(30);
        s.Deliver(0);
        Scenario.Expect(s.Dispatch() == 3 && s.Container(0) is { State: Found.Running }, "the third dispatch, and the first one's container runs");

        s.Run(0);

        Scenario.Expect(s.Container(0) is null, "the old one was removed first");
        s.Finish(0, dispatch: 3);
        s.End();
    }

    /// <summary>A worker is killed when its start call is sent and not carried out; its next process adopts.</summary>
    private static EngineRequest KillWithStartOnTheWay(Scenario s)
    {
        s.Deliver();
        s.StepTo(0, SimTask.Step.AskStart);
        s.Step(0);
        s.Step(0);
        var start = s.Task(0).Awaited!;
        s.Fault(Fault.Kill, 0);
        s.Do(ActionKind.Restart, 0);
        s.Deliver();
        Scenario.Expect(s.Task(0).Held.Adopted, "the next process adopts");
        return start;
    }
}
