using System.Text.Json;
using Fleet.Cli.Rendering;

namespace Fleet.Cli.Tests.Rendering;

public sealed class PodNamesTests
{
    // The number is FNV-1a of the node's name: the pair is one that Argo itself prints.
    [Fact]
    public void Of_TaskOfADag_EndsWithTheHashOfTheNodeId() =>
        Assert.Equal("dag-taskgroup-id-ref-t-2094038697", PodNames.Of("dag-taskgroup-id-ref", Node("dag-taskgroup-id-ref.fanout", "t")));

    [Fact]
    public void Of_RootPod_IsTheWorkflowName() => Assert.Equal("wf", PodNames.Of("wf", Node("wf", "t")));

    // That of its logs, its labels and the keys of its artifacts.
    [Fact]
    public void Of_AnInlineTemplate_HasNoTemplateInIt() => Assert.Equal("cpw-1207643824", PodNames.Of("cpw", Node("cpw.inl", "")));

    private static NodeView Node(string name, string templateName) => NodeView.Read(JsonSerializer.SerializeToElement(new { name, templateName }));
}
