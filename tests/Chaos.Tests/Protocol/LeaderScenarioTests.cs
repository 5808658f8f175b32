using Fleet.Contracts;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Directed schedules: coordinators that die, sleep, lag behind, or do not know that they lead no more.</summary>
public sealed class LeaderScenarioTests
{
    [Fact]
    public void BacklogOfBeats_LosesNobody() => Backlog(Mutation.None);

    [Fact]
    public void ZombieLeader_CommitRefused() => Zombie(Mutation.None);

    [Fact]
    public void KilledBeforeTheCommit_TheMessageComesAgain() => KilledBeforeCommit(Mutation.None);

    [Fact]
    public void NewLeader_GivesFullLeases()
    {
        var s = new Scenario(Mutation.None, [0, 1], coordinators: 2);
        s.Deliver(0);
        s.Run(0);
        s.Deliver();
        s.Fault(Fault.CoordinatorKill, 0);
        s.Pass(60);
        s.Do(ActionKind.Elect, 1);

        // Nothing of what the workers said meanwhile is read yet.
        s.Pass(20);
        var probe = s.World.Queue.Exists(e => e.Body is LeaderProbe);
        s.Deliver();

        Scenario.Expect(!probe, "no lease is out for the new leader");
        Scenario.Expect(s.Dispatch() == 1 && s.World.Store.Sessions.Values.Count > 0, "nobody is lost");
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>The leader reads 80 s behind: it asks itself for a probe, which must not overtake what the workers have said.</summary>
    internal static void Backlog(Mutation mutation)
    {
        var s = new Scenario(mutation, [0, 1]);
        s.Deliver(0);
        s.Run(0);
        s.Deliver();
        s.Pass(80);
        var probe = s.World.Queue.Find(e => e.Body is LeaderProbe);
        Scenario.Expect(probe is not null, "the leases seem to be out");

        s.Do(ActionKind.Take, 0, probe);
        s.Do(ActionKind.Decide, 0);
        Scenario.Expect(s.Dispatch() == 1, "nobody is lost by what is not read yet");
        s.Deliver();

        Scenario.Expect(s.Dispatch() == 1, "nobody is lost");
        s.End();
        Scenario.Expect(s.Starts == 1, "it was started once");
    }

    /// <summary>Two leaders have the same report, and the one whose epoch is over decides last.</summary>
    internal static void Zombie(Mutation mutation)
    {
        var s = new Scenario(mutation, [0], coordinators: 2);
        s.Deliver();
        s.Run(0);
        s.Deliver();
        s.Finish(0);
        var report = s.Hold(body => body is WorkerReport { Finished.Count: > 0 });
        s.Release(report);
        s.Do(ActionKind.Take, 0, report);
        var again = s.World.Wrap(report.Body);
        s.Release(again);
        s.Fault(Fault.Takeover, 1);
        s.Do(ActionKind.Take, 1, again);
        s.Do(ActionKind.Decide, 1, again);
        Scenario.Expect(s.Node(0).Ended, "the new leader has committed it");

        s.Do(ActionKind.Decide, 0, report);

        Scenario.Expect(!s.World.Coordinators[0].Leads, "the old leader was refused, and leads no more");
        Scenario.Expect(s.World.Queue.Contains(report), "what it had goes back to the queue");
        s.End();
    }

    /// <summary>A coordinator is killed between taking a message and committing it.</summary>
    internal static void KilledBeforeCommit(Mutation mutation)
    {
        var s = new Scenario(mutation, [0], coordinators: 2);
        s.Do(ActionKind.Take, 0, s.World.Queue.Find(e => e.Body is ReadyCommand));
        s.Fault(Fault.CoordinatorKill, 0);
        s.Do(ActionKind.Elect, 1);
        s.Deliver();
        s.End();
    }
}
