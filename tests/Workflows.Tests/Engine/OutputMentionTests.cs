using System.Text.Json.Nodes;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Large values that stand in outputs: no row and no request has them.</summary>
public sealed class OutputMentionTests
{
    private static readonly string Large = new string('x', 64 * 1024) + "ü\"\\\n";

    [Theory]
    [InlineData("container: {image: x}", "value: '{{inputs.parameters.text}}'", "")]
    [InlineData("container: {image: x}", "value: '<{{inputs.parameters.text}}>'", "<>")]
    [InlineData("container: {image: x}", "valueFrom: {path: /nowhere, default: '{{inputs.parameters.text}}'}", "")]
    [InlineData("http: {url: 'http://x/'}", "value: '{{inputs.parameters.text}}'", "")]
    [InlineData("suspend: {duration: 1}", "value: '{{inputs.parameters.text}}'", "")]
    [InlineData("suspend: {duration: 1}", "value: '<{{inputs.parameters.text}}>'", "<>")]
    [InlineData("suspend: {duration: 1}", "valueFrom: {supplied: {}, default: small}", null)]
    [InlineData("suspend: {duration: 1}", "valueFrom: {supplied: {}, default: '<{{inputs.parameters.text}}>'}", "<>")]
    [InlineData("steps: [[{name: x, template: make}]]", "valueFrom: {parameter: '{{steps.x.outputs.parameters.p}}'}", "")]
    [InlineData("steps: [[{name: x, template: make}]]", "valueFrom: {parameter: '<{{steps.x.outputs.parameters.p}}>'}", "<>")]
    [InlineData("steps: [[{name: x, template: make}]]", "valueFrom: {parameter: '{{steps.x.outputs.parameters.other}}', default: '{{inputs.parameters.text}}'}", "")]
    [InlineData("steps: [[{name: x, template: make}]]", "valueFrom: {expression: 'steps.x.outputs.parameters.p'}", "")]
    public void Output_IsHandedOn_AndRowsNameIt(string body, string output, string? around)
    {
        var run = Taking(body, output, Large);
        run.Observe = (_, _) => Assert.All(Enumerable.Range(0, run.State.NodeCount), i => Assert.InRange(run.State.ToNodeRecord(i).Body.Length + run.State.ToNodeRecord(i).Request.Length, 1, 4000));
        run.Run();

        var view = run.View();
        Assert.Equal(("Succeeded", null), (view.Phase, view.Message));
        var expected = around switch { null => "small", "" => Large, _ => $"<{Large}>" };
        Assert.Equal(expected, view["wf.take"].Output("out"));
        Assert.Equal(expected, run.State.OutputParameters["g"]);
        Assert.Equal(expected, view["wf.use"].Input("text"));
    }

    [Fact]
    public void Output_WithTags_IsHandedOnAsItIs()
    {
        const string Chart = "name: {{ .Values.name }}-{{steps.x.outputs.parameters.p}}";
        var run = Taking("steps: [[{name: x, template: make}]]", "valueFrom: {parameter: '{{steps.x.outputs.parameters.p}}'}", Chart).Run();

        Assert.Equal(("Succeeded", Chart), (run.View()["wf.take"].Phase, run.View()["wf.take"].Output("out")));
    }

    [Fact]
    public void Request_MentionsWhatStandsInItsOutputs()
    {
        var run = Taking("container: {image: x}", "value: '{{inputs.parameters.text}}', valueFrom: {path: /p, default: '<{{inputs.parameters.text}}>'}", Large).On("wf.take", Outcome.Hangs).Run();

        var template = TaskRequestCodec.Read(run.State.RequestOf(Enumerable.Range(0, run.State.NodeCount).Single(i => run.State.ToNodeRecord(i).Name == "wf.take"))).Template;
        Assert.InRange(template.Json.Length, 1, 3000);
        Assert.Equal([Large, $"<{Large}>"], new[] { template.Outputs.Parameters[0].Value!, template.Outputs.Parameters[0].ValueFrom!.Default! }.Select(text => TaskText.Whole(text, run.State.FindValue)));
        Assert.Equal(Large, run.View()["wf.take"].Output("out"));
    }

