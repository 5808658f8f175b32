using System.Text.Json;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class ArtifactTests
{
    private const string Make = """
        - name: make
          outputs: {artifacts: [{name: out, path: /tmp/out}]}
          container: {image: "alpine:3.23", command: [echo]}
        """;

    private const string Use = """
        - name: use
          inputs: {artifacts: [{name: in, path: "/tmp/in", mode: 384}]}
          container: {image: "alpine:3.23", command: [cat, "{{inputs.artifacts.in.path}}"]}
        """;

    private const string Both = Make + "\n" + Use;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Output_OfOneStep_IsTheInputOfTheNext(bool reload)
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: make}], [{name: B, template: use, arguments: {artifacts: [{name: in, from: '{{steps.A.outputs.artifacts.out}}'}]}}]]", Both)) { ReloadAlways = reload }.Run();
        var view = run.View();

        Assert.Equal("Succeeded", view.Phase);
        var pod = "wf-make-" + view["A"].Id["wf-".Length..];
        Assert.Equal($$$"""{"name":"out","path":"/tmp/out","s3":{"key":"wf/{{{pod}}}/out.tgz"}}""", view["A"].Artifact("outputs", "out"));
        Assert.Equal($$$"""{"name":"in","path":"/tmp/in","mode":384,"s3":{"key":"wf/{{{pod}}}/out.tgz"}}""", view["B"].Artifact("inputs", "in"));
        var template = run.Requests.Last().Template;
        Assert.Equal($"wf/{pod}/out.tgz", ArtifactLocation.KeyOf(template.Inputs.Artifacts[0]));
        Assert.Equal(["cat", "/tmp/in"], template.Container!.Command!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ArchiveLogs_OfTheWorkflow_GivesEachPodAnArtifact(bool reload)
    {
        var yaml = Yaml.Template("steps: [[{name: A, template: talk}], [{name: B, template: quiet, arguments: {artifacts: [{name: in, from: '{{steps.A.outputs.artifacts.main-logs}}'}]}}]]", """
            - name: talk
              container: {image: "alpine:3.23", command: [echo]}
            - name: quiet
              archiveLocation: {archiveLogs: false}
              inputs: {artifacts: [{name: in, path: /in}]}
              container: {image: "alpine:3.23", command: [cat]}
            """).Replace("spec:", "spec:\n  archiveLogs: true", StringComparison.Ordinal);
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();

        var key = $"wf/wf-talk-{view["A"].Id["wf-".Length..]}/main.log";
        Assert.Equal($$$"""{"name":"main-logs","archiveLogs":true,"s3":{"key":"{{{key}}}"}}""", view["A"].Artifact("outputs", "main-logs"));
        Assert.Null(view["B"].Artifact("outputs", "main-logs"));
        Assert.Contains(key, view["B"].Artifact("inputs", "in"), StringComparison.Ordinal);
    }

    [Fact]
    public void ArchiveLogs_OfATemplate_EachMemberOfAContainerSet_AtTheKeyOfItsArchiveLocation_BesideItsOwnOutputs()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: set}]]", """
            - name: set
              archiveLocation: {archiveLogs: true, s3: {key: "kept/{{workflow.name}}/"}}
              outputs: {artifacts: [{name: out, path: /out}]}
              containerSet: {containers: [{name: main, image: "alpine:3.23"}, {name: other, image: "alpine:3.23"}]}
            """)).Run();
        var view = run.View();

        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal(["kept/wf/out.tgz", "kept/wf/main.log", "kept/wf/other.log"], run.Requests.First().Template.Outputs.Artifacts.Select(ArtifactLocation.KeyOf));
        Assert.NotNull(view["A"].Artifact("outputs", "other-logs"));
    }

    [Fact]
    public void ArchiveLogs_OnAnArtifact_ChangesNothing()
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", """
            - name: made
              outputs: {artifacts: [{name: out, path: /out, archiveLogs: true}]}
              container: {image: "alpine:3.23", command: [echo]}
            """)).Run().View();

        Assert.EndsWith("/out.tgz\"}}", view["A"].Artifact("outputs", "out"), StringComparison.Ordinal);
        Assert.Null(view["A"].Artifact("outputs", "main-logs"));
    }

    [Theory]
    [InlineData("archive: {none: {}}", "/tmp/folder/", "folder")]
    [InlineData("archive: {zip: {}}", "/tmp/folder", "out.zip")]
    [InlineData("archive: {tar: {compressionLevel: 0}}", "/tmp/folder", "out.tgz")]
    public void Key_FollowsTheArchive(string archive, string path, string file)
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", $$"""
            - name: made
              outputs: {artifacts: [{name: out, path: {{path}}, {{archive}}}]}
              container: {image: "alpine:3.23", command: [echo]}
            """)).Run().View();

        Assert.EndsWith($"/{file}\"}}}}", view["A"].Artifact("outputs", "out"), StringComparison.Ordinal);
    }

    [Fact]
    public void From_CarriesTheArchive_AndSubPathGoesOnFromTheKey()
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: tree}], [{name: B, template: use, arguments: {artifacts: [{name: in, from: '{{steps.A.outputs.artifacts.out}}', subPath: 'a/{{workflow.name}}'}]}}]]", Use + """

            - name: tree
              outputs: {artifacts: [{name: out, path: /tmp/t, archive: {none: {}}}]}
              container: {image: "alpine:3.23", command: [echo]}
            """)).Run().View();

        Assert.EndsWith("""/t/a/wf"},"archive":{"none":{}}}""", view["B"].Artifact("inputs", "in"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Templates_PassArtifactsOn_GlobalOnesToo(bool reload)
    {
        var yaml = Yaml.Template(
            "dag: {tasks: [{name: A, template: make}, {name: N, template: nested, depends: A, arguments: {artifacts: [{name: given, from: '{{tasks.A.outputs.artifacts.out}}'}]}}, {name: G, template: use, depends: N, arguments: {artifacts: [{name: in, from: '{{workflow.outputs.artifacts.all}}'}]}}]}",
            Both + """

            - name: nested
              inputs: {artifacts: [{name: given}]}
              outputs: {artifacts: [{name: taken, from: "{{inputs.artifacts.given}}"}, {name: own, globalName: all, fromExpression: "steps.B.status == 'Succeeded' ? steps['M'].outputs.artifacts.out : steps.B.outputs.artifacts.none"}]}
              steps: [[{name: M, template: make}, {name: B, template: use, arguments: {artifacts: [{name: in, from: "{{inputs.artifacts.given}}"}]}}]]
            """);
        var view = new VirtualRun(yaml) { ReloadAlways = reload }.Run().View();

        Assert.Equal("Succeeded", view.Phase);
        var a = KeyOf(view["A"].Artifact("outputs", "out"));
        var m = KeyOf(view["M"].Artifact("outputs", "out"));
        Assert.Equal((a, a, m, m), (KeyOf(view["B"].Artifact("inputs", "in")), KeyOf(view["N"].Artifact("outputs", "taken")), KeyOf(view["N"].Artifact("outputs", "own")), KeyOf(view["G"].Artifact("inputs", "in"))));
        Assert.Contains($$$"""{"artifacts":[{"name":"all","s3":{"key":"{{{m}}}"}}]}""", view.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_ThatWasNotStored_IsNotThere()
    {
        var arguments = "arguments: {artifacts: [{name: in, from: '{{steps.A.outputs.artifacts.out}}'}]}";
        var run = new VirtualRun(Yaml.Template($"steps: [[{{name: A, template: make}}], [{{name: B, template: use, {arguments}}}]]", Both)).On("A", Outcome.Ok with { Artifacts = [] }).Run();
        var view = run.View();

        Assert.Null(view["A"].Artifact("outputs", "out"));
        Assert.Equal(("Error", "unable to resolve references: Unable to resolve: {{steps.A.outputs.artifacts.out}}"), (view["B"].Phase, view["B"].Message));
    }

    [Theory]
    [InlineData("optional: true, ")]
    [InlineData("")]
    public void OptionalArgument_OfASkippedStep_IsLeftOut(string argument)
    {
        var use = Use.Replace("mode: 384", "optional: true", StringComparison.Ordinal);
        var view = new VirtualRun(Yaml.Template(
            "steps: [[{name: A, template: make, when: 'false'}], [{name: B, template: use, arguments: {artifacts: [{name: in, " + argument + "from: '{{steps.A.outputs.artifacts.out}}'}]}}]]", Make + "\n" + use)).Run().View();

        Assert.Equal("Succeeded", view["B"].Phase);
        Assert.Equal("""{"name":"in","path":"/tmp/in","optional":true}""", view["B"].Artifact("inputs", "in"));
    }

    [Fact]
    public void Retry_HandsTheInputToEveryAttempt_AndTheOutputOn()
    {
        var retried = Use.Replace("  container:", "  retryStrategy: {limit: 1}\n  outputs: {artifacts: [{name: made, path: /tmp/made}]}\n  container:", StringComparison.Ordinal);
        var yaml = Yaml.Template("steps: [[{name: A, template: make}], [{name: B, template: use, arguments: {artifacts: [{name: in, from: '{{steps.A.outputs.artifacts.out}}'}]}}], [{name: C, template: use, arguments: {artifacts: [{name: in, from: '{{steps.B.outputs.artifacts.made}}'}]}}]]", Make + "\n" + retried);
        var view = new VirtualRun(yaml) { ReloadAlways = true }.On("B(0)", Outcome.Fails()).Run().View();

        Assert.Equal(view["B(0)"].Artifact("inputs", "in"), view["B(1)"].Artifact("inputs", "in"));
        Assert.Equal(KeyOf(view["B(1)"].Artifact("outputs", "made")), KeyOf(view["C"].Artifact("inputs", "in")));
    }

    [Fact]
    public void Raw_AndArgumentsOfTheWorkflow_MayHaveTags()
    {
        var run = new VirtualRun(Yaml.Template(
            """
            inputs: {artifacts: [{name: given, path: /given}, {name: raw, path: /raw, raw: {data: "of {{workflow.name}}"}}]}
                container: {image: "alpine:3.23", command: [echo]}
            """, spec: "arguments: {artifacts: [{name: given, s3: {key: \"in/{{workflow.namespace}}\"}}]}")).Run();
        var view = run.View();

        Assert.Equal("in/team", KeyOf(view["wf"].Artifact("inputs", "given")));
        Assert.Contains("\"of wf\"", view["wf"].Artifact("inputs", "raw"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Size_StandsWithTheOutput_AndWithWhatIsMadeOfIt_NotWithAPartOfIt(bool reload)
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: N, template: nested}]]", Both + """

            - name: nested
              outputs: {artifacts: [{name: taken, globalName: all, from: "{{steps.M.outputs.artifacts.out}}"}, {name: part, from: "{{steps.M.outputs.artifacts.out}}", subPath: deep}]}
              steps: [[{name: M, template: make}], [{name: B, template: use, arguments: {artifacts: [{name: in, from: "{{steps.M.outputs.artifacts.out}}"}]}}]]
            """)) { ReloadAlways = reload }.On("M", Outcome.Ok with { ArtifactBytes = new() { ["out"] = 5_000_000_000 } }).Run().View();

        const string Size = """
            "fleet":{"bytes":5000000000}
            """;
        Assert.Contains(Size, view["M"].Artifact("outputs", "out"), StringComparison.Ordinal);
        Assert.Contains(Size, view["N"].Artifact("outputs", "taken"), StringComparison.Ordinal);
        Assert.Matches("""{"artifacts":\[{"name":"all",[^\]]*"fleet":{"bytes":5000000000}""", view.Json);
        Assert.DoesNotContain("fleet", view["N"].Artifact("outputs", "part"), StringComparison.Ordinal);
        Assert.DoesNotContain("fleet", view["B"].Artifact("inputs", "in"), StringComparison.Ordinal);
    }

    private static string? KeyOf(string? artifact) => artifact is null ? null : JsonDocument.Parse(artifact).RootElement.GetProperty("s3").GetProperty("key").GetString();
}
