namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>How much runs at once.</summary>
internal static class ParallelismChecks
{
    private static readonly string[] Sleeps = ["0:this", "1:workflow", "2:should", "3:take", "4:at", "5:least", "6:60", "7:seconds", "8:to", "9:complete"];

    private static readonly string[] Children = ["b2", "b3", "b4"];
    private static readonly string[] Steps = ["seq-step(0:a)", "seq-step(1:b)", "seq-step(2:c)", "seq-step(3:d)"];
    private static readonly string[] Workers = ["parallel-worker(0:1)", "parallel-worker(1:2)", "parallel-worker(2:3)", "parallel-worker(3:4)"];

    // Where fewer overlap than may, the machine took longer to start one than the other sleeps.
    public static IEnumerable<ExampleCheck> All =>
    [
        new("parallelism-limit", AssertTwoAtOnce) { Long = true, TooSlow = run => ContainerTime.MostAtOnce(run.Containers) < 2 },
        new("parallelism-template-limit", AssertTwoAtOnce) { Long = true, TooSlow = run => ContainerTime.MostAtOnce(run.Containers) < 2 },
        new("parallelism-nested-dag", run =>
        {
            Assert.Equal(2, SpansAtOnce(run, Children));
            run.AssertAfter("b2", "b1");
            run.AssertAfter("b5", "b2", "b3", "b4");
            Assert.Equal(15, run.Containers.Count);
        }) { Long = true, TooSlow = run => SpansAtOnce(run, Children) < 2 },
        new("parallelism-nested-workflow", run =>
        {
            for (var i = 1; i < Steps.Length; i++)
                run.AssertAfter(Steps[i], Steps[i - 1]);
            Assert.All(Steps, step => Assert.Equal(2, ContainerTime.MostAtOnce(run.Under(run[step]))));
        }) { Long = true, TooSlow = run => Steps.Any(step => ContainerTime.MostAtOnce(run.Under(run[step])) < 2) },
        new("parallelism-nested", run =>
        {
            Assert.Equal(Workers.Length, SpansAtOnce(run, Workers));
            Assert.All(Workers, worker => Assert.Equal((4, 1), (run.Under(run[worker]).Count, ContainerTime.MostAtOnce(run.Under(run[worker])))));
            Assert.Equal(["1 a", "1 b", "1 c", "1 d"], run.Under(run[Workers[0]]).Select(container => run.Log(run.Nodes[container.Ordinal])));
        }) { Long = true, TooSlow = run => SpansAtOnce(run, Workers) < Workers.Length },
    ];

    // What counts is the child, not its containers: a child is active from its first container to its last.
    private static int SpansAtOnce(ExampleRun run, string[] names) => ContainerTime.MostAtOnce(names.Select(name => Span(run, run[name])));

    private static void AssertTwoAtOnce(ExampleRun run)
    {
        run.AssertItems("sleep", Sleeps);
        Assert.Equal(10, run.Containers.Count);
        Assert.Equal(2, ContainerTime.MostAtOnce(run.Containers));
    }

    private static ContainerTime Span(ExampleRun run, ExampleNode node)
    {
        var containers = run.Under(node);
        return new ContainerTime(node.Ordinal, containers[0].Labels, containers.Min(container => container.Started), containers.Max(container => container.Ended));
    }
}
