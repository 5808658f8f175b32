using System.Collections.Concurrent;
using System.Globalization;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>
/// Both real state machines in random schedules of faults. <c>FLEET_SCHEDULES</c>: schedules per world (default 200); <c>FLEET_SEED</c>: first seed (default 1).
/// A failure names its schedule and prints a shortened one; the same seed gives the same schedule.
/// </summary>
public sealed class ProtocolPropertyTests
{
    private static readonly int Schedules = Number("FLEET_SCHEDULES", 200);
    private static readonly int FirstSeed = Number("FLEET_SEED", 1);
    private static readonly TimeSpan Shrinking = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Worlds => [.. SimConfig.All.Select(c => c.Name)];

    public static TheoryData<Mutation> Mutations => [.. Enum.GetValues<Mutation>().Where(m => m != Mutation.None)];

    [Theory]
    [MemberData(nameof(Worlds))]
    public void RandomSchedules_OfAWorld_KeepEveryRule(string world)
    {
        var config = SimConfig.All.Single(c => c.Name == world);
        var counts = new ConcurrentDictionary<string, int>();
        var steps = 0L;
        for (var seed = FirstSeed; seed < FirstSeed + Schedules; seed++)
        {
            var schedule = new Schedule(config, Mutation.None, seed);
            schedule.Run();
            if (schedule.Violation is not null) Assert.Fail(schedule.Describe(Shrinking));
            steps += schedule.Length;
            foreach (var (what, times) in schedule.Counts) counts.AddOrUpdate(what, times, (_, sum) => sum + times);
        }

        TestContext.Current.SendDiagnosticMessage($"{world}: {Schedules} schedules from seed {FirstSeed}, {steps} steps");
        var text = string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"{world}: {Schedules} schedules from seed {FirstSeed}, {steps} steps: {text}");
        Assert.True(counts.GetValueOrDefault("starts") >= Schedules, "the schedules start containers");
    }

    /// <summary>Which rules random schedules alone find to be switched off. Minutes long, so only when asked for (<c>-explicit on</c>); <see cref="MutationTests"/> has a directed schedule for each.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Mutations))]
    public void RandomSchedules_WithARuleOff_AreCaught(Mutation mutation)
    {
        for (var seed = 1; seed <= 3000; seed++)
        {
            foreach (var config in SimConfig.All)
            {
                var schedule = new Schedule(config, mutation, seed);
                schedule.Run();
                if (schedule.Violation is not { } violation) continue;
                TestContext.Current.TestOutputHelper?.WriteLine($"{schedule.Name}: {violation.Message}");
                return;
            }
        }

        Assert.Fail($"no schedule noticed that this rule is off: {mutation}");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
