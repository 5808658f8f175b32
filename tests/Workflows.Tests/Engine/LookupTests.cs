using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What the engine asks for: workflow templates and values of ConfigMaps.</summary>
public sealed class LookupTests
{
    private const string Library = """
        kind: WorkflowTemplate
        metadata: {name: library}
        spec:
          arguments: {parameters: [{name: who, value: nobody sees this}]}
          templateDefaults: {timeout: 99s}
          templates:
          - name: outer
            inputs: {parameters: [{name: text}]}
            steps:
            - - {name: inner, template: say, arguments: {parameters: [{name: text, value: "{{inputs.parameters.text}}"}]}}
          - name: say
            inputs: {parameters: [{name: text}]}
            container: {image: library, args: ["{{inputs.parameters.text}} {{workflow.parameters.who}}"]}
        """;

    private const string Cluster = """
        kind: ClusterWorkflowTemplate
        metadata: {name: everywhere}
        spec:
          templates:
          - {name: say, container: {image: cluster}}
        """;

    [Fact]
    public void TemplateRef_ResolvesLocalNamesInItsOwnTemplate_AndSeesTheWorkflowsGlobals()
    {
        var run = new VirtualRun(Calling("outer", "steps", more: "- {name: say, container: {image: own}}")).Store(Library).Run();

        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        var request = Assert.Single(run.Requests);
        Assert.Equal(("library", "hi caller"), (request.Template.Container!.Image, request.Template.Container.Args![0]));
        Assert.Null(request.Template.Timeout);
        Assert.Single(run.Commands.OfType<ResolveTemplate>());
        var status = view.Root.GetProperty("status");
        Assert.Equal(["namespaced/library/outer", "namespaced/library/say"], status.GetProperty("storedTemplates").EnumerateObject().Select(template => template.Name));
        var call = status.GetProperty("nodes").GetProperty(view["call"].Id);
        Assert.Equal("""{"name":"library","template":"outer"}""", call.GetProperty("templateRef").GetRawText());
        Assert.Equal(("local/wf", null, "namespaced/library", "say"), (view["call"].Text("templateScope"), view["call"].Text("templateName"), view["inner"].Text("templateScope"), view["inner"].Text("templateName")));
    }

