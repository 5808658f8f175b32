using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Retries.</summary>
internal static class RetryChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("functional/TestWorkflowLevelErrorRetryPolicy", run => Assert.Equal("Retry", run.Root.Type)),
        E2eCheck.Of("functional/TestParametrizableLimit", run =>
        {
            Assert.Equal(3, run.Nodes.Count);
            Assert.Contains("No more retries left", run.Root.Message, StringComparison.Ordinal);
        })
        with
        {
            // A number where a text belongs: Argo's test does not read strictly.
            Backing = (text, _) => text.Replace("[exit, 1]", "[exit, \"1\"]", StringComparison.Ordinal),
        },
        E2eCheck.Of("retry/TestRetryLimit", run =>
        {
            Assert.Equal(("No more retries left", "0/1"), (run.Message, run.Progress));
            Assert.Equal(("Failed", "Retry"), (run.Root.Phase, run.Root.Type));
            Assert.False(run.Root.Json.TryGetProperty("nodeFlag", out _));
            Assert.Equal(("Failed", true), (run.At("(0)").Phase, run.At("(0)").Flag("retried")));
        }),
        new("retry/TestRetryBackoff", runs => Assert.All(runs, run =>
        {
            Assert.Equal("Failed", run.Phase);
            Assert.InRange(run.Nodes.Count, 3, 10);
        }))
        {
            Pace = Pace.Long,
            // Of the minute that all attempts have the first one alone took most.
            TooSlow = run => run.Nodes.Count < 3,
        },
    ];
}
