using System.Globalization;
using Fleet.Conformance.Tests.E2e.Checks;
using Fleet.Conformance.Tests.Examples;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>Argo's own end-to-end tests, on real containers.</summary>
public sealed class E2eTests(E2eFleet fleet) : IClassFixture<E2eFleet>
{
    public static TheoryData<string> Ids => [.. Checks.Select(check => check.Id)];

    public static TheoryData<string> CliIds => [.. CliChecks.Select(check => check.Id)];

    internal static IReadOnlyList<E2eCheck> Checks { get; } =
    [
        .. ControlFlowChecks.All, .. OutputChecks.All, .. RetryChecks.All, .. HookChecks.All, .. LimitChecks.All, .. PodChecks.All, .. LockChecks.All, .. ResourceChecks.All,
        .. FileChecks.All, .. ArtifactLineChecks.All, .. PlaceChecks.All,
    ];

    internal static IReadOnlyList<CliCheck> CliChecks { get; } = [.. CommandChecks.All, .. RetryCommandChecks.All];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Run_ArgosTest_EndsAsItsLineSays(string id)
    {
        var check = Checks.Single(check => check.Id == id);
        var line = E2eLine.All[id];

        var runs = await fleet.RunAsync(check);

        try
        {
            for (var i = 0; i < runs.Count; i++)
                Assert.Contains(runs[i].Phase, check.Phase is { } phase ? [phase] : line.Phases(i, runs.Count));
            check.Check(runs);
        }
        catch (Xunit.Sdk.XunitException)
        {
            foreach (var run in runs)
                TestContext.Current.TestOutputHelper?.WriteLine(run.Workflow.GetProperty("status").ToString());
            throw;
        }
    }

    [Theory]
    [MemberData(nameof(CliIds))]
    public async Task Call_ArgosTest_SaysWhatItsLineSays(string id) => Assert.NotEmpty(await fleet.RunAsync(CliChecks.Single(check => check.Id == id)));

    [Fact]
    public async Task Table_OfAllLines()
    {
        Part.NeedsEngine();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in E2eLine.All.Values)
        {
            var (state, text) = await StateAsync(line);
            counts[state] = counts.GetValueOrDefault(state) + 1;
            TestContext.Current.TestOutputHelper?.WriteLine($"{line.Id,-84} {line.Class,-16} {state,-12} {text}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}")));
        Assert.Equal(E2eLine.All.Count, counts.Values.Sum());
    }

    [Fact]
    public void Lines_AreRunOrWaitForSomethingNotBuilt() => WaitingE2eLines.Review(Checks, CliChecks);

    private async Task<(string State, string Text)> StateAsync(E2eLine line)
    {
        if (Checks.SingleOrDefault(check => check.Id == line.Id) is { } check)
        {
            var runs = await fleet.RunAsync(check);
            return ("run", string.Join("; ", runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Phase} {run.Seconds:F0} s, {run.Nodes.Count} nodes, {run.Containers.Count} containers"))));
        }

        if (CliChecks.SingleOrDefault(cli => cli.Id == line.Id) is { } command)
            return ("run", $"{(await fleet.RunAsync(command)).Count} commands");
        return WaitingE2eLines.StateOf(line);
    }
}