    [Theory]
    [InlineData("inputs: {parameters: [{name: a, valueFrom: {configMapKeyRef: {name: one, key: k}}}, {name: b, valueFrom: {configMapKeyRef: {name: two, key: k}}}]}\n    container: {image: x, args: ['{{inputs.parameters.a}}{{inputs.parameters.b}}']}")]
    [InlineData("container: {image: x, args: ['12'], env: [{name: a, valueFrom: {configMapKeyRef: {name: one, key: k}}}, {name: b, valueFrom: {configMapKeyRef: {name: one, key: more}}}]}")]
    [InlineData("inputs: {parameters: [{name: a, valueFrom: {configMapKeyRef: {name: one, key: k}}}]}\n    container: {image: x, args: ['{{inputs.parameters.a}}2'], envFrom: [{configMapRef: {name: one}}, {configMapRef: {name: two}}], env: [{name: c, valueFrom: {configMapKeyRef: {name: one, key: k}}}]}")]
    public void Keys_OfWhichSomeWereAnsweredForSomethingElseBefore_AreAllAskedFor_Once(string body)
    {
        var run = new VirtualRun(Yaml.Template(body, spec: "arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: one, key: k}}}]}")) { ReloadAlways = true };
        run.ConfigMaps["one"] = new() { ["k"] = "1", ["more"] = "m" };
        run.ConfigMaps["two"] = new() { ["k"] = "2" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal("12", Assert.Single(run.Requests).Template.Container!.Args![0]);
        Assert.InRange(run.Commands.OfType<ReadConfigMaps>().Count(), 2, 3);
    }

    [Theory]
    [InlineData("steps")]
    [InlineData("dag")]
    public void TemplateRef_ChangedOrDeletedMeanwhile_CountsAsFirstFound(string kind)
    {
        var run = new VirtualRun(Calling("say", kind, loop: "withItems: [a, b, c]")) { Slots = 1, ReloadAlways = true };
        run.Store(Library).RunFor(1.5);
        run.Templates.Clear();

        Assert.Equal("Succeeded", run.Run().View().Phase);
        Assert.Equal(["library", "library", "library"], run.Requests.Select(request => request.Template.Container!.Image));
    }

    [Theory]
    [InlineData("steps", "Failed")]
    [InlineData("dag", "Error")]
    public void TemplateRef_ThatDoesNotExist_IsAnError(string kind, string phase)
    {
        var run = new VirtualRun(Calling("gone", kind)).Store(Library).Run();
        var frame = kind == "dag" ? "task 'wf.call' errored: " : "";
        Assert.Equal(("Error", $"{frame}template gone not found in workflow template library"), (run.View()["call"].Phase, run.View()["call"].Message));

        run = new VirtualRun(Calling("say", kind)).Run();
        Assert.Equal((phase, $"{frame}workflowtemplates.argoproj.io \"library\" not found"), (run.View().Phase, run.View()["call"].Message));
    }

    [Fact]
    public void TemplateRef_ClusterScopeAndTags_AreResolvedWhenItStarts()
    {
        var run = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
              - name: main
                dag:
                  tasks:
                  - {name: a, templateRef: {name: everywhere, template: say, clusterScope: true}}
                  - {name: b, templateRef: {name: "{{item.from}}", template: "{{item.what}}", clusterScope: true}, withItems: [{from: everywhere, what: say}]}
                  - {name: c, templateRef: {name: everywhere, template: say}, depends: b}
            """).Store(Cluster).Run();

        Assert.Equal(["cluster", "cluster"], run.Requests.Select(request => request.Template.Container!.Image));
        Assert.Equal("task 'wf.c' errored: workflowtemplates.argoproj.io \"everywhere\" not found", run.View()["c"].Message);
        var node = run.View().Root.GetProperty("status").GetProperty("nodes").GetProperty(run.View()["a"].Id);
        Assert.True(node.GetProperty("templateRef").GetProperty("clusterScope").GetBoolean());
    }

    [Fact]
    public void TemplateRef_WhileAnotherTaskHasFailed_IsNotTakenForOneThatNeverStarts()
    {
        var run = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
              - name: main
                dag:
                  tasks:
                  - {name: a, template: absent}
                  - {name: b, templateRef: {name: everywhere, template: say, clusterScope: true}}
              - {name: other, suspend: {}}
            """).Store(Cluster).Run();

        Assert.Equal(("Error", "Succeeded"), (run.View().Phase, run.View()["b"].Phase));
    }

    [Fact]
    public void Answers_LateDoubledOrUnasked_ChangeNothing()
    {
        var run = new VirtualRun(Calling("say", "steps")).Store(Library).Run();

        foreach (var answer in run.Events.Where(e => e is TemplateResolved).ToList())
        {
            var decision = run.Decide(answer);
            Assert.Empty(decision.Nodes);
            Assert.Empty(decision.Commands);
        }

        Assert.Empty(run.Decide(new ConfigMapsRead([], new StartStamp(0, 5))).Nodes);
    }

    [Fact]
    public void ConfigMapKey_OfAnInput_IsReadWhenItStarts_AndStoredWithTheNode()
    {
        var run = new VirtualRun(Reading("")) { Slots = 1, ReloadAlways = true };
        run.ConfigMaps["limits"] = new() { ["a"] = "1", ["b"] = "2" };
        run.RunFor(0.5);
        run.ConfigMaps["limits"]["a"] = "changed";
        run.Run();

        Assert.Equal(("Succeeded", "1", "given", "2"), (run.View().Phase, run.View()["first"].Input("v"), run.View()["given"].Input("v"), run.View()["argument"].Input("v")));
        Assert.Equal("changed", run.View()["later"].Input("v"));
    }

