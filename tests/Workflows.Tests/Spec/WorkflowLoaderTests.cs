using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

public sealed class WorkflowLoaderTests
{
    private const string Valid = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: hello-}
        spec:
          entrypoint: main
          templates:
          - name: main
            container: {image: alpine, command: [echo], args: ["hi"]}
        """;

    // Go's int32 in Argo's types; the others are int64.
    [Fact]
    public void Load_NumbersBeyond32Bits_AreErrorsWithPathAndLine_WhereGoHasAnInt32()
    {
        var result = WorkflowLoader.Load("""
            kind: Workflow
            metadata: {name: a}
            spec:
              entrypoint: m
              priority: 99999999999
              parallelism: 99999999999
              activeDeadlineSeconds: 99999999999
              ttlStrategy: {secondsAfterCompletion: 99999999999, secondsAfterSuccess: 1, secondsAfterFailure: -2147483649}
              templates: [{name: m, container: {image: a, ports: [{containerPort: 4294967296}]}}]
            """);

        Assert.Equal(
            [
                (5, "spec.priority", "cannot unmarshal the number 99999999999 into spec.priority: expected a whole number of at most 32 bits"),
                (8, "spec.ttlStrategy.secondsAfterCompletion", "cannot unmarshal the number 99999999999 into spec.ttlStrategy.secondsAfterCompletion: expected a whole number of at most 32 bits"),
                (8, "spec.ttlStrategy.secondsAfterFailure", "cannot unmarshal the number -2147483649 into spec.ttlStrategy.secondsAfterFailure: expected a whole number of at most 32 bits"),
                (9, "spec.templates[0].container.ports[0].containerPort", "cannot unmarshal the number 4294967296 into spec.templates[0].container.ports[0].containerPort: expected a whole number of at most 32 bits"),
            ],
            result.Errors.Select(error => (error.Line, error.Path, error.Message)));
    }

    [Fact]
    public void Load_Valid_GivesRecordsAndCanonicalJson()
    {
        var document = Assert.Single(WorkflowLoader.Load(Valid).Documents);

        Assert.True(document.IsValid);
        Assert.Equal("hello-", document.Name);
        Assert.Equal(
            """{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"generateName":"hello-"},"spec":{"entrypoint":"main","templates":[{"name":"main","container":{"image":"alpine","command":["echo"],"args":["hi"]}}]}}""",
            document.Json);
        Assert.Equal(document.Json, document.Workflow!.Json);
        Assert.Equal("main", document.Workflow.Spec.Templates[0].Name);
    }

    [Fact]
    public void Load_CanonicalJson_LoadsToItself()
    {
        var json = WorkflowLoader.Load(Valid).Documents[0].Json;

        Assert.Equal(json, Assert.Single(WorkflowLoader.Load(json).Documents).Json);
    }

    [Fact]
    public void Load_ManyMistakes_AreAllToldWithTheirLines()
    {
        var result = WorkflowLoader.Load("""
            kind: Workflow
            spec:
              entrypoint: main
              paralelism: 3
              templates:
              - name: main
                dag:
                  tasks:
                  - {name: a, template: echo, depends: b}
                  - {name: b, template: missing, depends: a}
              - name: echo
                inputs: {parameters: [{name: text}]}
                container:
                  image: alpine
                  args: [5]
            """);

        Assert.Equal(
            [
                (4, "unknown field \"spec.paralelism\"; did you mean \"parallelism\"?"),
                (9, "templates.main.tasks.a templates.echo inputs.parameters.text was not supplied"),
                (10, "templates.main.tasks.b template name 'missing' undefined"),
                (10, "templates.main.tasks dependency cycle detected: b->a->b"),
                (15, "cannot unmarshal the number 5 into spec.templates[1].container.args[0]: expected a string; put it in quotes: \"5\""),
            ],
            result.Errors.Select(e => (e.Line, e.Message)));
        Assert.Equal("spec.templates[0].dag.tasks[1]", result.Errors[2].Path);
    }

    [Theory]
    [InlineData("64MB")]
    [InlineData("1core")]
    [InlineData("lots")]
    public void Load_ResourceThatIsNoQuantity_IsAnErrorWithItsLine(string quantity)
    {
        var result = WorkflowLoader.Load($$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: q}
            spec:
              entrypoint: main
              templates:
              - name: main
                container:
                  image: busybox
                  resources:
                    limits: {memory: {{quantity}}, cpu: 500m}
            """);

        var error = Assert.Single(result.Errors);
        Assert.Equal((11, "spec.templates[0].container.resources.limits.memory"), (error.Line, error.Path));
        Assert.Contains("expected a quantity such as 500m or 64Mi", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SyntaxErrorInOneDocument_LeavesTheOthers()
    {
        var result = WorkflowLoader.Load($"{Valid}\n---\nkind: Workflow\nspec: [1\n---\n{Valid}\n---\n# nothing\n");

        var error = Assert.Single(result.Errors);
        Assert.Equal(1, error.Document);
        Assert.InRange(error.Line, 10, 12);
        Assert.Equal([true, false, true], result.Documents.Select(d => d.IsValid));
    }

    [Theory]
    [InlineData("kind: Workflow\nmetadata:\n\tgenerateName: a-\nspec:\n  entrypoint: main\n", 3)]
    [InlineData("kind: Workflow\nspec:\n  templates:\n  - name: main\n\tcontainer:\n\t  image: busybox\n", 5)]
    [InlineData("kind: Workflow\nspec:\n  templates:\n  - name: main\n    script:\n      source: |\n        all:\n        \tmake\n  \t  image: busybox\n", 9)]
    [InlineData("kind: ConfigMap\n---\nkind: Workflow\nspec:\n\tentrypoint: a\n", 5)]
    public void Load_TabAsIndentation_IsToldAtTheTab(string text, int line)
    {
        var error = Assert.Single(WorkflowLoader.Load(text).Errors);

        Assert.Equal((line, "not valid YAML: this line is indented with a tab; YAML is indented with spaces only"), (error.Line, error.Message));
    }

    [Fact]
    public void Load_DuplicateKey_IsAnErrorWithItsLine()
    {
        var error = Assert.Single(WorkflowLoader.Load("kind: Workflow\nspec:\n  entrypoint: a\n  entrypoint: b\n").Errors);

        Assert.Equal((4, "key \"entrypoint\" already set in map"), (error.Line, error.Message));
    }

    [Fact]
    public void Load_MergeKeys_GiveWayToWhatIsWritten()
    {
        var result = WorkflowLoader.Load("""
            kind: Workflow
            spec:
              entrypoint: a
              templates:
              - &a
                name: a
                container: &c {image: one, workingDir: /w}
              - <<: *a
                name: b
                container:
                  image: two
                  <<: *c
            """);

        Assert.Empty(result.Errors);
        var b = result.Documents[0].Workflow!.Spec.FindTemplate("b")!.Container!;
        Assert.Equal(("two", "/w"), (b.Image, b.WorkingDir));
    }

    [Theory]
    [InlineData("---\n# Source: chart/templates/one.yaml\n---\nkind: Workflow\nspec: {entrypoint: {}}\n", 5)]
    [InlineData("---\n---\n---\nkind: Workflow\nspec: {entrypoint: {}}\n---\n# nothing\n---\n", 5)]
    [InlineData("%YAML 1.2\n# first\n---\nkind: Workflow\nspec: {entrypoint: {}}\n", 5)]
    public void Load_DocumentsWithNothingInThem_ArePassedOver(string text, int line)
    {
        var result = WorkflowLoader.Load(text);

        Assert.Single(result.Documents);
        Assert.Contains(("cannot unmarshal", line), result.Errors.Select(error => (error.Message[.."cannot unmarshal".Length], error.Line)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n---\n")]
    [InlineData("kind: Workflow\nspec: [")]
    [InlineData("- a\n- b\n")]
    [InlineData("just text")]
    [InlineData("spec: {}\n")]
    [InlineData("kind: 5\n")]
    [InlineData("kind: Workflow\nspec: *nowhere\n")]
    [InlineData("kind: Workflow\nspec: &s {a: *s}\n")]
    [InlineData("kind: Workflow\nspec:\n  entrypoint: {{inputs.parameters.x}}\n")]
    [InlineData("kind: Workflow\napiVersion: argoproj.io/v2\nspec: {entrypoint: a, templates: [{name: a, suspend: {}}]}\n")]
    public void Load_NoManifest_IsAnError(string text) => Assert.NotEmpty(WorkflowLoader.Load(text).Errors);

    [Fact]
    public void Load_WordThatYamlTakesForABoolean_IsToldAsWritten() =>
        Assert.Equal(
            "cannot unmarshal the boolean false into spec.entrypoint: expected a string; put it in quotes: \"n\"",
            WorkflowLoader.Load("kind: Workflow\nspec:\n  entrypoint: n\n").Errors[0].Message);

    [Fact]
    public void Load_OtherKinds_AreLeftOutWithAWarning()
    {
        var result = WorkflowLoader.Load($"kind: Service\nspec: {{a: b}}\n---\n{Valid}");

        Assert.Empty(result.Errors);
        Assert.Contains("Service", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
        Assert.Single(result.Workflows);
    }

    [Fact]
    public void Load_ConfigMap_IsHeldAgainstKubernetesOwnRules()
    {
        var good = WorkflowLoader.Load("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, labels: {a: b}}\ndata: {a.b-C_1: text}\nbinaryData: {b: aGVsbG8=}\n", new LoadOptions { NameRequired = true });
        Assert.Empty(good.Errors);
        Assert.Equal(["text", "hello"], ConfigMapData.Read(System.Text.Encoding.UTF8.GetBytes(good.Documents[0].Json)).Values);

        var bad = WorkflowLoader.Load("apiVersion: apps/v1\nkind: ConfigMap\ndata:\n  a b: x\n  c: 1\n  d: x\nbinaryData:\n  d: aGVsbG8=\n  e: \"?\"\n", new LoadOptions { NameRequired = true });
        Assert.Equal([1, 1, 4, 5, 8, 9], bad.Errors.Select(error => error.Line));
        Assert.All(
            (string[])["apiVersion must be v1", "name or generateName is required", "key 'a b' is invalid", "put it in quotes: \"1\"", "both in data and in binaryData", "is not base64"],
            text => Assert.Contains(bad.Errors, error => error.Message.Contains(text, StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_FieldWithoutMeaningHere_IsKeptAndWarnedOfOnce()
    {
        var result = WorkflowLoader.Load("""
            kind: Workflow
            spec:
              entrypoint: a
              serviceAccountName: robot
              templates:
              - {name: a, tolerations: [{key: one}], suspend: {}}
              - {name: b, tolerations: [{key: two}], suspend: {}}
            """);

        Assert.Empty(result.Errors);
        Assert.Equal([4, 6], result.Warnings.Select(w => w.Line));
        Assert.Contains("\"tolerations\":[{\"key\":\"two\"}]", result.Documents[0].Json, StringComparison.Ordinal);
        Assert.Equal("robot", result.Documents[0].Workflow!.Spec.ServiceAccountName);
    }

    [Fact]
    public void Load_FieldNotBuiltYet_IsRefusedUnlessAccepted()
    {
        const string Yaml = "kind: Workflow\nspec:\n  entrypoint: a\n  templates: [{name: a, suspend: {}, archiveLocation: {plugin: {name: x}}}]\n";

        var error = Assert.Single(WorkflowLoader.Load(Yaml).Errors);
        Assert.Equal((4, "spec.templates[0].archiveLocation.plugin"), (error.Line, error.Path));
        Assert.Contains("not built yet", error.Message, StringComparison.Ordinal);
        Assert.Empty(WorkflowLoader.Load(Yaml, new LoadOptions { AcceptNotBuiltYet = true }).Errors);
    }

    [Fact]
    public void Load_JsonOfTheHttpApi_IgnoresUnknownFieldsAndStatus()
    {
        const string Json = """{"kind":"Workflow","metadata":{"name":"a","new":1},"spec":{"entrypoint":"a","templates":[{"name":"a","suspend":{},"soon":{}}]},"status":{"phase":"Running"}}""";

        Assert.Equal(2, WorkflowLoader.Load(Json).Errors.Count);
        var result = WorkflowLoader.Load(Json, new LoadOptions { IgnoreUnknownFields = true });
        Assert.Empty(result.Errors);
        Assert.Equal("""{"kind":"Workflow","metadata":{"name":"a"},"spec":{"entrypoint":"a","templates":[{"name":"a","suspend":{}}]},"apiVersion":"argoproj.io/v1alpha1"}""", result.Documents[0].Json);
    }

    [Fact]
    public void Load_QuotedScalarWithoutIndentation_IsReadAsKubernetesDoes()
    {
        var result = WorkflowLoader.Load("kind: Workflow\nspec:\n  entrypoint: a\n  templates:\n  - name: a\n    container:\n      image: x\n      args: [\"\n    one &&\n\n    two \\\"q\\\"\n  \"]\n      workingDir: /w\n");

        Assert.Empty(result.Errors);
        var container = result.Documents[0].Workflow!.Spec.Templates[0].Container!;
        Assert.Equal(" one &&\ntwo \"q\" ", Assert.Single(container.Args!));
        Assert.Equal("/w", container.WorkingDir);
    }

    [Fact]
    public void Load_TemplatesOfOtherDocuments_AreSeen()
    {
        var result = WorkflowLoader.Load(
            """
            kind: WorkflowTemplate
            metadata: {name: library}
            spec:
              templates:
              - name: echo
                inputs: {parameters: [{name: text}]}
                suspend: {}
            ---
            kind: Workflow
            spec:
              entrypoint: m
              templates:
              - name: m
                steps:
                - - {name: good, templateRef: {name: library, template: echo}, arguments: {parameters: [{name: text, value: x}]}}
                - - {name: bare, templateRef: {name: library, template: echo}}
                - - {name: gone, templateRef: {name: library, template: nothing}}
            """,
            new LoadOptions { AcceptNotBuiltYet = true });

        Assert.Equal(
            [
                "templates.m.steps[1].bare templates.echo inputs.parameters.text was not supplied",
                "templates.m.steps[2].gone template reference library.nothing not found",
            ],
            result.Errors.Select(e => e.Message));
    }
}
