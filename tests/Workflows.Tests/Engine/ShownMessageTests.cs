using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class ShownMessageTests
{
    [Fact]
    public void Message_ThatQuotesALargeValue_HasItsBeginningAndEnd()
    {
        var large = new string('x', 100_000);
        var run = new VirtualRun(Yaml.Steps("{name: a, template: leaf, when: '{{workflow.parameters.p}} y != x'}").Replace("spec:", $"spec:\n  arguments: {{parameters: [{{name: p, value: {large}}}]}}", StringComparison.Ordinal)).Run();

        Assert.InRange(run.State.Message!.Length, 8192, 9000);
        Assert.Contains("more characters) ...", run.State.Message, StringComparison.Ordinal);
        Assert.InRange(run.View()["wf"].Message!.Length, 8192, 9000);
    }
}
