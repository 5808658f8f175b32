using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Spec;

/// <summary>Patches of the pod that a template makes.</summary>
public sealed class PodSpecPatchTests
{
    [Fact]
    public void WorkflowFirst_ThenTemplate_WithTags()
    {
        var run = new VirtualRun(Yaml.Template(
            "podSpecPatch: '{\"containers\":[{\"name\":\"main\",\"resources\":{\"limits\":{\"cpu\":\"{{inputs.parameters.cpu}}\"}}}]}'\n    inputs: {parameters: [{name: cpu, value: 100m}]}\n    container: {image: x, resources: {limits: {cpu: '2', memory: 1Gi}}}",
            spec: "podSpecPatch: |\n    containers:\n      - name: main\n        image: \"{{workflow.name}}\"\n        resources: {limits: {memory: 100Mi, cpu: \"7\"}}")).Run();

        var container = Assert.Single(run.Requests).Template.Container!;
        Assert.Equal(("wf", "100m", "100Mi"), (container.Image, container.Resources!.Limits["cpu"], container.Resources.Limits["memory"]));
        Assert.Null(run.Requests.First().Template.PodSpecPatch);
    }

    [Fact]
    public void Containers_AreFoundByName_WhereverTheTemplateHasThem()
    {
        var template = Patched(
            """{"containerSet":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"x"}]},"sidecars":[{"name":"db","image":"x"}],"initContainers":[{"name":"one","image":"x"}]}""",
            """{"containers":[{"name":"b","image":"b"},{"name":"db","image":"d"},{"name":"wait","image":"no"},{"name":"more","image":"m"}],"initContainers":[{"name":"one","image":"i"},{"name":"init","image":"no"}]}""");

        Assert.Equal(["x", "b"], template.ContainerSet!.Containers.Select(container => container.Image));
        Assert.Equal(["db d", "more m"], template.Sidecars.Select(container => $"{container.Name} {container.Image}"));
        Assert.Equal("i", Assert.Single(template.InitContainers).Image);
    }