    [Theory]
    [InlineData("container: {image: x}", "value: '{{inputs.parameters.text}}{{inputs.parameters.text}}'")]
    [InlineData("suspend: {duration: 1}", "value: '{{inputs.parameters.text}}{{inputs.parameters.text}}'")]
    [InlineData("steps: [[{name: x, template: make}]]", "valueFrom: {parameter: '{{steps.x.outputs.parameters.p}}{{steps.x.outputs.parameters.p}}'}")]
    public void Output_OverTheLimit_IsAnErrorThatNamesIt(string body, string output)
    {
        var run = Taking(body, output, new string('x', 70_000));
        run.Decide(new WorkflowSubmitted { ValueLimit = 139_999 });

        Assert.Equal(("Error", "task 'wf.take' errored: outputs.parameters.out has 140000 bytes; a value may have 139999 (FLEET_VALUE_LIMIT). Pass larger things as artifacts"), (run.Run().View()["wf.take"].Phase, run.View()["wf.take"].Message));
    }

    [Fact]
    public void Condition_OverWhatATextMayHave_IsAnErrorThatNamesStepAndField()
    {
        var run = new VirtualRun(Yaml.Template(
            """
            steps:
                - [{name: make, template: make}]
                - [{name: take, template: make, when: "'{{steps.make.outputs.parameters.p}}' != 'x'"}]
            """,
            Make)).On("*.make", Outcome.Gives("p", new string('x', 33_554_432))).Run();

        Assert.Equal(("Error", "step take: when: text with tags grows beyond 33554432 characters, at {{steps.make.outputs.parameters.p}}"), (run.View()["wf[1]"].Phase, run.View()["wf[1]"].Message));
    }

    [Fact]
    public void Item_Large_StandsInNoName()
    {
        var item = new string('a', 200_000);
        var run = new VirtualRun(Yaml.Template(
            """
            steps:
                - [{name: make, template: make}]
                - [{name: loop, template: take, withParam: '{{steps.make.outputs.parameters.p}}', arguments: {parameters: [{name: text, value: '{{item}}'}]}}]
            """,
            Make + "\n- {name: take, inputs: {parameters: [{name: text}]}, container: {image: x, args: ['{{inputs.parameters.text}}']}}"))
        { ReloadAlways = true }.On("*.make", Outcome.Gives("p", $"[\"{item}\",\"b\"]")).Run();

        var nodes = run.View().Nodes.Where(node => node.Name.Contains(".loop(", StringComparison.Ordinal)).ToArray();
        Assert.Equal([(item, $"wf[1].loop(0:{item[..4096]}...)", $"loop(0:{item[..4096]}...)"), ("b", "wf[1].loop(1:b)", "loop(1:b)")], nodes.Select(node => (node.Input("text")!, node.Name, node.DisplayName)));
    }

    private const string Make = "- {name: make, container: {image: x}, outputs: {parameters: [{name: p, valueFrom: {path: /p}}]}}";

    private static VirtualRun Taking(string body, string output, string given) => new VirtualRun(Yaml.Template(
        """
        dag:
              tasks:
              - {name: make, template: make}
              - {name: take, template: take, depends: make, arguments: {parameters: [{name: text, value: '{{tasks.make.outputs.parameters.p}}'}]}}
              - {name: use, template: use, depends: take, arguments: {parameters: [{name: text, value: '{{tasks.take.outputs.parameters.out}}'}]}}
        """,
        Make + "\n- {name: use, inputs: {parameters: [{name: text}]}, container: {image: x}}\n- name: take\n  inputs: {parameters: [{name: text}]}\n  outputs: {parameters: [{name: out, globalName: g, " + output + "}]}\n  " + body))
    { ReloadAlways = true }.On("*make", Outcome.Gives("p", given)).On("*.x", Outcome.Gives("p", given)).On("*.use", Outcome.Ok).On(body.StartsWith("http", StringComparison.Ordinal) ? "*.take" : "none", Outcome.Answers(200));
}
