using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Texts that are too large for a row.</summary>
public sealed class ValueTests
{
    private const int Inline = 64 * 1024;
    private static readonly string Large = new string('x', Inline) + "ü\"\\\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LargeOutput_IsHandedOn_GlobalAndAggregated_AndNamedInEveryRow(bool reload)
    {
        var run = Passing(reload).On("*.make*", Outcome.Gives("p", Large)).Run();

        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(Large, view["wf.take"].Input("text"));
        Assert.Equal($"<{Large}>", view["wf.cite"].Input("text"));
        Assert.Equal(Large, run.State.OutputParameters["g"]);
        Assert.All(Enumerable.Range(0, run.State.NodeCount), i => Assert.InRange(run.State.ToNodeRecord(i).Body.Length, 1, 2000));
        Assert.InRange(run.State.ToRecord().Body.Length, 1, 1000);
        // The value, its quotation, what the script makes of each, and the list.
        Assert.Equal(run.State.LargeValues.Count, run.State.LargeValues.Select(value => value.Sha256).Distinct().Count());
        Assert.Single(run.State.LargeValues, value => value.Text == Large);
    }

    [Fact]
    public void Request_WithLargeTexts_IsStoredSmall_AndIssuedWhole()
    {
        var run = Passing(reload: true).On("*.make*", Outcome.Gives("p", Large)).On("*.take", Outcome.Hangs).Run();

        var ordinal = Enumerable.Range(0, run.State.NodeCount).Single(i => run.State.ToNodeRecord(i).Name == "wf.take");
        Assert.InRange(run.State.ToNodeRecord(ordinal).Request.Length, 1, 3000);
        Assert.Equal($"echo '{Large}'", TaskText.Whole(TaskRequestCodec.Read(run.State.RequestOf(ordinal)).Template.Script!.Source, run.State.FindValue));
    }

    [Theory]
    [InlineData("\u001avalue:", "a")]
    [InlineData("\u001avalue:0000000000000000000000000000000000000000000000000000000000000000", "")]
    public void TextThatLooksLikeAName_IsATextLikeAnyOther(string begin, string end)
    {
        var text = begin + end;
        var run = Passing(reload: true).On("*.make*", Outcome.Gives("p", text)).On("*.take", Outcome.Hangs).Run();

        Assert.Equal(text, run.View()["wf.take"].Input("text"));
        var ordinal = Enumerable.Range(0, run.State.NodeCount).Single(i => run.State.ToNodeRecord(i).Name == "wf.take");
        Assert.Equal($"echo '{text}'", TaskRequestCodec.Read(run.State.RequestOf(ordinal)).Template.Script!.Source);
    }

    [Fact]
    public void Value_OverTheLimit_IsAnErrorWithASentence()
    {
        var run = Limited(100_000, new string('x', 100_001)).Run();

        Assert.Equal(("Error", "outputs.parameters.p has 100001 bytes; a value may have 100000 (FLEET_VALUE_LIMIT). Pass larger things as artifacts"), (run.View()["wf.make"].Phase, run.View()["wf.make"].Message));
    }

    [Fact]
    public void Text_ThatGrowsOverTheLimitOnItsWay_IsAnErrorWithASentence()
    {
        var run = Limited(70_000, new string('x', 69_999)).Run();

        Assert.Equal("task 'wf.cite' errored: inputs.parameters.text has 70001 bytes; a value may have 70000 (FLEET_VALUE_LIMIT). Pass larger things as artifacts", run.View()["wf.cite"].Message);
        Assert.Equal("a text of the task has 70006 bytes; a value may have 70000 (FLEET_VALUE_LIMIT). Pass larger things as artifacts", run.View()["wf.take"].Message);
    }