    [Fact]
    public void Lists_AreMergedByTheirKey_OthersReplaced_NullAndDeleteRemove()
    {
        var template = Patched(
            """{"script":{"image":"x","source":"s","workingDir":"/w","args":["a","b"],"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"volumeMounts":[{"name":"v","mountPath":"/v"}]}}""",
            "containers:\n- name: main\n  workingDir: null\n  args: [c]\n  env: [{name: B, value: '3'}, {name: A, $patch: delete}, {name: C, value: '4'}]\n  volumeMounts: [{name: w, mountPath: /w}]\n");

        var script = template.Script!;
        Assert.Equal((null, "s"), (script.WorkingDir, script.Source));
        Assert.Equal(["c"], script.Args!);
        Assert.Equal(["B=3", "C=4"], script.Env.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Equal(["/v", "/w"], script.VolumeMounts.Select(mount => mount.MountPath));
    }

    // Argo patches the pod, which has the workflow's where the template has none.
    [Theory]
    [InlineData("", "5 99")]
    [InlineData("securityContext: {runAsUser: 1}\n    ", "5 ")]
    public void SecurityContext_IsPatchedAsThePodHasIt(string own, string expected)
    {
        var run = new VirtualRun(Yaml.Template(own + "podSpecPatch: '{\"securityContext\":{\"runAsUser\":5}}'\n    container: {image: x}", spec: "securityContext: {runAsUser: 8, runAsGroup: 99}")).Run();
        var security = Assert.Single(run.Requests).Template.SecurityContext!;
        Assert.Equal(expected, $"{security.RunAsUser} {security.RunAsGroup}");
    }

    [Fact]
    public void Pod_FieldsThatATemplateHas_AreItsOwn()
    {
        var template = Patched(
            """{"container":{"image":"x"},"volumes":[{"name":"v","emptyDir":{}}],"nodeSelector":{"a":"1"},"securityContext":{"runAsUser":1}}""",
            "volumes: [{name: w, emptyDir: {}}]\nnodeSelector: {b: '2'}\nsecurityContext: {runAsGroup: 2}\nhostAliases: [{ip: 1.2.3.4, hostnames: [h]}]\nactiveDeadlineSeconds: 9\nterminationGracePeriodSeconds: 5\ntolerations: []\n");

        Assert.Equal(["v", "w"], template.Volumes.Select(volume => volume.Name));
        Assert.Equal(["a", "b"], template.NodeSelector.Keys);
        Assert.Equal((1, 2), (template.SecurityContext!.RunAsUser, template.SecurityContext.RunAsGroup));
        Assert.Equal(("1.2.3.4", "9", 5L), (template.HostAliases[0].Ip, template.ActiveDeadlineSeconds, template.TerminationGracePeriodSeconds));
    }

    [Fact]
    public void Pod_FieldsThatAWorkflowHas_ArePatchedForThisTemplate()
    {
        var manifest = Yaml.Template(
            "podSpecPatch: '{\"hostNetwork\":true,\"dnsConfig\":{\"searches\":[\"s\"]},\"imagePullSecrets\":[{\"name\":\"c\"},{\"name\":\"a\",\"$patch\":\"delete\"}]}'\n    container: {image: x}",
            spec: "hostNetwork: false\n  dnsConfig: {nameservers: [1.1.1.1]}\n  imagePullSecrets: [{name: a}]\n  podSpecPatch: '{\"imagePullSecrets\":[{\"name\":\"b\"}]}'");
        var run = new VirtualRun(manifest) { ReloadAlways = true }.Run();

        var pod = Assert.Single(run.Requests).Template.PatchedPod!;
        Assert.Equal((true, """{"nameservers":["1.1.1.1"],"searches":["s"]}"""), (pod.HostNetwork, pod.DnsConfig));
        Assert.Equal(["b", "c"], pod.ImagePullSecrets!);
        var spec = new WorkflowSpec { HostNetwork = true, DnsConfig = "{}", ImagePullSecrets = ["a"] };
        pod = PodSpecPatch.Apply(SpecReader.ReadTemplate("""{"name":"t","container":{"image":"x"}}"""), spec, "{hostNetwork: null, dnsConfig: null, imagePullSecrets: null}").PatchedPod!;
        Assert.Equal((false, "{}", 0), (pod.HostNetwork, pod.DnsConfig, pod.ImagePullSecrets!.Count));
    }

    [Theory]
    [InlineData("[1]", "no map")]
    [InlineData("{\"containers\": [{\"image\":\"x\"}]}", "has no name")]
    [InlineData("{\"containers\": {}}", "no list")]
    [InlineData("{\"containers\": [{\"name\":\"main\",\"$retainKeys\":[]}]}", "$retainKeys")]
    [InlineData("a: b: c", "neither JSON nor YAML")]
    public void Broken_TheNodeIsAnErrorWithASentence(string patch, string part)
    {
        var view = new VirtualRun(System.Text.Encoding.UTF8.GetBytes("""{"metadata":{"name":"wf"},"spec":{"entrypoint":"main","templates":[{"name":"main","container":{"image":"x"},"podSpecPatch":""" + System.Text.Json.JsonSerializer.Serialize(patch) + "}]}}"), "wf").Run().View();
        Assert.Equal("Error", view["wf"].Phase);
        Assert.Contains(part, view["wf"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lint_TellsWhatHasNoEffect_AndWhatIsBroken()
    {
        var result = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              podSpecPatch: '{"tolerations":[],"containers":[{"name":"main","lifecycle":{},"nonsense":1}]}'
              templates:
                - {name: main, podSpecPatch: 'a: {', container: {image: x}}
            """);

        Assert.Equal(["podSpecPatch: tolerations has no effect: Kubernetes nodes have taints; workers have none", "podSpecPatch: containers[0].lifecycle has no effect: Kubernetes' own; see hooks", "podSpecPatch: containers[0].nonsense has no effect: no field of a pod that is known"],
            result.Warnings.Skip(1).Select(warning => warning.Message));
        Assert.Empty(result.Errors);
        var broken = result.Warnings[0].Message;
        Assert.StartsWith("templates.main.podSpecPatch is neither JSON nor YAML: ", broken, StringComparison.Ordinal);
        Assert.EndsWith(": the node will end in Error", broken, StringComparison.Ordinal);
    }

    [Fact]
    public void DnsConfig_IsCheckedBeforeARun_WhereItIsKnown_WithItsLine()
    {
        var result = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: server, value: 192.0.2.1}]}
              templates:
                - name: main
                  container: {image: x}
                  podSpecPatch: |
                    dnsConfig:
                      nameservers:
                        - "{{workflow.parameters.server}}"
                        - ns.example.org
            """);

        Assert.Empty(result.Errors);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(("templates.main.podSpecPatch: dnsConfig.nameservers has 'ns.example.org', which is no IP address: the node will end in Error", 14), (warning.Message, warning.Line));
    }

    private static Template Patched(string template, string patch) => PodSpecPatch.Apply(SpecReader.ReadTemplate(template), new WorkflowSpec(), patch);
}
