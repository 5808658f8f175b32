namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>How much runs at once.</summary>
internal static class ParallelismChecks
{
    private static readonly string[] Sleeps = ["0:this", "1:workflow", "2:should", "3:take", "4:at", "5:least", "6:60", "7:seconds", "8:to", "9:complete"];

    public static IEnumerable<ExampleCheck> All =>
    [
        new("parallelism-limit", AssertTwoAtOnce) { Long = true },
        new("parallelism-template-limit", AssertTwoAtOnce) { Long = true },
        new("parallelism-nested-dag", run =>
        {
            // What counts is the child of A, not its containers: a child is active from its first container to its last.
            var children = ((string[])["b2", "b3", "b4"]).Select(name => Span(run, run[name])).ToList();
            Assert.Equal(2, ContainerTime.MostAtOnce(children));
            run.AssertAfter("b2", "b1");
            run.AssertAfter("b5", "b2", "b3", "b4");
            Assert.Equal(15, run.Containers.Count);
        }) { Long = true },
        new("parallelism-nested-workflow", run =>
        {
            string[] steps = ["seq-step(0:a)", "seq-step(1:b)", "seq-step(2:c)", "seq-step(3:d)"];
            for (var i = 1; i < steps.Length; i++)
                run.AssertAfter(steps[i], steps[i - 1]);
            Assert.All(steps, step => Assert.Equal(2, ContainerTime.MostAtOnce(run.Under(run[step]))));
        }) { Long = true },
        new("parallelism-nested", run =>
        {
            string[] workers = ["parallel-worker(0:1)", "parallel-worker(1:2)", "parallel-worker(2:3)", "parallel-worker(3:4)"];
            Assert.Equal(workers.Length, ContainerTime.MostAtOnce(workers.Select(worker => Span(run, run[worker]))));
            Assert.All(workers, worker => Assert.Equal((4, 1), (run.Under(run[worker]).Count, ContainerTime.MostAtOnce(run.Under(run[worker])))));
            Assert.Equal(["1 a", "1 b", "1 c", "1 d"], run.Under(run[workers[0]]).Select(container => run.Log(run.Nodes[container.Ordinal])));
        }) { Long = true },
    ];

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
