using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What hooks and exit handlers are called with.</summary>
public sealed class HookArgumentTests
{
    private const string Given = "arguments: {parameters: [{name: p, value: given}, {name: m, valueFrom: {configMapKeyRef: {name: conf, key: k}}}]}";
    private const string Takes = "- {name: takes, inputs: {parameters: [{name: p}, {name: m, default: none}]}, container: {image: x, args: ['{{inputs.parameters.p}} {{inputs.parameters.m}}']}}";
    private const string Own = "arguments: {parameters: [{name: p, value: own}]}";

    // Argo's sources GetExitHook and LifecycleHook.WithArgs.
    [Theory]
    [InlineData("exit: {template: takes}", "given CONF")]
    [InlineData("exit: {template: takes, arguments: {}}", "given CONF")]
    [InlineData("exit: {template: takes, arguments: {parameters: [], artifacts: []}}", "given CONF")]
    [InlineData("exit: {templateRef: {name: lib, template: takes}}", "given CONF")]
    [InlineData("exit: {template: takes, expression: 'true'}", "given CONF")]
    [InlineData("exit: {template: takes, " + Own + "}", "own none")]
    public void ExitHook_WithoutArguments_HasTheWorkflows(string hook, string expected)
    {
        var yaml = Yaml.Template(
            $"steps: [[{{name: a, template: leaf, hooks: {{{hook}}}}}, {{name: l, template: leaf, withItems: [x], hooks: {{{hook}}}}}], [{{name: d, template: inner}}]]",
            Takes + $"\n- {{name: inner, dag: {{tasks: [{{name: t, template: leaf, hooks: {{{hook}}}}}]}}}}",
            Given + "\n  hooks: {" + hook + "}");
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(yaml) { ReloadAlways = reload };
            run.ConfigMaps["conf"] = new() { ["k"] = "CONF" };
            run.Store("kind: WorkflowTemplate\nmetadata: {name: lib}\nspec:\n  templates:\n  " + Takes).Run();
            Assert.Equal("Succeeded", run.View().Phase);
            string[] handlers = ["wf[0].a.onExit", "wf[0].l(0:x).onExit", "wf[1].d.t.onExit", "wf.onExit"];
            Assert.All(handlers, name => Assert.Equal([expected], run.Request(name).Template.Container!.Args!));
        }
    }

    [Fact]
    public void ExitHook_WithoutArguments_OfAWorkflowTriedAgain_HasTheNewOnes()
    {
        var yaml = Yaml.Template("steps: [[{name: a, template: leaf, hooks: {exit: {template: leaf}}}]]", spec: "arguments: {parameters: [{name: p, value: one}]}\n  hooks: {exit: {template: leaf}}");
        var run = new VirtualRun(yaml) { ReloadAlways = true }.On("a", n => n == 0 ? Outcome.Fails() : Outcome.Ok).Run();
        Assert.Equal(("one", "one"), (run.View()["a.onExit"].Input("p"), run.View()["wf.onExit"].Input("p")));
        run.Ask(new RetryRequested(false, null, new Dictionary<string, string> { ["p"] = "two" })).Run();
        Assert.Equal(("Succeeded", "two", "two"), (run.View().Phase, run.View()["a.onExit"].Input("p"), run.View()["wf.onExit"].Input("p")));
    }

    [Theory]
    [InlineData("steps: [[{name: a, template: leaf, hooks: {exit: HOOK}}]]", "steps")]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: {exit: HOOK}}]}", "tasks")]
    [InlineData("dag: {tasks: [{name: a, template: leaf, hooks: {h: HOOK}}]}", "tasks")]
    public void Hook_ThatAsksForWhatAFailedStepHasNotGiven_RunsWithTheTagAsItIs(string body, string kind)
    {
        var hook = $"{{template: takes, expression: '{kind}.a.status == \"Failed\"', arguments: {{parameters: [{{name: p, value: 'got {{{{{kind}.a.outputs.parameters.none}}}} of {{{{{kind}.a.status}}}}'}}]}}}}";
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(Yaml.Template(body.Replace("HOOK", hook, StringComparison.Ordinal), Takes)) { ReloadAlways = reload }.On("a", Outcome.Fails()).Run();
            var handler = run.View().Nodes.Single(node => node.Flag("hooked"));
            Assert.Equal(("Succeeded", $"got {{{{{kind}.a.outputs.parameters.none}}}} of Failed", "Failed"), (handler.Phase, handler.Input("p"), run.View().Phase));
        }
    }

    // What its container has not written is an empty text in the arguments of all its hooks, also behind a retry; what no container ended for, and what the next step asks, is not there.
    [Theory]
    [InlineData("exit: HOOK", "", "a", "o= of Failed 3")]
    [InlineData("h: HOOK", "", "a", "o= of Failed 3")]
    [InlineData("exit: HOOK", "retryStrategy: {limit: 1}, ", "a(*", "o= of Failed 3")]
    public void Hook_OfAContainerThatFailed_HasItsUnwrittenParametersAsEmptyTexts(string hooks, string retry, string match, string expected)
    {
        const string hook = "{template: takes, expression: 'steps.a.status in [\"Failed\", \"Error\"]', arguments: {parameters: [{name: p, value: 'o={{steps.a.outputs.parameters.o}} of {{steps.a.status}} {{steps.a.exitCode}}'}]}}";
        var yaml = Yaml.Template(
            $"steps: [[{{name: a, template: gives, continueOn: {{failed: true}}, hooks: {{{hooks.Replace("HOOK", hook, StringComparison.Ordinal)}}}}}], [{{name: b, template: takes, arguments: {{parameters: [{{name: p, value: '{{{{steps.a.outputs.parameters.o}}}}'}}]}}}}]]",
            Takes + "\n- {name: gives, " + retry + "container: {image: x}, outputs: {parameters: [{name: o, valueFrom: {path: /o}}]}}");
        foreach (var reload in (bool[])[false, true])
        {
            var view = new VirtualRun(yaml) { ReloadAlways = reload }.On(match, Outcome.Fails(3)).Run().View();
            Assert.Equal(expected, view.Nodes.Single(node => node.Flag("hooked")).Input("p"));
            Assert.NotEqual("Succeeded", view.Phase);
        }

        var unstarted = new VirtualRun(yaml).On(match, new Outcome { Refusal = "no such image" }).Run().View();
        Assert.StartsWith("o={{steps.a.outputs.parameters.o}} of Error", unstarted.Nodes.Single(node => node.Flag("hooked")).Input("p"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OtherHook_WithoutArguments_HasNone(bool reload)
    {
        var yaml = Yaml.Template("steps: [[{name: a, template: leaf, hooks: {h: {template: takes, expression: 'steps.a.status == \"Succeeded\"'}}}]]", Takes, "arguments: {parameters: [{name: p, value: given}]}");
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
        Assert.Equal(("Error", "inputs.parameters.p was not supplied"), (view["a.hooks.h"].Phase, view["a.hooks.h"].Message));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnExit_BesideAnExitHook_IsWhatRuns(bool reload)
    {
        const string both = "onExit: leaf, hooks: {exit: {template: leaf, expression: 'false', " + Own + "}}";
        var yaml = Yaml.Template(
            $"steps: [[{{name: a, template: leaf, {both}}}, {{name: d, template: inner}}]]",
            $"- {{name: inner, dag: {{tasks: [{{name: t, template: leaf, withItems: [x], {both}}}]}}}}",
            "arguments: {parameters: [{name: p, value: given}]}\n  onExit: leaf\n  hooks: {exit: {template: leaf, " + Own + "}}");
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
        Assert.All((string[])["wf[0].a.onExit", "wf[0].d.t(0:x).onExit", "wf.onExit"], name => Assert.Equal(("Succeeded", "given"), (view[name].Phase, view[name].Input("p"))));
    }

    // The others are over by then, so that an aggregate would have something to give. A parameter that a container ended without writing is an empty text (Argo's source resolveExitTmplArgument).
    [Theory]
    [InlineData("{{KIND.l.outputs.parameters.o}}", "")]
    [InlineData("{{KIND.l.outputs.result}}", null)]
    [InlineData("{{KIND.l.outputs.parameters}}", null)]
    [InlineData("{{=KIND.l.outputs.parameters.o}}", "")]
    [InlineData("{{=KIND.l.outputs.result}}", null)]
    public void Hook_OfAnItemWithoutTheOutput_DoesNotSeeThoseOfTheOthers(string tag, string? given)
    {
        foreach (var kind in (string[])["steps", "tasks"])
        {
            var own = tag.Replace("KIND", kind, StringComparison.Ordinal);
            var hook = $"exit: {{template: leaf, arguments: {{parameters: [{{name: p, value: '{own}'}}]}}}}";
            Assert.Equal(("Succeeded", given ?? own), Ending(kind, "", hook, "l"));
            Assert.Equal(("Succeeded", given ?? own), Ending(kind, "withItems: [1, 2, 3], ", hook, "l(1:2)"));
        }
    }

    // How the exit handler of the call or item that is the last to end, without outputs, ends.
    private static (string Phase, string? Given) Ending(string kind, string loop, string hook, string node)
    {
        var call = "{name: l, template: gives, " + loop + "hooks: {" + hook + "}}";
        var yaml = Yaml.Template(kind == "steps" ? $"steps: [[{call}]]" : $"dag: {{tasks: [{call}]}}", "- {name: gives, container: {image: x}, outputs: {parameters: [{name: o, valueFrom: {path: /o}}]}}");
        (string Phase, string? Given)? known = null;
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(yaml) { ReloadAlways = reload };
            run.On(node, Outcome.Fails(1, 9)).On("l*", new Outcome { Result = "7", Parameters = { ["o"] = "other" } }).Run();
            var ended = run.View()[$"{(kind == "steps" ? "wf[0]" : "wf")}.{node}.onExit"];
            Assert.Equal(known ?? (ended.Phase, ended.Input("p")), (ended.Phase, ended.Input("p")));
            known = (ended.Phase, ended.Input("p"));
        }

        return known!.Value;
    }

    [Theory]
    [InlineData("steps", "from: '{{steps.l.outputs.artifacts.af}}'", "{limit: 0}")]
    [InlineData("steps", "fromExpression: steps.l.outputs.artifacts.af", "{limit: 2}")]
    [InlineData("tasks", "from: '{{tasks.l.outputs.artifacts.af}}'", "{limit: 2}")]
    [InlineData("tasks", "fromExpression: \"tasks['l'].outputs.artifacts.af\"", "{limit: 0}")]
    public void Hook_OfAnItem_HasItsArtifacts(string kind, string from, string retry)
    {
        var hooks = $"exit: {{template: use, arguments: {{artifacts: [{{name: in, {from}}}]}}}}";
        if (kind == "steps")
            hooks += $", h: {{template: use, expression: 'steps.l.status == \"Succeeded\"', arguments: {{artifacts: [{{name: in, {from}}}]}}}}";
        var call = "{name: l, template: make, withItems: [x, y], hooks: {" + hooks + "}}";
        var yaml = Yaml.Template(
            kind == "steps" ? $"steps: [[{call}]]" : $"dag: {{tasks: [{call}]}}",
            $"- {{name: make, retryStrategy: {retry}, container: {{image: x}}, outputs: {{artifacts: [{{name: af, path: /af}}]}}}}\n- {{name: use, container: {{image: x}}, inputs: {{artifacts: [{{name: in, path: /in}}]}}}}");
        foreach (var reload in (bool[])[false, true])
        {
            var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
            Assert.Equal("Succeeded", view.Phase);
            var handlers = view.Nodes.Where(n => n.Flag("hooked")).ToList();
            Assert.Equal(kind == "steps" ? 4 : 2, handlers.Count);
            foreach (var handler in handlers)
            {
                var pod = view[handler.Name[..handler.Name.LastIndexOf(')')] + ")(0)"];
                Assert.Contains("wf-make-" + pod.Id["wf-".Length..], handler.Artifact("inputs", "in"), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TemplateRef_OfAHook_HasItsTagsReplaced(bool reload)
    {
        const string reference = "templateRef: {name: '{{workflow.parameters.lib}}', template: '{{inputs.parameters.t}}'}";
        var yaml = Yaml.Template(
            $"inputs: {{parameters: [{{name: t, value: takes}}]}}\n    steps: [[{{name: a, template: leaf, hooks: {{exit: {{{reference}}}, h: {{expression: 'true', {reference}, {Own}}}}}}}, {{name: l, template: leaf, withItems: [takes], hooks: {{exit: {{{reference.Replace("inputs.parameters.t", "item", StringComparison.Ordinal)}}}}}}}]]",
            spec: "arguments: {parameters: [{name: lib, value: lib}, {name: p, value: given}]}\n  hooks: {exit: {templateRef: {name: '{{workflow.parameters.lib}}', template: takes}}}");
        var run = new VirtualRun(yaml) { ReloadAlways = reload }.Store("kind: WorkflowTemplate\nmetadata: {name: lib}\nspec:\n  templates:\n  " + Takes).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(
            ["wf.onExit given none", "wf[0].a.hooks.h own none", "wf[0].a.onExit given none", "wf[0].l(0:takes).onExit given none"],
            run.Requests.Where(r => r.Template.Name == "takes").Select(r => $"{r.NodeName} {r.Template.Container!.Args![0]}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("steps")]
    [InlineData("tasks")]
    public void Artifacts_OfAHooksArguments_HaveTheirTagsReplaced(string kind)
    {
        const string data = "raw: {data: \"{{item}} {{inputs.parameters.t}} {{workflow.parameters.w}} {{KIND.l.status}} {{KIND.l.outputs.result}}\"}";
        var hooks = $"exit: {{template: show, arguments: {{artifacts: [{{name: f, {data}}}, {{name: g, s3: {{key: \"k/{{{{inputs.parameters.t}}}}\"}}}}]}}}}".Replace("KIND", kind, StringComparison.Ordinal);
        var call = "{name: l, template: leaf, withItems: ['a \"b\"'], hooks: {" + hooks + "}}";
        var yaml = Yaml.Template(
            "inputs: {parameters: [{name: t, value: IN}]}\n    " + (kind == "steps" ? $"steps: [[{call}]]" : $"dag: {{tasks: [{call}]}}"),
            "- {name: show, container: {image: x}, inputs: {artifacts: [{name: f, path: /f}, {name: g, path: /g}]}}",
            "arguments: {parameters: [{name: w, value: W}]}\n  hooks: {exit: {template: show, arguments: {artifacts: [{name: f, raw: {data: '{{workflow.parameters.w}} {{workflow.status}}'}}, {name: g, raw: {data: g}}]}}}");
        foreach (var reload in (bool[])[false, true])
        {
            var run = new VirtualRun(yaml) { ReloadAlways = reload }.On("l(*", Outcome.Prints("\"say\"")).Run();
            Assert.Equal("Succeeded", run.View().Phase);
            var handler = run.View().Nodes.Single(n => n.Flag("hooked") && n.Name != "wf.onExit");
            Assert.Equal("""{"name":"f","path":"/f","raw":{"data":"a \"b\" IN W Succeeded \"say\""}}""", handler.Artifact("inputs", "f"));
            Assert.Equal("""{"name":"g","path":"/g","s3":{"key":"k/IN"}}""", handler.Artifact("inputs", "g"));
            Assert.Equal("""{"name":"f","path":"/f","raw":{"data":"W Succeeded"}}""", run.View()["wf.onExit"].Artifact("inputs", "f"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConfigMapKey_OfAHooksArguments_HasItsTagsReplaced(bool reload)
    {
        const string from = "{parameters: [{name: p, valueFrom: {configMapKeyRef: {name: '{{workflow.parameters.map}}', key: '{{item}}{{steps.l.outputs.result}}'}, default: 'no {{item}}'}}]}";
        var yaml = Yaml.Template($"steps: [[{{name: l, template: leaf, withItems: [a, b], hooks: {{exit: {{template: leaf, arguments: {from}}}}}}}]]", spec: "arguments: {parameters: [{name: map, value: conf}]}");
        var run = new VirtualRun(yaml) { ReloadAlways = reload }.On("l(*", Outcome.Prints("1"));
        run.ConfigMaps["conf"] = new() { ["a1"] = "A" };
        var view = run.Run().View();
        Assert.Equal(("Succeeded", "A", "no b"), (view.Phase, view["wf[0].l(0:a).onExit"].Input("p"), view["wf[0].l(1:b).onExit"].Input("p")));
    }

    // Argo's source resolveExitTmplArgument: as of a step, the default of the input stands in for the output of a step that was skipped.
    [Theory]
    [InlineData("{{KIND.s.outputs.parameters.o}}", "none")]
    [InlineData("{{KIND.s.outputs.result}}", "none")]
    [InlineData("{{=KIND.s.outputs.parameters.o ?? \"other\"}}", "other")]
    public void Argument_ThatIsAnOutputOfASkippedStep_LeavesItToTheDefault(string tag, string expected)
    {
        foreach (var kind in (string[])["steps", "tasks"])
        {
            var arguments = $"arguments: {{parameters: [{{name: p, value: '{tag.Replace("KIND", kind, StringComparison.Ordinal)}'}}]}}";
            var hooked = $"{{name: a, template: leaf, {(kind == "tasks" ? "dependencies: [s], " : "")}hooks: {{exit: {{template: leaf, {arguments}}}, h: {{template: leaf, expression: 'true', {arguments}}}, must: {{template: takes, expression: 'true', {arguments}}}}}}}";
            const string skipped = "{name: s, template: gives, when: 'false'}";
            var yaml = Yaml.Template(
                kind == "steps" ? $"steps: [[{skipped}], [{hooked}]]" : $"dag: {{tasks: [{skipped}, {hooked}]}}",
                Takes + "\n- {name: gives, container: {image: x}, outputs: {parameters: [{name: o, valueFrom: {path: /o}}]}}");
            foreach (var reload in (bool[])[false, true])
            {
                var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();
                Assert.Equal((expected, expected), (view["a.onExit"].Input("p"), view["a.hooks.h"].Input("p")));
                var must = view["a.hooks.must"];
                Assert.Equal(expected == "none" ? "Error" : "Succeeded", must.Phase);
                if (expected == "none")
                    Assert.EndsWith("output is an absent optional (skipped/omitted node with no default), and input parameter 'p' has no default", must.Message, StringComparison.Ordinal);
            }
        }
    }

    // As of a step: a task's record and request name what is large.
    [Fact]
    public void LargeValue_InAnArtifactOfAHooksArguments_IsMentioned()
    {
        var large = new string('x', 100_000);
        var yaml = Yaml.Template(
            "steps: [[{name: a, template: leaf, hooks: {exit: {template: show, arguments: {artifacts: [{name: f, raw: {data: 'of {{steps.a.outputs.result}}'}}]}}}}]]",
            "- {name: show, container: {image: x}, inputs: {artifacts: [{name: f, path: /f}]}}");
        var run = new VirtualRun(yaml) { ReloadAlways = true }.On("a", Outcome.Prints(large)).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.InRange(run.Request("wf[0].a.onExit").Template.Json.Length, 1, 5_000);
        Assert.Contains(large, run.View()["a.onExit"].Artifact("inputs", "f"), StringComparison.Ordinal);
    }
}
