using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

public sealed class SubmissionTests
{
    private const string Manifest = """{"kind":"Workflow","metadata":{"name":"a","labels":{"x":"1"}},"spec":{"entrypoint":"m","arguments":{"parameters":[{"name":"p","value":"1","enum":["1","2"]},{"name":"q","valueFrom":{"configMapKeyRef":{"name":"c","key":"k"}}}]}}}""";

    [Fact]
    public void Apply_Everything_IsInPlace()
    {
        var json = Submission.Apply(Manifest, new SubmissionChanges
        {
            GenerateName = "b-",
            Namespace = "n",
            Entrypoint = "other",
            Priority = 7,
            Parameters = new Dictionary<string, string> { ["p"] = "2", ["q"] = "x", ["new"] = "\"y\"" },
            Labels = new Dictionary<string, string> { ["x"] = "2", ["z"] = "3" },
        });

        Assert.Equal(
            """{"kind":"Workflow","metadata":{"labels":{"x":"2","z":"3"},"generateName":"b-","namespace":"n"},"spec":{"entrypoint":"other","arguments":{"parameters":[{"name":"p","value":"2","enum":["1","2"]},{"name":"q","value":"x"},{"name":"new","value":"\"y\""}]},"priority":7}}""",
            json);
    }

    [Fact]
    public void Apply_Nothing_ChangesNothing() => Assert.Equal(Manifest, Submission.Apply(Manifest, new SubmissionChanges()));

    [Fact]
    public void Apply_NoObject_SaysSo()
    {
        Assert.Throws<SpecFormatException>(() => Submission.Apply("[]", new SubmissionChanges()));
        Assert.Throws<SpecFormatException>(() => Submission.Apply("{", new SubmissionChanges()));
    }

    [Fact]
    public void Load_Changes_AreValidated()
    {
        const string Yaml = "kind: Workflow\nspec:\n  entrypoint: m\n  arguments:\n    parameters:\n    - {name: p, value: '1', enum: ['1', '2']}\n  templates: [{name: m, suspend: {}}]\n";

        var bad = WorkflowLoader.Load(Yaml, new LoadOptions { Changes = new SubmissionChanges { Entrypoint = "x", Parameters = new Dictionary<string, string> { ["p"] = "3" } } });
        Assert.Equal(["template name 'x' undefined", "spec.arguments.p.value should be present in spec.arguments.p.enum list"], bad.Errors.Select(e => e.Message));
        Assert.Equal([3, 6], bad.Errors.Select(e => e.Line));

        var good = WorkflowLoader.Load(Yaml, new LoadOptions { Changes = new SubmissionChanges { Name = "w", Parameters = new Dictionary<string, string> { ["p"] = "2" } } });
        Assert.Empty(good.Errors);
        Assert.Equal("w", good.Documents[0].Name);
        Assert.Equal("2", good.Documents[0].Workflow!.Spec.Arguments.FindParameter("p")!.Value);
    }

    [Fact]
    public void Complete_Prefix_IsCutAndFollowedByFiveCharacters()
    {
        Assert.Equal("hello-bcd2b", GeneratedName.Complete("hello-", [0, 1, 2, 20, 27]));
        Assert.Equal(63, GeneratedName.Complete(new string('a', 100), [0, 0, 0, 0, 0]).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedName.Complete("a", [1]));
    }