    [Fact]
    public void Values_TogetherOverFourTimesTheLimit_AreAnErrorWithASentence()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: a, template: make, arguments: {parameters: [{name: n, value: '{{item}}'}]}, withSequence: {count: 5}}]}", Make)) { ReloadAlways = true };
        for (var i = 0; i < 5; i++)
            run.On($"wf.a({i}:{i})", Outcome.Gives("p", new string((char)('a' + i), 70_000)));
        run.Decide(new WorkflowSubmitted { ValueLimit = 70_000 });
        run.Run();

        var failed = Assert.Single(run.View().Nodes, node => node.Message?.Contains("all together", StringComparison.Ordinal) == true);
        Assert.Equal("outputs.parameters.p has 70000 bytes, with which the large values of the workflow have 350000; all together may have 280000 (FLEET_VALUE_LIMIT). Pass large things as artifacts", failed.Message);
    }

    [Fact]
    public void Workflow_WithoutItsLargeValues_CanBeLookedAt()
    {
        var list = $"[\"{new string('y', 70_000)}\",\"two\"]";
        var run = new VirtualRun(Yaml.Template(
            """
            dag:
                  tasks:
                  - {name: make, template: make}
                  - {name: loop, template: take, depends: make, arguments: {parameters: [{name: text, value: '{{item}}'}]}, withParam: '{{tasks.make.outputs.parameters.p}}'}
            """,
            Make + "\n- {name: take, inputs: {parameters: [{name: text}], artifacts: [{name: raw, path: /raw, raw: {data: '{{inputs.parameters.text}}'}}]}, container: {image: x}}"))
            .On("*.make*", Outcome.Gives("p", list)).On("*loop*", Outcome.Hangs).Run();
        var record = run.State.ToRecord();
        var nodes = Enumerable.Range(0, run.State.NodeCount).Select(run.State.ToNodeRecord).ToArray();

        var whole = WorkflowStatusWriter.WriteToBytes(WorkflowState.Load(record, nodes));
        var cut = WorkflowStatusWriter.WriteToBytes(WorkflowState.Load(record with { Values = [.. record.Values.Select(value => value with { Text = value.Text[..10] + "..." })], ValuesAreCut = true }, nodes));
        var shown = WorkflowStatusWriter.WriteToBytes(WorkflowState.Load(record, nodes), new WorkflowStatusOptions { ValueRoom = 0 });

        Assert.Equal("Running", new WorkflowView(cut).Phase);
        Assert.Equal(new WorkflowView(whole).Nodes.Select(node => node.Phase), new WorkflowView(cut).Nodes.Select(node => node.Phase));
        Assert.Contains("... (70000 characters: too large to be shown here)", new WorkflowView(shown).Nodes.First(node => node.Name.Contains("(0:", StringComparison.Ordinal)).Input("text"), StringComparison.Ordinal);
        Assert.Equal(list, new WorkflowView(whole)["wf.make"].Output("p"));
    }

    private const string Make = "- {name: make, inputs: {parameters: [{name: n, value: '0'}]}, container: {image: x}, outputs: {parameters: [{name: p, globalName: g, valueFrom: {path: /p}}]}}";

    private static VirtualRun Limited(int limit, string given)
    {
        var run = Passing(reload: true).On("*.make*", Outcome.Gives("p", given));
        run.Decide(new WorkflowSubmitted { ValueLimit = limit });
        return run;
    }

    private static VirtualRun Passing(bool reload) => new(Yaml.Template(
        """
        dag:
              tasks:
              - {name: make, template: make}
              - {name: take, template: take, depends: make, arguments: {parameters: [{name: text, value: '{{tasks.make.outputs.parameters.p}}'}]}}
              - {name: cite, template: take, depends: make, arguments: {parameters: [{name: text, value: '<{{tasks.make.outputs.parameters.p}}>'}]}}
        """,
        Make + "\n- {name: take, inputs: {parameters: [{name: text}]}, script: {image: x, command: [sh], source: \"echo '{{inputs.parameters.text}}'\"}}"))
    {
        ReloadAlways = reload,
    };
}
