using System.Globalization;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Retries of containers that fail by chance: whatever came, it must fit what the attempts did.</summary>
internal static class RetryChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("retry-backoff", AssertBackoff) { Long = true },
        new("retry-conditional", run =>
        {
            var retry = run["retry"];
            var codes = Attempts(run, retry).Select(attempt => attempt.ExitCode).ToList();
            Assert.Equal(("Retry", "Failed"), (retry.Type, retry.Phase));
            Assert.All(codes.SkipLast(1), code => Assert.Equal("2", code));
            Assert.Equal(codes[^1] == "1" ? "retryStrategy.expression evaluated to false" : "No more retries left", retry.Message);
            Assert.Equal(codes[^1] == "2", codes.Count == 11);
        }) { Long = true },
        new("retry-container-to-completion", run =>
        {
            var attempts = AssertRetry(run, run.Root, limit: null);
            Assert.Equal("Succeeded", run.Root.Phase);
            Assert.Equal("0", attempts[^1].ExitCode);
        }) { Long = true },
        new("retry-script", run => AssertRetry(run, run.Root, limit: 10)),
        new("retry-with-steps", run =>
        {
            var steps = ((string[])["hello1", "hello2a", "hello2b"]).Where(run.Has).Select(name => run[name]).ToList();
            foreach (var step in steps)
            {
                var attempts = AssertRetry(run, step, limit: 10);
                Assert.All(attempts, (attempt, index) => Assert.Equal($"retries: {index}", run.Log(attempt)));
            }

            Assert.Equal(run["hello1"].Phase == "Succeeded" ? 3 : 1, steps.Count);
            Assert.Equal(steps.All(step => step.Phase == "Succeeded") ? "Succeeded" : "Failed", run.Phase);
        }) { Long = true },
    ];

    private static List<ExampleNode> Attempts(ExampleRun run, ExampleNode retry) => [.. retry.Children.Select(id => Assert.Single(run.Nodes, node => node.Id == id))];

    private static List<ExampleNode> AssertRetry(ExampleRun run, ExampleNode retry, int? limit)
    {
        var attempts = Attempts(run, retry);
        Assert.Equal("Retry", retry.Type);
        Assert.Equal([.. Enumerable.Range(0, attempts.Count).Select(i => $"{retry.Name}({i})")], attempts.Select(attempt => attempt.Name));
        Assert.All(attempts.SkipLast(1), attempt => Assert.Equal("Failed", attempt.Phase));
        Assert.Equal(attempts[^1].Phase, retry.Phase);
        Assert.All(attempts, attempt => Assert.Equal(attempt.ExitCode == "0", attempt.Phase == "Succeeded"));
        if (retry.Phase == "Failed")
            Assert.Equal((limit + 1, "No more retries left"), (attempts.Count, retry.Message));
        return attempts;
    }

    // duration 1, factor 2, cap 5, maxDuration 1m: gaps of 1, 2, 4, 5, 5 ... seconds at least.
    private static void AssertBackoff(ExampleRun run)
    {
        var attempts = Attempts(run, run.Root);
        Assert.Equal("Retry", run.Root.Type);
        Assert.Equal([.. Enumerable.Range(0, attempts.Count).Select(i => $"{run.Name}({i})")], attempts.Select(attempt => attempt.DisplayName));
        Assert.All(attempts.SkipLast(1), attempt => Assert.Equal("Failed", attempt.Phase));
        Assert.Equal(attempts[^1].Phase, run.Phase);
        if (run.Phase == "Failed")
            Assert.Contains(run.Root.Message, (string[])["No more retries left", "Max duration limit exceeded", "Backoff would exceed max duration limit"]);
        Assert.Equal(attempts.Count, run.Containers.Count);
        for (var i = 1; i < attempts.Count; i++)
        {
            var gap = (run.Containers[i].Started - run.Containers[i - 1].Ended!.Value) / 1e9;
            var least = Math.Min(5, Math.Pow(2, i - 1));
            // Fleet may not be quicker; how much slower it is depends on the machine.
            Assert.True(gap >= least, string.Create(CultureInfo.InvariantCulture, $"attempt {i} began {gap:F3} s after the one before, expected at least {least}"));
        }
    }
}
