using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class LoopTests
{
    [Fact]
    public void LoopedTask_HasATaskGroup_AndAggregatesInOrder()
    {
        var view = new VirtualRun(Yaml.Dag(
            "{name: A, template: leaf, withItems: [x, {k: 1, b: 2}], arguments: {parameters: [{name: p, value: '{{item}}'}]}}",
            "{name: B, template: leaf, depends: A, arguments: {parameters: [{name: p, value: '{{tasks.A.outputs.parameters.out}} {{tasks.A.outputs.result}}'}]}}"))
            .On("A(0:x)", new Outcome { Result = "1", Parameters = { ["out"] = "one" }, Duration = TimeSpan.FromSeconds(5) })
            .On("A(1:*", new Outcome { Result = "{\"a\": 2}", Parameters = { ["out"] = "two" } }).Run().View();
        Assert.Equal("TaskGroup", view["wf.A"].Type);
        Assert.Equal("x", view["wf.A(0:x)"].Input("p"));
        Assert.Equal("""{"b":2,"k":1}""", view["wf.A(1:b:2,k:1)"].Input("p"));
        Assert.Equal("""["one","two"] [1,{"a":2}]""", view["B"].Input("p"));
    }

    [Fact]
    public void ResultThatIsNoJson_InALoop_IsAnError()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withItems: [1]}", "{name: B, template: leaf, depends: A, arguments: {parameters: [{name: p, value: '{{tasks.A.outputs.result}}'}]}}"))
            .On("A*", Outcome.Prints("hello")).Run().View();
        Assert.Equal("Error", view["B"].Phase);
        Assert.Contains("hello", view["B"].Message, StringComparison.Ordinal);
    }

    // Argo puts them together when the group is over, and not when they are asked for.
    [Fact]
    public void ResultsOfSteps_ThatAreNoJson_AreAnErrorOfTheSteps()
    {
        var view = new VirtualRun(Yaml.Steps("{name: l, template: leaf, withItems: [1, 2]}", "{name: after, template: leaf, arguments: {parameters: [{name: p, value: '{{steps.l.outputs.result}}'}]}}")).On("l(*", Outcome.Prints("not json"), Outcome.Prints("5")).Run().View();
        Assert.Equal(("Error", "Error"), (view.Phase, view["wf"].Phase));
        Assert.Contains("'not json' is not", view.Message, StringComparison.Ordinal);
        Assert.Null(view.Find("wf[1]"));
    }

    [Fact]
    public void ValuesThatAreObjects_AreWrittenAnew()
    {
        var run = new VirtualRun(Yaml.Dag("{name: l, template: leaf, withItems: [1, 2]}", "{name: b, template: leaf, depends: l, arguments: {parameters: [{name: p, value: '{{tasks.l.outputs.parameters.out}}'}]}}"))
            .On("l(*", new Outcome { Parameters = { ["out"] = """{"b":1.0,"a":[0.90,"<"]}""" } }, new Outcome { Parameters = { ["out"] = """[ 1e21, null ]""" } }).Run();
        Assert.Equal("""[{"a":[0.9,"\u003c"],"b":1},[1e+21,null]]""", run.Request("wf.b").Template.Container!.Args![0]);
    }

    // As Go's encoder does.
    [Fact]
    public void Aggregates_EscapeMarkup()
    {
        var run = new VirtualRun(Yaml.Dag("{name: l, template: leaf, withItems: [1]}", "{name: b, template: leaf, depends: l, arguments: {parameters: [{name: p, value: '{{tasks.l.outputs.parameters.out}} {{tasks.l.outputs.result}} {{tasks.l.outputs.parameters}}'}]}}"))
            .On("l(*", new Outcome { Result = "\"<x>\"", Parameters = { ["out"] = "a & b" } }).Run();
        Assert.Equal("""["a \u0026 b"] ["\u003cx\u003e"] [{"out":"a \u0026 b"}]""", run.Request("wf.b").Template.Container!.Args![0]);
    }

    // What another call gives is not put in behind a condition that is false: there are no items then. What the template or the workflow gives was put in before.
    [Theory]
    [InlineData("withParam: '{{tasks.gen.outputs.result}}'", "Skipped", "Succeeded", "Omitted")]
    [InlineData("withSequence: {count: '{{tasks.gen.outputs.parameters.out}}'}", "Skipped", "Succeeded", "Omitted")]
    [InlineData("withParam: '{{=tasks.gen.outputs.result}}'", "Skipped", "Succeeded", "Omitted")]
    [InlineData("withParam: '{{workflow.parameters.list}}'", "TaskGroup", "Omitted", "Succeeded")]
    [InlineData("withItems: [1, 2]", "TaskGroup", "Omitted", "Succeeded")]
    public void Loop_WhoseConditionIsFalse_IsSkippedWhole_WhereItsItemsAreNotKnown(string loop, string type, string onSkip, string onSuccess)
    {
        var run = new VirtualRun(Yaml.Template(
                $"dag: {{tasks: [{{name: gen, template: leaf}}, {{name: fan, template: leaf, depends: gen, when: '{{{{tasks.gen.outputs.parameters.out}}}} == no', {loop}}}, {{name: onskip, template: leaf, depends: fan.Skipped}}, {{name: onsucc, template: leaf, depends: fan.Succeeded}}]}}",
                spec: "arguments: {parameters: [{name: list, value: '[1, 2]'}]}"))
            .On("gen", new Outcome { Result = "[1,2]", Parameters = { ["out"] = "2" } }).Run();
        var view = run.View();
        Assert.Equal((type, onSkip, onSuccess), (view["fan"].Type, view["onskip"].Phase, view["onsucc"].Phase));
        if (type == "Skipped")
            Assert.Equal("Skipped, empty params", view["fan"].Message);
    }

    // Items that are skipped count in a DAG (Argo's source buildLocalScopeFromTask): its lists are empty, and what loops over them is skipped.
    [Theory]
    [InlineData("withItems: [1, 2], when: '{{item}} == 3'", "Succeeded")]
    [InlineData("withItems: [1, 2]", "Failed")]
    public void LoopOfADag_WithoutItemsThatSucceeded_GivesEmptyLists(string loop, string phase)
    {
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template(
                $"outputs: {{parameters: [{{name: all, valueFrom: {{parameter: '{{{{tasks.lo.outputs.parameters}}}}'}}}}]}}\n    dag: {{failFast: false, tasks: [{{name: lo, template: gives, {loop}}}, {Task("r", "{{tasks.lo.outputs.result}}")}, {Task("e", "{{=tasks.lo.outputs.result}}")}, {Task("p", "{{tasks.lo.outputs.parameters}}")}, {{name: w, template: takes, depends: lo || lo.Failed, withParam: '{{{{tasks.lo.outputs.result}}}}', arguments: {{parameters: [{{name: v, value: x}}]}}}}]}}",
                "- {name: gives, outputs: {parameters: [{name: q, valueFrom: {path: /q}}]}, script: {image: x, source: y}}\n- {name: takes, inputs: {parameters: [{name: v}]}, container: {image: x}}"))
            {
                ReloadAlways = reload,
            };
            var view = run.On("lo*", Outcome.Fails()).Run().View();
            Assert.Equal(phase, view["lo"].Phase);
            Assert.Equal(["[]", "[]", "[]"], ((string[])["r", "e", "p"]).Select(name => view[name].Input("v")));
            Assert.Equal(("Skipped", "Skipped, empty params"), (view["w"].Phase, view["w"].Message));
            if (phase == "Succeeded")
                Assert.Equal(("Succeeded", "[]"), (view.Phase, view["wf"].Output("all")));
        }

        static string Task(string name, string value) => $"{{name: {name}, template: takes, depends: lo || lo.Failed, arguments: {{parameters: [{{name: v, value: '{value}'}}]}}}}";
    }

    [Theory]
    [InlineData("withParam: '[]'")]
    [InlineData("withSequence: {count: 0}")]
    public void EmptyLoop_IsSkipped(string loop)
    {
        var view = new VirtualRun(Yaml.Dag($"{{name: A, template: leaf, {loop}}}", "{name: B, template: leaf, depends: A}")).Run().View();
        Assert.Equal(("Skipped", "Skipped, empty params"), (view["A"].Phase, view["A"].Message));
        Assert.Equal("Succeeded", view["B"].Phase);
    }

    public static TheoryData<string, string> QuotedItems => new()
    {
        { "[x, yy]", "'{{item}}' == 'x'" },
        { "[x, yy]", "\"{{item}}\" =~ '^x'" },
        { "[x, yy]", "'{{=item}}' == 'x'" },
        { "[x, yy]", "{{item}} == x" },
        { "[{k: x}, {k: yy}]", "'{{item.k}}' == 'x'" },
    };

    [Theory]
    [MemberData(nameof(QuotedItems))]
    public void Condition_ThatIsFalseUntilTheItemIsPutIn_IsLookedAtPerItem(string items, string when)
    {
        var step = $"{{name: a, template: leaf, withItems: {items}, when: '{when.Replace("'", "''", StringComparison.Ordinal)}', arguments: {{parameters: [{{name: p, value: 'v {{{{workflow.name}}}}'}}]}}}}";
        foreach (var (yaml, at) in (IEnumerable<(string, string)>)[(Yaml.Steps(step), "wf[0].a("), (Yaml.Dag(step), "wf.a(")])
        {
            foreach (var reload in (bool[])[false, true])
            {
                var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
                var nodes = view.Nodes.Where(n => n.Name.StartsWith(at, StringComparison.Ordinal)).ToList();
                Assert.Equal(["Succeeded", "Skipped"], nodes.Select(n => n.Phase));
                Assert.Equal("v wf", nodes[0].Input("p"));
                Assert.EndsWith("evaluated false", nodes[1].Message, StringComparison.Ordinal);
                Assert.DoesNotContain("{{", nodes[1].Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Condition_ThatIsFalseForEveryItem_HidesAnArgumentThatCannotBeHad_AndOneThatIsTrueDoesNot()
    {
        static WorkflowView Of(string when) => new VirtualRun(Yaml.Steps(
            "{name: a, template: leaf, when: 1 == 2}",
            $"{{name: b, template: leaf, withItems: [x, y], when: \"{when}\", arguments: {{parameters: [{{name: p, value: 'v {{{{steps.a.outputs.result}}}}'}}]}}}}")).Run().View();
        var view = Of("'{{steps.a.status}}' == 'Succeeded' && '{{item}}' == 'x'");
        Assert.Equal(["Skipped", "Skipped"], view.Nodes.Where(n => n.Name.Contains(".b(", StringComparison.Ordinal)).Select(n => n.Phase));
        Assert.Equal("Succeeded", view.Phase);
        view = Of("'{{steps.a.status}}' == 'Skipped' && '{{item}}' == 'x'");
        Assert.Equal("Error", view.Nodes.Single(n => n.Name.Contains(".b(0", StringComparison.Ordinal)).Phase);
        Assert.Contains("steps.a.outputs.result", view.Nodes.Single(n => n.Name.Contains(".b(0", StringComparison.Ordinal)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'[{\"a\":\"1\"},{\"b\":2}]'", "", "{{item.a}}")]
    [InlineData("'[{\"a\":\"1\"},\"2\"]'", "", "{{item.a}}")]
    [InlineData("'[{\"a\":\"1\"},{\"b\":2}]'", "when: '{{item.a}} == 1', ", "x")]
    [InlineData("'[{\"a\":\"1\"},{\"a\":\"x\"}]'", "", "{{=asInt(item.a)}}")]
    public void Item_ThatTheCallCannotBeMadeFor_NothingOfTheLoopIsRun(string items, string when, string argument)
    {
        var call = $"{{name: b, template: leaf, {when}withParam: {items}, arguments: {{parameters: [{{name: p, value: \"{argument}\"}}]}}}}";
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Dag(call)) { ReloadAlways = reload }.Run();
            Assert.Empty(run.Requests);
            Assert.Equal(("Skipped", "Error", "Error"), (run.View()["wf.b"].Type, run.View()["wf.b"].Phase, run.View().Phase));
            var message = run.View()["wf.b"].Message;
            Assert.Contains(argument.Contains('=', StringComparison.Ordinal) ? "asInt" : "item.a", message, StringComparison.Ordinal);
            run = new VirtualRun(Yaml.Steps("{name: a, template: leaf}, " + call)) { ReloadAlways = reload }.Run();
            Assert.Empty(run.Requests);
            Assert.Equal(("Error", message, "Failed"), (run.View()["wf[0]"].Phase, run.View()["wf[0]"].Message, run.View().Phase));
        }
    }

    [Fact]
    public void Item_OfALargeLoop_WhoseExpressionFails_FailsAlone()
    {
        var view = new VirtualRun(Yaml.Dag("{name: b, template: leaf, withSequence: {count: 501}, arguments: {parameters: [{name: p, value: '{{=item == \"500\" ? asInt(\"x\") : asInt(item)}}'}]}}")).Run().View();
        Assert.Equal(["wf.b(500:500)"], view.Nodes.Where(n => n.Type == "Skipped").Select(n => n.Name));
        Assert.Equal(500, view.Nodes.Count(n => n is { Type: "Pod", Phase: "Succeeded" }));
    }

    [Fact]
    public void Item_WhoseConditionIsFalse_NeedsNothingElseOfTheCall()
    {
        var run = new VirtualRun(Yaml.Dag("{name: b, template: leaf, when: '{{item.b}} == 1', withItems: [{b: 1, a: x}, {b: 2}], arguments: {parameters: [{name: p, value: '{{item.a}}'}]}}")).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["x"], run.Requests.Select(r => r.Template.Container!.Args![0]));
    }

    [Fact]
    public void LargeLoop_IsStartedInChunks()
    {
        var most = 0;
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withSequence: {count: 1700}}", "{name: B, template: leaf, depends: A}")) { Observe = (_, d) => most = Math.Max(most, d.Nodes.Count), Slots = 50 };
        run.Run();
        Assert.InRange(most, 400, 510);
        Assert.Equal(3, run.Commands.OfType<ContinueExpansion>().Count());
        Assert.Equal("1701/1701", run.View().Progress);
    }

    [Fact]
    public void WideDag_IsStartedInChunks()
    {
        var tasks = Enumerable.Range(0, 1200).Select(i => $"{{name: t{i}, template: leaf}}").ToArray();
        var most = 0;
        var run = new VirtualRun(Yaml.Dag(tasks)) { Observe = (_, d) => most = Math.Max(most, d.Nodes.Count), ReloadAlways = false };
        run.Run();
        Assert.InRange(most, 400, 510);
        Assert.Equal("1200/1200", run.View().Progress);
    }

    [Fact]
    public void LoadedInTheMiddleOfALoop_GoesOn()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withParam: '{{=toJson(1..1200)}}'}"));
        run.Decide(new WorkflowSubmitted());
        run.Reload();
        var decision = run.Decide(new WorkflowLoaded());
        Assert.Single(decision.Commands.OfType<ContinueExpansion>());
        Assert.Equal("1200/1200", run.Run().View().Progress);
    }
}
