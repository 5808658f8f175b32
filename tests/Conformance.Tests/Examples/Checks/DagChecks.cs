namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>What DAGs run, in which order, and how they end.</summary>
internal static class DagChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("dag-multiroot", run =>
        {
            // At once: both are there before the first container has started.
            Assert.Equal([run["A"].Ordinal, run["B"].Ordinal], run.Pods.Take(2).Select(pod => pod.Ordinal));
            Assert.Equal(run["A"].StartedAt, run["B"].StartedAt);
            run.AssertAfter("C", "A");
            run.AssertAfter("D", "A", "B");
            Assert.Equal([run["A"].Id], ParentsOf(run, "C"));
            Assert.Equal([run["A"].Id, run["B"].Id], ParentsOf(run, "D"));
        }),
        new("dag-targets", run => Assert.Equal(["A", "C", "E"], run.Pods.Select(pod => pod.DisplayName).Order())),
        new("dag-targets", run => Assert.Equal(["A", "B", "C", "E"], run.Nodes.Where(node => node != run.Root).Select(node => node.DisplayName).Order()))
        {
            Parameters = new Dictionary<string, string> { ["target"] = "B E" },
        },
        new("dag-continue-on-fail", run =>
        {
            run.AssertPhases("Failed", "B", "E");
            run.AssertPhases("Succeeded", "A", "C", "D", "F");
            Assert.Equal(("Skipped", "Omitted", "omitted: depends condition not met"), (run["G"].Type, run["G"].Phase, run["G"].Message));
            Assert.Empty(run.Under(run["G"]));
        }),
        new("dag-disable-failFast", run =>
        {
            Assert.Equal(("Retry", "Failed", "No more retries left"), (run["C"].Type, run["C"].Phase, run["C"].Message));
            Assert.Equal([run["C(0)"].Id, run["C(1)"].Id, run["C(2)"].Id, run["C(3)"].Id], run["C"].Children);
            run.AssertPhases("Failed", "C(0)", "C(1)", "C(2)", "C(3)");
            run.AssertPhases("Succeeded", "B", "D", "E");
            Assert.True(run.Root.FinishedAt >= run["E"].FinishedAt);
        }) { Long = true },
        new("exit-handler-dag-level", run =>
        {
            run.AssertPhases("Succeeded", "A.onExit", "B.onExit", "C.onExit", "D.onExit");
            run.AssertAfter("A.onExit", "A");
            run.AssertAfter("B", "A.onExit");
            run.AssertAfter("C", "A.onExit");
            run.AssertAfter("D", "B.onExit", "C.onExit");
            Assert.Equal("task cleanup", run.Log("D.onExit"));
        }),
        new("resubmit", AssertResubmit),
    ];

    private static IEnumerable<string> ParentsOf(ExampleRun run, string child) => run.Nodes.Where(node => node.Children.Contains(run[child].Id)).Select(node => node.Id);

    // Each container fails by chance: a failure ends its step's group and the workflow, and no failure does not.
    private static void AssertResubmit(ExampleRun run)
    {
        var failed = run.Pods.Where(pod => pod.Phase == "Failed").ToList();
        Assert.Equal(failed.Count > 0 ? "Failed" : "Succeeded", run.Phase);
        Assert.All(failed, pod => Assert.Equal(("exiting with code 1", "main: Error (exit code 1)"), (run.Log(pod), pod.Message)));
        Assert.All(run.Pods.Except(failed), pod => Assert.Equal(("exiting with code 0", "Succeeded"), (run.Log(pod), pod.Phase)));
        Assert.Equal(run["randfail1a"].Phase == "Succeeded" && run["randfail1b"].Phase == "Succeeded", run.Has("randfail2a"));
    }
}
