using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class StepsTests
{
    // Argo's buildLocalScope takes the last attempt in place of its Retry node.
    [Theory]
    [InlineData("steps", "steps: [[{name: a, template: flaky}], [{name: b, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.a.id}} {{steps.a.startedAt}} {{steps.a.finishedAt}}'}]}}]]", "wf[0].a(1)")]
    [InlineData("tasks", "dag: {tasks: [{name: a, template: flaky}, {name: b, template: leaf, depends: a, arguments: {parameters: [{name: p, value: '{{tasks.a.id}} {{tasks.a.startedAt}} {{=tasks.a.finishedAt}}'}]}}]}", "wf.a(1)")]
    public void FactsOfARetriedCall_AreThoseOfItsLastAttempt(string kind, string body, string attempt)
    {
        var run = new VirtualRun(Yaml.Template(body, "- {name: flaky, retryStrategy: {limit: 1}, container: {image: x}}"))
            .On("flaky", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(5) }, new Outcome { Duration = TimeSpan.FromSeconds(3) }).Run();
        Assert.Equal($"{run.View()[attempt].Id} 2026-11-24T08:00:05Z 2026-11-24T08:00:08Z", run.Requests.Last().Template.Container!.Args![0]);
        Assert.Contains(kind, body, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_RunInOrder_StepsSideBySide()
    {
        var run = new VirtualRun(Yaml.Steps("{name: a, template: leaf}", "{name: b, template: leaf}, {name: c, template: leaf}", "{name: d, template: leaf}")).Run();
        var view = run.View();
        Assert.Equal(2, run.MostRunning);
        Assert.Equal(["wf", "wf[0]", "wf[0].a", "wf[1]", "wf[1].b", "wf[1].c", "wf[2]", "wf[2].d"], view.Nodes.Select(n => n.Name));
        Assert.Equal("[1]", view["wf[1]"].DisplayName);
        Assert.Equal("b", view["wf[1].b"].DisplayName);
        Assert.Equal([view["wf[1]"].Id], view["wf[0].a"].Children);
        Assert.Equal([view["wf[2]"].Id], view["wf[1].c"].Children);
        Assert.Equal([view["wf[2].d"].Id], view["wf"].Outbound);
    }

    [Fact]
    public void FailedStep_FailsGroupAndTemplate_SiblingsGoOn()
    {
        var view = new VirtualRun(Yaml.Steps("{name: a, template: leaf}, {name: b, template: leaf}", "{name: c, template: leaf}"))
            .On("a", new Outcome { OutputError = "no file /out" }).On("b", Outcome.Ok with { Duration = TimeSpan.FromSeconds(9) }).Run().View();
        Assert.Equal(("Error", "no file /out"), (view["a"].Phase, view["a"].Message));
        Assert.Equal("Succeeded", view["b"].Phase);
        Assert.Equal(("Failed", $"child '{view["a"].Id}' failed"), (view["[0]"].Phase, view["[0]"].Message));
        Assert.Equal(("Failed", view["[0]"].Message), (view["wf"].Phase, view["wf"].Message));
        Assert.Equal(view["wf"].Message, view.Message);
        Assert.Null(view.Find("c"));
    }

    [Theory]
    [InlineData("failed", 1, "Succeeded")]
    [InlineData("error", 1, "Failed")]
    public void ContinueOn_CountsOnlyForItsPhase(string kind, int exitCode, string phase) => Assert.Equal(
        phase,
        new VirtualRun(Yaml.Steps($"{{name: a, template: leaf, continueOn: {{{kind}: true}}}}", "{name: b, template: leaf}")).On("a", Outcome.Fails(exitCode)).Run().View().Phase);

    [Fact]
    public void When_FalseSkips_AndItsOutputsAreAbsent()
    {
        var view = new VirtualRun(Yaml.Steps(
            "{name: a, template: leaf, when: '1 == 2'}",
            "{name: b, template: leaf, when: '{{steps.a.status}} == Skipped', arguments: {parameters: [{name: p, value: '{{steps.a.outputs.parameters.out}}'}]}}")).Run().View();
        Assert.Equal(("Skipped", "Skipped", "when '1 == 2' evaluated false"), (view["a"].Phase, view["a"].Type, view["a"].Message));
        Assert.Equal("d", view["b"].Input("p"));
    }

    [Theory]
    [InlineData("steps: [[{name: a, template: leaf}]]")]
    [InlineData("dag: {tasks: [{name: a, template: leaf}]}")]
    public void Output_WithAValue_IsErrorOfItsNode(string body)
    {
        var view = new VirtualRun(Yaml.Template(body + "\n    outputs: {parameters: [{name: o, value: x}]}")).Run().View();
        Assert.Equal(("Error", "output parameters must have a valueFrom specified"), (view["wf"].Phase, view["wf"].Message));
        Assert.Equal("Succeeded", view["a"].Phase);
    }

    [Theory]
    [InlineData("steps.a.outputs.parameters.out", "", "o1", null)]
    [InlineData(" steps.a.outputs.parameters.out ", "", "o1", null)]
    [InlineData("steps.a.outputs.parameters.none", ", default: D", "D", null)]
    [InlineData("steps.a.outputs.parameters.none", "", null, "Unable to resolve: steps.a.outputs.parameters.none")]
    public void Output_FromAParameter_NeedsNoBraces(string name, string otherwise, string? value, string? message)
    {
        var view = new VirtualRun(Yaml.Template($"steps: [[{{name: a, template: leaf}}]]\n    outputs: {{parameters: [{{name: o, valueFrom: {{parameter: '{name}'{otherwise}}}}}]}}")).On("a", Outcome.Gives("out", "o1")).Run().View();
        Assert.Equal((value, message), (view["wf"].Output("o"), view["wf"].Message));
    }

    [Theory]
    [InlineData("container: {image: x, args: [", "]}")]
    [InlineData("script: {image: x, source: ", "}")]
    public void Path_WithATag_IsReplacedWhereItIsNamed(string before, string after)
    {
        const string Text = "'{{inputs.artifacts.r.path}} {{outputs.parameters.o.path}} {{outputs.artifacts.a.path}}'";
        var leaf = $"- {{name: m, inputs: {{parameters: [{{name: z}}], artifacts: [{{name: r, path: '/r-{{{{inputs.parameters.z}}}}', raw: {{data: d}}}}]}}, outputs: {{parameters: [{{name: o, valueFrom: {{path: '/o-{{{{inputs.parameters.z}}}}-{{{{workflow.name}}}}'}}}}], artifacts: [{{name: a, path: '/a-{{{{inputs.parameters.z}}}}'}}]}}, {before}{Text}{after}}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: m, arguments: {parameters: [{name: z, value: zz}]}}]]", leaf)).Run();
        var template = run.Request("wf[0].a").Template;
        Assert.Equal("/r-zz /o-zz-wf /a-zz", template.Script?.Source ?? template.Container!.Args![0]);
    }

    [Fact]
    public void BadWhen_MakesTheGroupError()
    {
        var view = new VirtualRun(Yaml.Steps("{name: a, template: leaf, when: 'foo'}")).Run().View();
        Assert.Equal("Error", view["[0]"].Phase);
        Assert.Equal("Failed", view["wf"].Phase);
        Assert.Null(view.Find("a"));
    }

    [Fact]
    public void MissingArgument_NamesTheInput()
    {
        const string needs = "- {name: needs, inputs: {parameters: [{name: x}]}, container: {image: i}}";
        var view = new VirtualRun(Yaml.Template("steps: [[{name: a, template: needs}]]", needs)).Run().View();
        Assert.Equal(("Error", "inputs.parameters.x was not supplied"), (view["a"].Phase, view["a"].Message));
        Assert.Equal("Error", view["[0]"].Phase);
    }

    [Fact]
    public void NoGroups_Succeeds() => Assert.Equal("Succeeded", new VirtualRun(Yaml.Template("steps: []")).Run().View().Phase);

    [Fact]
    public void Recursion_EndsByCondition()
    {
        const string flip = "- {name: flip, inputs: {parameters: [{name: n}]}, steps: [[{name: toss, template: leaf}], [{name: again, template: flip, when: '{{inputs.parameters.n}} > 0', arguments: {parameters: [{name: n, value: '{{=asInt(inputs.parameters.n)-1}}'}]}}]]}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: go, template: flip, arguments: {parameters: [{name: n, value: '3'}]}}]]", flip)).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(4, run.Requests.Count());
    }
}
