using Fleet.Worker.Containers;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Pods of several containers.</summary>
internal static class PodChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("container-set-template/sequence-workflow", run =>
        {
            Assert.Equal(["a", "b", "c"], run.Containers.Select(container => container.Labels[ContainerLabels.Container]));
            for (var i = 1; i < 3; i++)
                Assert.True(run.Containers[i - 1].Ended <= run.Containers[i].Started);
            run.AssertPhases("Succeeded", "a", "b", "c");
            Assert.All(run.Nodes.Where(node => node != run.Root), node => Assert.Equal(("Container", run.Root.Id), (node.Type, node.BoundaryId)));
        }),
        new("container-set-template/outputs-result-workflow", run =>
        {
            Assert.Equal([run["main"].Id], run["a"].Children.Where(id => id == run["main"].Id));
            Assert.Equal(("Container", "Succeeded"), (run["main"].Type, run["main"].Phase));
            Assert.Equal("hi", run["a"].Result);
            Assert.Equal(("hi", "Succeeded"), (run["b"].Input("x"), run["b"].Phase));
        }),
    ];
}
