using System.Text;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Volumes of tasks: which they mount, and what their files hold.</summary>
public sealed class VolumeTests
{
    [Fact]
    public void Volumes_OfTheWorkflow_JoinTheTemplatesThatMountThem_WithItsTagsReplaced()
    {
        var run = new VirtualRun(Manifest("""[{name: own, mountPath: /a}, {name: shared, mountPath: /b}, {name: both, mountPath: /c}]""",
            "volumes: [{name: own, emptyDir: {}}, {name: both, emptyDir: {medium: Memory}}]",
            """volumes: [{name: shared, configMap: {name: "{{workflow.name}}-map"}}, {name: both, configMap: {name: not-asked}}, {name: unused, configMap: {name: not-asked}}]"""));
        run.ConfigMaps["wf-map"] = new() { ["a"] = "1" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["own", "both", "shared"], run.Request("wf").Template.Volumes.Select(volume => volume.Name));
        Assert.Equal(["shared: a 420 1"], Contents(run));
    }

    [Fact]
    public void Volumes_OfTheWorkflow_MayAskForOutputsOfTasksBefore()
    {
        var run = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              volumes: [{name: v, configMap: {name: "{{tasks.a.outputs.parameters.map}}"}}]
              templates:
              - {name: main, dag: {tasks: [{name: a, template: names}, {name: b, template: reads, depends: a}]}}
              - {name: names, container: {image: x}, outputs: {parameters: [{name: map, valueFrom: {path: /map}}]}}
              - {name: reads, container: {image: x, volumeMounts: [{name: v, mountPath: /v}]}}
            """).On("a", Outcome.Gives("map", "conf"));
        run.ConfigMaps["conf"] = new() { ["a"] = "1" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal("a", Assert.Single(Assert.Single(run.Request("wf.b").Volumes).Files).Path);
    }

    // Its base64 is a large text, and stands beside the stored request by its name.
    [Theory]
    [InlineData(40_000)]
    [InlineData(1_000_000)]
    public void ConfigMapVolume_WithALargeFile_IsKeptWithTheTask(int size)
    {
        var run = new VirtualRun(Manifest("[{name: all, mountPath: /a}]", "volumes: [{name: all, configMap: {name: conf}}]")) { ReloadAlways = true };
        run.ConfigMaps["conf"] = new() { ["f"] = new string('x', size) };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(size, Assert.Single(run.Request("wf").Volumes[0].Files).Content.Length);
    }

    [Fact]
    public void ConfigMapVolume_AllKeysOrItems_WithTheirModes_IsKeptWithTheTask()
    {
        var run = new VirtualRun(Manifest("""[{name: all, mountPath: /a}, {name: some, mountPath: /b}, {name: none, mountPath: /c}]""", """
            volumes:
              - {name: all, configMap: {name: "{{inputs.parameters.map}}", defaultMode: 256}}
              - {name: some, configMap: {name: conf, optional: true, items: [{key: b, path: deep/b.txt, mode: 493}, {key: gone, path: gone}]}}
              - {name: none, configMap: {name: gone, optional: true}}
            """)) { ReloadAlways = true };
        run.ConfigMaps["conf"] = new() { ["b"] = "two {{workflow.name}}", ["a"] = "one" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["all: a 256 one", "all: b 256 two {{workflow.name}}", "some: deep/b.txt 493 two {{workflow.name}}", "none"], Contents(run));
        Assert.Single(run.Commands.OfType<ReadConfigMaps>());
    }

    [Fact]
    public void ProjectedVolume_PutsItsSourcesTogether_FactsOfThePodAmongThem()
    {
        var run = new VirtualRun(Manifest("""[{name: p, mountPath: /p}]""", """
            metadata: {labels: {tier: "a\"b"}, annotations: {note: hi}}
              volumes:
              - name: p
                projected:
                  defaultMode: 384
                  sources:
                  - configMap: {name: conf, items: [{key: a, path: a}]}
                  - configMap: {name: gone, optional: true}
                  - downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}, {path: ns, fieldRef: {fieldPath: metadata.namespace}}, {path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: note, mode: 256, fieldRef: {fieldPath: "metadata.annotations['note']"}}]}
            """));
        run.ConfigMaps["conf"] = new() { ["a"] = "one" };
        run.Run();

        Assert.Equal(["p: a 384 one", "p: name 384 wf", "p: ns 384 default", "p: labels 384 tier=\"a\\\"b\"\nworkflows.argoproj.io/completed=\"false\"\nworkflows.argoproj.io/workflow=\"wf\"", "p: note 256 hi"], Contents(run));
    }

    [Fact]
    public void OnExit_PodsHaveArgosLabelOfIt_OthersDoNot()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: leaf, onExit: leaf}]]", spec: "onExit: done", templates: "- {name: done, retryStrategy: {limit: 1}, steps: [[{name: b, template: leaf}]]}")) { ReloadAlways = true }.Run();

        Assert.Equal(
            ["wf.onExit(0)[0].b true", "wf[0].a ", "wf[0].a.onExit true"],
            run.Requests.Select(request => $"{request.NodeName} {new PodFacts(request, Guid.Empty, "default", "wf", run.State.Workflow.Spec).Value("metadata.labels['workflows.argoproj.io/on-exit']")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void DownwardApiVolume_ShowsFactsOfThePod_WithItsModes()
    {
        var run = new VirtualRun(Manifest("[{name: d, mountPath: /d}]", "volumes: [{name: d, downwardAPI: {defaultMode: 288, items: [{path: in/name, fieldRef: {fieldPath: metadata.name}}, {path: label, mode: 256, fieldRef: {fieldPath: \"metadata.labels['tier']\"}}]}}]", "podMetadata: {labels: {tier: db}}"));
        run.Run();

        Assert.Equal(["d: in/name 288 wf", "d: label 256 db"], Contents(run));
    }

    [Fact]
    public void FieldsOfThePod_WithoutAMeaningHere_AreWarnedOf()
    {
        var loaded = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: p, value: metadata.name}]}
              volumes: [{name: d, downwardAPI: {items: [{path: all, fieldRef: {fieldPath: metadata.labels}}, {path: ip, fieldRef: {fieldPath: status.podIP}}, {path: node, fieldRef: {fieldPath: spec.nodeName}}]}}]
              templates:
                - name: main
                  volumes: [{name: e, projected: {sources: [{downwardAPI: {items: [{path: uid, fieldRef: {fieldPath: metadata.uid}}, {path: up, fieldRef: {fieldPath: spec.serviceAccountName}}]}}]}}]
                  container:
                    image: x
                    env:
                      - {name: A, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
                      - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                      - {name: B, valueFrom: {fieldRef: {fieldPath: "metadata.labels['a']"}}}
                      - {name: UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
                      - {name: ACCOUNT, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}
                      - {name: C, valueFrom: {fieldRef: {fieldPath: '{{workflow.parameters.p}}'}}}
                      - {name: D, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}
            """);

        Assert.Empty(loaded.Errors);
        Assert.Equal(
            [
                $"templates.main: variable A of container main refers to the pod's field 'status.hostIP', only {PodFacts.Known} have a meaning here: the node will end in Error",
                $"templates.main: variable D of container main refers to the pod's field 'metadata.labels', only {PodFacts.Known} have a meaning here: the node will end in Error",
                $"volume d: the item 'ip' refers to the pod's field 'status.podIP', only {PodFacts.KnownToFiles} have a meaning here: a node that mounts it will end in Error",
                $"volume d: the item 'node' refers to the pod's field 'spec.nodeName', only {PodFacts.KnownToFiles} have a meaning here: a node that mounts it will end in Error",
                $"volume e: the item 'up' refers to the pod's field 'spec.serviceAccountName', only {PodFacts.KnownToFiles} have a meaning here: a node that mounts it will end in Error",
            ],
            loaded.Warnings.Select(warning => warning.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void SecretVolumes_HaveSealedFiles_AloneAndProjected_AndKeepThemOverAReload()
    {
        var run = new VirtualRun(Manifest("[{name: v, mountPath: /v}, {name: p, mountPath: /p}]", """
            volumes:
              - {name: v, secret: {secretName: login, defaultMode: 256, items: [{key: password, path: deep/pw}]}}
              - {name: p, projected: {sources: [{secret: {name: login}}, {secret: {name: gone, optional: true}}, {configMap: {name: conf}}]}}
            """)) { ReloadAlways = true };
        run.Secrets["login"] = new() { ["password"] = "fleet:1:k:cGFzcw==", ["user"] = "fleet:1:k:dXNlcg==" };
        run.ConfigMaps["conf"] = new() { ["a"] = "one" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(
            ["v: deep/pw 256 login/password fleet:1:k:cGFzcw==", "p: password 420 login/password fleet:1:k:cGFzcw==", "p: user 420 login/user fleet:1:k:dXNlcg==", "p: a 420 one"],
            TaskRequestCodec.Read(TaskRequestCodec.Write(run.Request("wf"))).Volumes.SelectMany(volume => volume.Files.Select(file =>
                $"{volume.Volume}: {file.Path} {file.Mode} {(file.Secret is { } secret ? $"{secret.Name}/{secret.Key} {secret.Sealed}" : Encoding.UTF8.GetString(file.Content))}")));
    }

    [Theory]
    [InlineData("secret: {secretName: gone}", "secret \"gone\" not found")]
    [InlineData("secret: {secretName: conf, items: [{key: b, path: b}]}", "references non-existent secret key: b")]
    [InlineData("configMap: {name: gone}", "configmap \"gone\" not found")]
    [InlineData("configMap: {name: conf, items: [{key: b, path: b}]}", "references non-existent config key: b")]
    [InlineData("configMap: {name: conf, items: [{key: a, path: ../a}]}", "the path '../a' of an item leads out of the volume, or is none")]
    [InlineData("downwardAPI: {items: [{path: x, fieldRef: {fieldPath: status.hostIP}}]}", "the item 'x' refers to the pod's field 'status.hostIP'; only metadata.name, metadata.namespace, metadata.uid, metadata.labels and metadata.annotations have a meaning here")]
    [InlineData("downwardAPI: {items: [{path: x, resourceFieldRef: {resource: limits.cpu}}]}", "the item 'x' refers to a resource of a container; only metadata.name, metadata.namespace, metadata.uid, metadata.labels and metadata.annotations have a meaning here")]
    [InlineData("projected: {sources: [{serviceAccountToken: {path: t}}]}", "'serviceAccountToken' is something that only a Kubernetes cluster has")]
    public void VolumeOfFiles_ThatCannotBeMade_IsAnError_BeforeAnyWorkerHearsOfIt(string source, string problem)
    {
        var run = new VirtualRun(Manifest("[{name: v, mountPath: /v}]", $"volumes: [{{name: v, {source}}}]"));
        run.ConfigMaps["conf"] = new() { ["a"] = "1" };
        run.Secrets["conf"] = new() { ["a"] = "fleet:1:k:YQ==" };
        run.Run();

        Assert.Equal(("Error", $"MountVolume.SetUp failed for volume \"v\" : {problem}"), (run.View().Phase, run.View().Message));
        Assert.Empty(run.Requests);
    }

    [Fact]
    public void EphemeralVolume_IsAnEmptyDirectory()
    {
        var run = new VirtualRun(Manifest("[{name: v, mountPath: /v}]", "volumes: [{name: v, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}]")).Run();

        Assert.True(Assert.Single(run.Request("wf").Template.Volumes).EmptyDir);
    }

    private static IEnumerable<string> Contents(VirtualRun run) => run.Request("wf").Volumes.SelectMany(volume =>
        volume.Files.Count == 0 ? [volume.Volume] : volume.Files.Select(file => $"{volume.Volume}: {file.Path} {file.Mode} {Encoding.UTF8.GetString(file.Content)}"));

    private static string Manifest(string mounts, string template = "", string spec = "") => $$"""
        kind: Workflow
        metadata: {name: wf}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: map, value: conf}]}
          {{spec}}
          templates:
          - name: main
            inputs: {parameters: [{name: map}]}
            {{template.TrimEnd().Replace("\n  ", "\n    ", StringComparison.Ordinal)}}
            container:
              image: x
              volumeMounts: {{mounts}}
        """;
}
