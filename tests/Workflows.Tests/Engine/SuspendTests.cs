using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Suspend nodes that users answer.</summary>
public sealed class SuspendTests
{
    private const string Approve = "- {name: approve, inputs: {parameters: [{name: env, default: none}]}, outputs: {parameters: [{name: env, globalName: place, valueFrom: {supplied: {}}}]}, suspend: {}}";

    [Fact]
    public void Resume_OneNodeLacksAValue_ResumesNone()
    {
        const string open = "- {name: open, suspend: {}}\n- {name: ask, outputs: {parameters: [{name: yes, valueFrom: {supplied: {}}}]}, suspend: {}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: open}, {name: b, template: ask}]]", open)).Run().Ask(new ResumeRequested(null)).Run();
        Assert.Equal([$"cannot resume node b: raw output parameter 'yes' has not been set and does not have a default value; set it with: node set wf -p NAME=VALUE --node-field-selector id={run.View()["b"].Id}"], run.Refusals);
        Assert.All(new[] { "a", "b" }, name => Assert.Equal("Running", run.View()[name].Phase));
    }

    [Fact]
    public void Choices_ComeFromAnEarlierStep_AndTheirDefaultCounts()
    {
        var yaml = Yaml.Template("steps: [[{name: a, template: approve, arguments: {parameters: [{name: env, value: '{\"enum\": [\"staging\", \"prod\"], \"default\": \"prod\"}'}]}}]]", Approve);
        var run = new VirtualRun(yaml).Run();
        using var status = JsonDocument.Parse(run.View().Json);
        var input = Node(status, "a").GetProperty("inputs").GetProperty("parameters")[0];
        Assert.Equal(("[\"staging\",\"prod\"]", "prod"), (input.GetProperty("enum").GetRawText(), input.GetProperty("default").GetString()));
        Assert.True(Output(status).GetProperty("valueFrom").TryGetProperty("supplied", out _));
        run.Ask(new ResumeRequested(null)).Run();
        Assert.Equal("prod", run.View()["a"].Output("env"));
        Assert.Equal("1/1", run.View().Progress);
        Assert.Equal("prod", run.View().GlobalOutput("place"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Default_OfAnOutput_HasItsTagsReplacedByTheNodeThatWaits(bool reload)
    {
        const string ask = "- {name: ask, inputs: {parameters: [{name: env}]}, outputs: {parameters: [{name: who, globalName: g, valueFrom: {supplied: {}, default: 'nobody-{{inputs.parameters.env}}-{{node.name}}'}}, {name: e, valueFrom: {supplied: {}, default: \"{{=inputs.parameters.env + '!'}}\"}}]}, suspend: {}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: ask, arguments: {parameters: [{name: env, value: prod}]}}], [{name: b, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.a.outputs.parameters.who}}'}]}}]]", ask)) { ReloadAlways = reload }.Run();
        using (var waiting = JsonDocument.Parse(run.View().Json))
            Assert.Equal("nobody-prod-wf[0].a", Output(waiting).GetProperty("valueFrom").GetProperty("default").GetString());

        run.Ask(new ResumeRequested(null)).Run();

        Assert.Equal(("nobody-prod-wf[0].a", "prod!"), (run.View()["a"].Output("who"), run.View()["a"].Output("e")));
        Assert.Equal("nobody-prod-wf[0].a", run.View().GlobalOutput("g"));
        Assert.Equal("nobody-prod-wf[0].a", run.View()["b"].Input("p"));
    }

    [Fact]
    public void Set_SuppliesTheValueAtOnce_AndItIsNoQuestionAnyMore()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: approve}]]", Approve)) { ReloadAlways = true }.Run();
        run.Ask(new SetNodeRequested("templateName=approve,phase=Running", null, "looked at", new Dictionary<string, string> { ["env"] = "staging" }));
        using var status = JsonDocument.Parse(run.View().Json);
        Assert.False(Output(status).TryGetProperty("valueFrom", out _));
        Assert.Equal("staging", run.View().GlobalOutput("place"));
        run.Ask(new ResumeRequested("inputs.parameters.env.value=none")).Run();
        Assert.Equal(("Succeeded", "looked at", "staging"), (run.View()["a"].Phase, run.View()["a"].Message, run.View()["a"].Output("env")));
    }

    [Theory]
    [InlineData("displayName=a", "Omitted", "env", "Omitted is an invalid phase to set to; use Succeeded, Failed or Error")]
    [InlineData("displayName=b", null, "env", "currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=b")]
    [InlineData("displayName=a,displayName!=a", null, "env", "currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=a,displayName!=a")]
    [InlineData("displayName=a", null, "other", "node is not expecting output parameter 'other'")]
    [InlineData("displayName=c", null, "env", "cannot set output parameters because node is not expecting any raw parameters: c")]
    [InlineData("displayName=d", null, "env", "cannot set output parameter 'env' of node d because it was already set")]
    [InlineData("colour=red", null, "env", "node field selector: unknown field 'colour'")]
    public void Set_WhatCannotBe_IsRefusedWithASentence(string selector, string? phase, string output, string message)
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: approve}, {name: c, template: open}, {name: d, template: approve}]]", Approve + "\n- {name: open, suspend: {}}")).Run();
        run.Ask(new SetNodeRequested("displayName=d", null, null, new Dictionary<string, string> { ["env"] = "set" }));
        run.Ask(new SetNodeRequested(selector, phase, null, new Dictionary<string, string> { [output] = "x" }));
        Assert.StartsWith(message, Assert.Single(run.Refusals), StringComparison.Ordinal);
        Assert.Equal("Running", run.View()["a"].Phase);
    }

    [Theory]
    [InlineData("templateRef.name=gates", true)]
    [InlineData("templateRef.name==gates,templateRef.template=gate,phase!=Failed", true)]
    [InlineData("templateRef.name!=gates", false)]
    [InlineData("templateRef.name=", false)]
    [InlineData("templateName=gate", false)]
    [InlineData("templateName!=gate", true)]
    public void Resume_OfAReferencedTemplate_IsChosenByTheFieldsThatItsNodeShows(string selector, bool found)
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, templateRef: {name: gates, template: gate}}]]")).Store("""
            kind: WorkflowTemplate
            metadata: {name: gates}
            spec: {templates: [{name: gate, suspend: {}}]}
            """).Run();
        run.Ask(new ResumeRequested(selector)).Run();
        Assert.Equal((found ? 0 : 1, found ? "Succeeded" : "Running"), (run.Refusals.Count, run.View()["a"].Phase));
    }

    private static JsonElement Node(JsonDocument workflow, string displayName) =>
        workflow.RootElement.GetProperty("status").GetProperty("nodes").EnumerateObject().Single(node => node.Value.GetProperty("displayName").GetString() == displayName).Value;

    private static JsonElement Output(JsonDocument workflow) => Node(workflow, "a").GetProperty("outputs").GetProperty("parameters")[0];
}
