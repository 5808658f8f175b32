using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("dag-taskgroup-id-ref.fanout", 2094038697)]
    [InlineData("steps-stepgroup-id-ref[0]", 3297018276)]
    public void Hash_IsTheNumberOfArgosIds(string name, uint number) => Assert.Equal(number, NodeNames.Hash(name));

    [Fact]
    public void NodesOfTheSameHash_HaveDifferentIds()
    {
        const string yaml = """
            metadata: {name: custom-job-thbh7}
            spec:
              entrypoint: main
              templates:
              - {name: main, steps: [[{name: custom-job, template: inner}]]}
              - {name: inner, steps: [[{name: custom-job-main, template: leaf}]]}
              - {name: leaf, container: {image: x}}
            """;
        var run = new VirtualRun(yaml) { ReloadAlways = true }.Run();
        var view = run.View();
        var group = view["custom-job-thbh7[0]"];
        var leaf = view["custom-job-thbh7[0].custom-job[0].custom-job-main"];
        Assert.Equal(NodeNames.Hash(group.Name), NodeNames.Hash(leaf.Name));
        Assert.Equal($"{group.Id}-4", leaf.Id);
        Assert.Equal(view.Nodes.Count, view.Nodes.Select(n => n.Id).Distinct().Count());
        Assert.Equal("Succeeded", view.Phase);
    }

    [Fact]
    public void PodName_IsPrefixTemplateAndHash()
    {
        Assert.Equal("wf", NodeNames.PodName("wf", "wf", "main"));
        Assert.Equal($"wf-leaf-{NodeNames.Hash("wf.A")}", NodeNames.PodName("wf", "wf.A", "leaf"));
        Assert.StartsWith(new string('w', 242) + "-", NodeNames.PodName(new string('w', 300), "x", "leaf"), StringComparison.Ordinal);
    }
}