    [Fact]
    public void WithTemplate_WhatTheWorkflowSaysStands_ArgumentsAreMergedByName()
    {
        var source = SpecReader.ReadWorkflow("""
            {"kind":"WorkflowTemplate","metadata":{"name":"t"},"spec":{"entrypoint":"main","suspend":true,"parallelism":3,"onExit":"main","hooks":{"exit":{"template":"main"}},
             "arguments":{"parameters":[{"name":"a","value":"1","enum":["1","2"]},{"name":"b","value":"1"}]},"templates":[{"name":"main","suspend":{}}]}}
            """);
        const string Json = """{"kind":"Workflow","metadata":{"name":"w"},"spec":{"entrypoint":"","parallelism":5,"workflowTemplateRef":{"name":"t"},"arguments":{"parameters":[{"name":"a","value":"2"},{"name":"c","value":"3"}]}}}""";

        var merged = SpecReader.ReadWorkflow(AcceptedManifest.WithTemplate(Json, source));

        Assert.Equal(("main", 5L, "main", false), (merged.Spec.Entrypoint, merged.Spec.Parallelism, merged.Spec.OnExit, merged.Spec.Suspend));
        Assert.Equal(["a=2", "c=3", "b=1"], merged.Spec.Arguments.Parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));
        Assert.Null(merged.Spec.Arguments.Parameters[0].Enum);
        Assert.Equal("main", Assert.Single(merged.Spec.Templates).Name);
        Assert.Contains("\"spec\":{\"entrypoint\":\"\",\"parallelism\":5,\"workflowTemplateRef\"", merged.Json, StringComparison.Ordinal);
    }

    // Argo's TestJoinWfSpecArguments, and what its mergeArtifactOverride does.
    [Theory]
    [InlineData(
        """{"arguments":{"parameters":[{"name":"P1","valueFrom":{"configMapKeyRef":{"name":"m","key":"P1"}}},{"name":"P2","valueFrom":{"configMapKeyRef":{"name":"m","key":"P2"}}},{"name":"P4","default":"d"},{"name":"P5","value":"own"},{"name":"P6"}]}}""",
        """{"arguments":{"parameters":[{"name":"P1","value":"ignored"},{"name":"P2"},{"name":"P3","value":"3"},{"name":"P4","value":"4"},{"name":"P5","valueFrom":{"configMapKeyRef":{"name":"m","key":"P5"}},"enum":["a"]},{"name":"P6","value":"6","description":"d"}]}}""",
        """{"arguments":{"parameters":[{"name":"P1","valueFrom":{"configMapKeyRef":{"name":"m","key":"P1"}}},{"name":"P2","valueFrom":{"configMapKeyRef":{"name":"m","key":"P2"}}},{"name":"P3","value":"3"},{"name":"P4","default":"d"},{"name":"P5","value":"own"},{"name":"P6","value":"6","description":"d"}]}}""")]
    [InlineData(
        """{"arguments":{"parameters":[{"name":"f","value":"1"},{"name":"new","value":"n"},{"name":"b","value":"2"}]}}""",
        """{"arguments":{"parameters":[{"name":"a","value":"0"},{"name":"b","value":"0"},{"name":"c","value":"0"},{"name":"f","value":"0"},{"name":"g","value":"0"}]}}""",
        """{"arguments":{"parameters":[{"name":"a","value":"0"},{"name":"c","value":"0"},{"name":"f","value":"1"},{"name":"new","value":"n"},{"name":"b","value":"2"},{"name":"g","value":"0"}]}}""")]
    [InlineData(
        """{"arguments":{"artifacts":[{"name":"a","s3":{"key":"own"}},{"name":"b","raw":{"data":"x"}},{"name":"c","from":"{{x}}"}]}}""",
        """{"arguments":{"artifacts":[{"name":"a","path":"/p","s3":{"bucket":"bu","key":"k"}},{"name":"b","s3":{"bucket":"bu","key":"k"}},{"name":"c","s3":{"key":"k"}},{"name":"d","s3":{"key":"k"}}]}}""",
        """{"arguments":{"artifacts":[{"name":"a","s3":{"key":"own","bucket":"bu"}},{"name":"b","raw":{"data":"x"}},{"name":"c","from":"{{x}}"},{"name":"d","s3":{"key":"k"}}]}}""")]
    [InlineData(
        """{"hooks":{"exit":{"template":"a"}},"synchronization":{"mutexes":[{"name":"m"}]},"metrics":{"prometheus":[{"name":"x"}]}}""",
        """{"hooks":{"exit":{"template":"b","arguments":{"parameters":[{"name":"p","value":"v"}]}},"run":{"template":"c","expression":"true"}},"synchronization":{"mutexes":[{"name":"n"}]},"metrics":{"prometheus":[{"name":"y"}]}}""",
        """{"hooks":{"exit":{"template":"a"},"run":{"template":"c","expression":"true"}},"synchronization":{"mutexes":[{"name":"m"}]},"metrics":{"prometheus":[{"name":"x"}]}}""")]
    public void WithTemplate_MergesAsArgoDoes(string own, string template, string expected)
    {
        var source = SpecReader.ReadWorkflow($$$"""{"kind":"WorkflowTemplate","metadata":{"name":"t"},"spec":{{{template}}}}""");
        using var merged = JsonDocument.Parse(AcceptedManifest.WithTemplate($$$"""{"kind":"Workflow","metadata":{"name":"w"},"spec":{{{own}}}}""", source));

        Assert.Equal(expected, merged.RootElement.GetProperty("status").GetProperty("storedWorkflowTemplateSpec").GetRawText());
    }

    [Fact]
    public void WorkflowMetadata_BecomesTheWorkflowsOwn()
    {
        const string Json = """
            {"kind":"Workflow","metadata":{"name":"w","labels":{"a":"old","kept":"x"}},"spec":{"entrypoint":"m","arguments":{"parameters":[{"name":"p","value":"7"}]},"templates":[{"name":"m","suspend":{}}],
             "workflowMetadata":{"labels":{"a":"new"},"annotations":{"b":"note"},"labelsFrom":{"c":{"expression":"workflow.parameters.p + workflow.name"}}}}}
            """;

        var metadata = SpecReader.ReadWorkflow(Submitted(Json)).Metadata;

        Assert.Equal(["a=new", "kept=x", "c=7w"], metadata.Labels.Select(label => $"{label.Key}={label.Value}"));
        Assert.Equal("note", metadata.Annotations["b"]);
        Assert.Equal("newnotex", SpecReader.ReadWorkflow(Submitted(Json.Replace("workflow.parameters.p + workflow.name", "workflow.labels.a + workflow.annotations.b + workflow.labels.kept", StringComparison.Ordinal))).Metadata.Labels["c"]);
        Assert.Equal("spec.workflowMetadata.labelsFrom.c.expression: 'asInt(\"1\")' is no text; write string(...)", Assert.Throws<SpecFormatException>(() => Submitted(Json.Replace("workflow.parameters.p + workflow.name", "asInt(\\\"1\\\")", StringComparison.Ordinal))).Message);
        Assert.StartsWith("spec.workflowMetadata.labelsFrom.c.expression: ", Assert.Throws<SpecFormatException>(() => Submitted(Json.Replace("workflow.parameters.p", "nothing.at.all", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

        Assert.Equal(
            "invalid label value \"x y\" for label \"a\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345')"
            + "; spec.workflowMetadata.labelsFrom.c.expression: 'workflow.parameters.none' has no value",
            Assert.Throws<SpecFormatException>(() => Submitted(Json.Replace("\"new\"", "\"x y\"", StringComparison.Ordinal).Replace("workflow.parameters.p + workflow.name", "workflow.parameters.none", StringComparison.Ordinal))).Message);
        Assert.StartsWith(
            "invalid label value \"7/w\" for label \"c\" and expression \"workflow.parameters.p + '/' + workflow.name\": a valid label must be",
            Assert.Throws<SpecFormatException>(() => Submitted(Json.Replace("p + workflow", "p + '/' + workflow", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);

        const string Spec = "\"spec\":{\"entrypoint\":\"m\",";
        Assert.Equal("t", SpecReader.ReadWorkflow(Submitted(Json.Replace(Spec, Spec + "\"workflowTemplateRef\":{\"name\":\"t\"},", StringComparison.Ordinal))).Metadata.Labels["workflows.argoproj.io/workflow-template"]);
        Assert.Equal("t", SpecReader.ReadWorkflow(Submitted(Json.Replace(Spec, Spec + "\"workflowTemplateRef\":{\"name\":\"t\",\"clusterScope\":true},", StringComparison.Ordinal))).Metadata.Labels["workflows.argoproj.io/cluster-workflow-template"]);

        var ofConfigMap = Json.Replace("\"value\":\"7\"", "\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"m-{{workflow.name}}\",\"key\":\"k\"}}", StringComparison.Ordinal);
        Assert.NotEqual(Json, ofConfigMap);
        Assert.Equal("v1w", SpecReader.ReadWorkflow(Submitted(ofConfigMap)).Metadata.Labels["c"]);
        Assert.Equal("giw", SpecReader.ReadWorkflow(Submitted(AcceptedManifest.WithResources(ofConfigMap, ["""{"kind":"ConfigMap","metadata":{"name":"m-w"},"data":{"k":"gi"}}"""]))).Metadata.Labels["c"]);
        // It ends in Error when it begins.
        Assert.Equal(["a", "kept"], SpecReader.ReadWorkflow(Submitted(ofConfigMap.Replace("m-{{", "none-{{", StringComparison.Ordinal))).Metadata.Labels.Keys.Order());

        static ReadOnlyMemory<byte> Submitted(string json) =>
            Fleet.Workflows.Engine.SubmittedMetadata.Apply(System.Text.Encoding.UTF8.GetBytes(json), Guid.Empty, "w", "default", DateTimeOffset.UnixEpoch, null, map => map == "m-w" ? new Dictionary<string, string> { ["k"] = "v1" } : null);
    }
}
