namespace Fleet.Chaos.Tests.Protocol;

/// <summary>
/// Tests of the tests: with a rule switched off, the schedule that is made for it fails. A simulation that notices nothing would prove nothing. The schedules without a mutation are the tests of
/// <see cref="SessionScenarioTests"/>, <see cref="ContainerScenarioTests"/> and <see cref="LeaderScenarioTests"/>.
/// </summary>
public sealed class MutationTests
{
    private static readonly Dictionary<Mutation, Action<Mutation>> Schedules = new()
    {
        [Mutation.WelcomeOfAnyHello] = SessionScenarioTests.WelcomeOfDeadProcess,
        [Mutation.ProbeOvertakes] = LeaderScenarioTests.Backlog,
        [Mutation.NoLeaseCheck] = ContainerScenarioTests.FrozenBeforeCreate,
        [Mutation.OrdersOfAnySession] = SessionScenarioTests.ReadyOfEndedSession,
        [Mutation.RepeatedOrdersLookNew] = SessionScenarioTests.ReadyAgainAfterSettle,
        [Mutation.AdoptAsReady] = SessionScenarioTests.RestartWhileRunning,
        [Mutation.AdopterStarts] = ContainerScenarioTests.CreatorFrozen,
        [Mutation.LookByName] = ContainerScenarioTests.InterruptedVoid,
        [Mutation.VoidByForce] = ContainerScenarioTests.StartDuringVoid,
        [Mutation.OlderAreLeft] = ContainerScenarioTests.ThirdDispatch,
        [Mutation.RemoveOnConfirm] = SessionScenarioTests.FinishKillHello,
        [Mutation.EpochUnchecked] = LeaderScenarioTests.Zombie,
        [Mutation.AcknowledgeEarly] = LeaderScenarioTests.KilledBeforeCommit,
        [Mutation.UnroutableBlocks] = SessionScenarioTests.ExpiredQueue,
    };

    public static TheoryData<Mutation, string> Mutations => new()
    {
        { Mutation.WelcomeOfAnyHello, "TWICE" },
        { Mutation.ProbeOvertakes, "HEALTHY" },
        { Mutation.NoLeaseCheck, "TWICE" },
        { Mutation.OrdersOfAnySession, "TWICE" },
        { Mutation.RepeatedOrdersLookNew, "TWICE" },
        { Mutation.AdoptAsReady, "UNFINISHED" },
        { Mutation.AdopterStarts, "TWICE" },
        { Mutation.LookByName, "TWICE" },
        { Mutation.VoidByForce, "TWICE" },
        { Mutation.OlderAreLeft, "TOGETHER" },
        { Mutation.RemoveOnConfirm, "TWICE" },
        { Mutation.EpochUnchecked, "RESULT" },
        { Mutation.AcknowledgeEarly, "UNFINISHED" },
        { Mutation.UnroutableBlocks, "EXPECTED" },
    };

    [Fact]
    public void Mutations_AllHaveASchedule() => Assert.Equal(Enum.GetValues<Mutation>().Where(m => m != Mutation.None).Order(), Mutations.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Mutations))]
    public void RuleOff_ItsSchedule_IsCaught(Mutation mutation, string violation) =>
        Assert.Equal(violation, Assert.Throws<ViolationException>(() => Schedules[mutation](mutation)).Rule);
}
