using System.Globalization;
using Fleet.Conformance.Tests.Examples.Checks;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>Argo's own examples, on real containers.</summary>
public sealed class ExampleTests(ExampleFleet fleet) : IClassFixture<ExampleFleet>
{
    public static TheoryData<string> Titles => [.. Checks.Select(check => check.Title)];

    internal static IReadOnlyList<ExampleCheck> Checks { get; } =
    [
        .. SimpleChecks.All, .. ConditionChecks.All, .. DagChecks.All, .. LoopChecks.All, .. ParallelismChecks.All, .. RetryChecks.All, .. LimitChecks.All, .. HookChecks.All, .. CallChecks.All,
        .. TemplateChecks.All, .. PodChecks.All, .. LockChecks.All, .. ArtifactChecks.All,
    ];

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Run_ArgosExample_EndsAsItsLineSays(string title)
    {
        var check = Checks.Single(check => check.Title == title);

        var run = await fleet.RunAsync(check);

        Assert.True((check.Phase is { } phase ? [phase] : ExampleLine.All[check.Line].Phases).Contains(run.Phase), $"{run.Phase}\n{run.Workflow.GetProperty("status")}");
        try
        {
            check.Check(run);
        }
        catch (Xunit.Sdk.XunitException)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(run.Workflow.GetProperty("status").ToString());
            throw;
        }
    }

    [Fact]
    public async Task Table_OfAllExamples()
    {
        foreach (var check in Checks)
        {
            var run = await fleet.RunAsync(check);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{check.Title,-50} {run.Phase,-10} {run.Seconds,5:F0} s  {run.Nodes.Count,3} nodes  {run.Containers.Count,3} containers"));
        }
    }

    [Fact]
    public void Lines_AreRunOrWaitForSomethingNotBuilt() => WaitingLines.Review(Checks);
}