    [Theory]
    [InlineData("", "no", "unable to retrieve inputs.parameters.v from ConfigMap: ConfigMap 'limits' does not exist")]
    [InlineData("", "empty", "unable to retrieve inputs.parameters.v from ConfigMap: ConfigMap 'limits' does not have the key 'a'")]
    [InlineData(", default: d", "no", "=d")]
    [InlineData(", optional: true", "no", "=")]
    public void ConfigMapKey_Missing_IsTheDefault_OrAnError(string more, string map, string expected)
    {
        var run = new VirtualRun(Reading(more));
        if (map == "empty")
            run.ConfigMaps["limits"] = [];
        run.Run();

        var first = run.View()["first"];
        Assert.Equal(expected, expected[0] == '=' ? "=" + first.Input("v") : first.Message);
        Assert.Equal(expected[0] == '=' ? "Succeeded" : "Error", first.Phase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConfigMapKey_OfTheWorkflow_CountsFromItsBegin(bool reload)
    {
        var run = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              onExit: say
              arguments:
                parameters:
                - {name: v, valueFrom: {configMapKeyRef: {name: "{{workflow.name}}-limits", key: a}}}
                - {name: w, valueFrom: {default: w, configMapKeyRef: {name: gone, key: a}}}
              templates:
              - name: main
                steps: [[{name: x, template: say}], [{name: y, template: say}]]
              - name: say
                inputs: {parameters: [{name: v, value: "{{workflow.parameters.v}}"}]}
                container: {image: x, args: ["{{workflow.parameters.v}}{{workflow.parameters.w}}{{inputs.parameters.v}}"]}
            """) { ReloadAlways = reload };
        run.ConfigMaps["wf-limits"] = new() { ["a"] = "1" };
        run.RunFor(0.5);
        run.ConfigMaps.Clear();
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["1w1", "1w1", "1w1"], run.Requests.Select(request => request.Template.Container!.Args![0]));
    }

    [Fact]
    public void ConfigMapKey_OfTheWorkflow_Missing_EndsItWithASentence()
    {
        var view = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: v, valueFrom: {configMapKeyRef: {name: gone, key: a}}}]}
              templates: [{name: main, container: {image: x}}]
            """).Run().View();

        Assert.Equal(("Error", "failed to set global parameter v: ConfigMap 'gone' does not exist"), (view.Phase, view.Message));
    }

    [Fact]
    public void Given_TemplatesAndConfigMaps_CountBeforeAllOthers_WithoutAQuestion()
    {
        var manifest = System.Text.Encoding.UTF8.GetString(YamlJson.Convert(Calling("say", "steps")));
        var template = System.Text.Encoding.UTF8.GetString(YamlJson.Convert(Library.Replace("value: nobody", "value: x", StringComparison.Ordinal).Replace("image: library", "image: given", StringComparison.Ordinal)));
        var run = new VirtualRun(System.Text.Encoding.UTF8.GetBytes(manifest[..^1] + $",\"resources\":[{template}]}}"), null) { ReloadAlways = true };
        run.Store(Library).Run();

        Assert.Equal("given", Assert.Single(run.Requests).Template.Container!.Image);
        Assert.Empty(run.Commands.OfType<ResolveTemplate>());
    }

    [Fact]
    public void TemplateRef_OfHooks_OfWorkflowAndStep()
    {
        var run = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              hooks:
                exit: {templateRef: {name: everywhere, template: say, clusterScope: true}}
                running: {expression: workflow.status == "Running", templateRef: {name: everywhere, template: say, clusterScope: true}}
              templates:
              - name: main
                steps:
                - - {name: x, template: own, hooks: {exit: {templateRef: {name: everywhere, template: say, clusterScope: true}}}}
              - {name: own, container: {image: own}}
            """) { ReloadAlways = true };
        run.Store(Cluster).Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["wf.hooks.running cluster", "wf.onExit cluster", "wf[0].x own", "wf[0].x.onExit cluster"], run.Requests.Select(request => $"{request.NodeName} {request.Template.Container!.Image}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Environment_TakesVariablesFromConfigMaps_AndKeepsThem()
    {
        var run = new VirtualRun(Environment("""
            env:
                - {name: A, valueFrom: {configMapKeyRef: {name: "{{inputs.parameters.map}}", key: a}}}
                - {name: B, value: own}
                - {name: NONE, valueFrom: {configMapKeyRef: {name: gone, key: a, optional: true}}}
                envFrom:
                - {configMapRef: {name: limits}, prefix: P_}
                - {configMapRef: {name: all}}
                - {configMapRef: {name: gone, optional: true}}
            """)) { ReloadAlways = true };
        run.ConfigMaps["limits"] = new() { ["a"] = "1 {{workflow.name}}" };
        run.ConfigMaps["all"] = new() { ["B"] = "hidden", ["C"] = "3" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        var container = run.Request("wf").Template.Container!;
        Assert.Equal(["C=3", "P_a=1 {{workflow.name}}", "A=1 {{workflow.name}}", "B=own"], container.Env.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Empty(container.EnvFrom);
        Assert.Single(run.Commands.OfType<ReadConfigMaps>());
    }

    [Fact]
    public void Environment_OfAWholeConfigMap_IsItsText_NotItsBytes()
    {
        var run = new VirtualRun(Environment("""
            env: [{name: A, valueFrom: {configMapKeyRef: {name: limits, key: bytes}}}]
                envFrom: [{configMapRef: {name: limits}}]
            """));
        run.ConfigMaps["limits"] = (Dictionary<string, string>)ConfigMapData.Read("""{"data":{"text":"1"},"binaryData":{"bytes":"aGVsbG8=","more":"/w=="}}"""u8.ToArray());
        run.Run();

        Assert.Equal(["text=1", "A=hello"], run.Request("wf").Template.Container!.Env.Select(variable => $"{variable.Name}={variable.Value}"));
    }

    [Theory]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: limits, key: b}}}]", "CreateContainerConfigError: couldn't find key b in ConfigMap default/limits")]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: gone, key: b}}}]", "CreateContainerConfigError: configmap \"gone\" not found")]
    [InlineData("envFrom: [{configMapRef: {name: gone}}]", "CreateContainerConfigError: configmap \"gone\" not found")]
    public void Environment_Missing_IsAnError_BeforeAnyWorkerHearsOfIt(string fields, string message)
    {
        var run = new VirtualRun(Environment(fields));
        run.ConfigMaps["limits"] = new() { ["a"] = "1" };
        run.Run();

        Assert.Equal(("Error", message), (run.View().Phase, run.View().Message));
        Assert.Empty(run.Requests);
    }

    [Fact]
    public void Environment_OfAnAttempt_IsReadAnew()
    {
        var run = new VirtualRun(Environment("env: [{name: A, valueFrom: {configMapKeyRef: {name: limits, key: a}}}]", "retryStrategy: {limit: 1}")).On("*", Outcome.Fails());
        run.ConfigMaps["limits"] = new() { ["a"] = "1" };
        run.RunFor(0.5);
        run.ConfigMaps["limits"]["a"] = "2";
        run.Run();

        Assert.Equal(["1", "2"], run.Requests.Select(request => request.Template.Container!.Env[0].Value));
    }

    private static string Environment(string fields, string more = "") => $$"""
        kind: Workflow
        metadata: {name: wf}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: map, value: limits}]}
          templates:
          - name: main
            inputs: {parameters: [{name: map}]}
            {{more}}
            container:
              image: x
              {{fields.Replace("\n    ", "\n  ", StringComparison.Ordinal).Replace("\n", "\n    ", StringComparison.Ordinal)}}
        """;

    private static string Calling(string template, string kind, string loop = "", string more = "")
    {
        var call = $"{{name: call, templateRef: {{name: library, template: {template}}}, arguments: {{parameters: [{{name: text, value: hi}}]}}{(loop.Length == 0 ? "" : ", " + loop)}}}";
        return $$"""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: who, value: caller}]}
              templates:
              - name: main
                {{(kind == "steps" ? $"steps: [[{call}]]" : $"dag: {{tasks: [{call}]}}")}}
              {{more}}
            """;
    }

    private static string Reading(string more)
    {
        var optional = more.Contains("optional", StringComparison.Ordinal);
        var source = optional ? $"configMapKeyRef: {{name: limits, key: a{more}}}" : $"configMapKeyRef: {{name: limits, key: a}}{more}";
        return """
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
              - name: main
                steps:
                - - {name: first, template: read}
                  - {name: given, template: read, arguments: {parameters: [{name: v, value: given}]}}
                  - {name: argument, template: read, arguments: {parameters: [{name: v, valueFrom: {default: d, configMapKeyRef: {name: limits, key: b}}}]}}
                - - {name: later, template: read}
              - name: read
                inputs: {parameters: [{name: v, valueFrom: {SOURCE}}]}
                container: {image: x}
            """.Replace("SOURCE", source, StringComparison.Ordinal);
    }
}
