namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Timeouts and deadlines.</summary>
internal static class LimitChecks
{
    private const int Grace = 29;

    public static IEnumerable<ExampleCheck> All =>
    [
        new("dag-task-level-timeout", run =>
        {
            run.AssertPhases("Succeeded", "A", "C");
            run.AssertPhases("Failed", "B");
            AssertLimit(run["B"], 10);
            run.AssertAfter("B", "A");
        })
        {
            Quiet = true,
            // 15 seconds of sleep within a timeout of 20 that begins with the node.
            TooSlow = run => ((string[])["A", "C"]).Any(name => run.Has(name) && run.Under(run[name]).Any(container => container.Started / 1e9 - run[name].StartedAt.ToUnixTimeSeconds() > 4)),
        },
        new("step-level-timeout", run =>
        {
            run.AssertPhases("Failed", "sleep1", "sleep2", "[0]");
            AssertLimit(run["sleep1"], 10);
            AssertLimit(run["sleep2"], 10);
        }) { Long = true, TooSlow = run => IsUnstarted(run) || IsLate(run, 10) },
        new("timeouts-step", run =>
        {
            Assert.Equal(("Pod", "Failed"), (run.Root.Type, run.Root.Phase));
            AssertLimit(run.Root, 10);
            Assert.Equal("123", run.Log(run.Root));
        }) { Long = true, TooSlow = run => IsUnstarted(run) || IsLate(run, 10) },
        new("timeouts-workflow", run =>
        {
            Assert.InRange(run.Seconds, 30, 59);
            Assert.Equal(3, run.Containers.Count);
            Assert.All(run.Containers, container => Assert.NotNull(container.Ended));
            Assert.All(run.Pods, pod => Assert.Equal("Failed", pod.Phase));
            var waiting = run.Pods.Where(pod => pod.DisplayName.StartsWith("unschedulable", StringComparison.Ordinal)).ToList();
            Assert.Equal(3, waiting.Count);
            Assert.All(waiting, pod => Assert.Equal("Step exceeded its deadline", pod.Message));
            Assert.Equal(3, run.Pods.Count(pod => pod.DisplayName.StartsWith("sleep-one-day", StringComparison.Ordinal)));
        })
        {
            Quiet = true,
            // Its deadline of 30 seconds has to leave the sleeping containers time to start.
            TooSlow = run => run.Containers.Count < 3,
        },
    ];

    // The limit counts from the node's start: on a busy machine it may be over before the container is there, which has another message.
    private static bool IsUnstarted(ExampleRun run) => run.Pods.Any(pod => pod.Message == "timeout");

    // On a busy machine the engine may take long to start what is to end, and to end it.
    private static bool IsLate(ExampleRun run, int seconds) => run.Pods.Any(pod => (pod.FinishedAt - pod.StartedAt).TotalSeconds > seconds + Grace);

    // Not sooner than the limit from the node's start, which the status has in whole seconds, and before the grace period of 30 seconds is over: what is stopped ends on SIGTERM.
    private static void AssertLimit(ExampleNode node, int seconds)
    {
        Assert.Equal("Step exceeded its deadline", node.Message);
        Assert.InRange((node.FinishedAt - node.StartedAt).TotalSeconds, seconds - 1, seconds + Grace);
    }
}
