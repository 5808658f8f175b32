using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

public sealed class WorkBuilderTests
{
    private static readonly Guid Uid = Guid.Parse("11111111-2222-3333-4444-555555555555");

    [Fact]
    public void Container_CommandAndArgs_AreKeptApart()
    {
        var main = MainOf("""{"container":{"image":"alpine:3.23","command":["sh","-c"],"args":["echo hi"],"workingDir":"/w","imagePullPolicy":"Always","tty":true}}""");

        Assert.Equal(("alpine:3.23", "/w", "Always", true), (main.Image, main.WorkingDir, main.ImagePullPolicy, main.Tty));
        Assert.Equal(["sh", "-c"], main.Command);
        Assert.Equal(["echo hi"], main.Args);
    }

    [Theory]
    [InlineData("""{"container":{"image":"a"}}""")]
    [InlineData("""{"container":{"image":"a","command":[]}}""")]
    public void Container_WithoutCommand_KeepsTheImagesEntrypoint(string template) => Assert.Null(MainOf(template).Command);

    [Fact]
    public void Script_SourceBecomesAnExecutableFile_ItsPathTheLastArgument()
    {
        var main = MainOf("""{"script":{"image":"python:3","command":["python"],"args":["-u"],"source":"print('ü')\n"}}""");

        Assert.Equal(["python"], main.Command);
        Assert.Equal(["-u", "/argo/staging/script"], main.Args);
        var file = Assert.Single(main.Files);
        Assert.Equal(("/argo/staging/script", 493), (file.Path, file.Mode));
        Assert.Equal("print('ü')\n", Encoding.UTF8.GetString(file.Content));
    }

    [Theory]
    [InlineData("""{"container":{"image":"a","securityContext":{"runAsUser":9}}}""", "{}", null, null)]
    [InlineData("""{"container":{"image":"a"}}""", """{"securityContext":{"runAsUser":5,"runAsGroup":6}}""", 5, 6)]
    [InlineData("""{"securityContext":{"runAsUser":7},"container":{"image":"a"}}""", "{}", 7, 0)]
    public void ArtifactOwner_IsThePodsUser_NotAContainers(string template, string spec, int? user, int? group)
    {
        var owner = Pod(template, spec).ArtifactOwner;

        Assert.Equal((user, group), (owner?.User, owner?.Group));
    }

    [Fact]
    public void Groups_AreThePodsAndItsVolumes()
    {
        var pod = Pod("""{"securityContext":{"supplementalGroups":[10,20]},"container":{"image":"a"}}""", """{"securityContext":{"fsGroup":20,"supplementalGroups":[5]}}""");

        Assert.Equal([10, 20], pod.Groups);
        Assert.Equal(20, pod.VolumeGroup);
        Assert.Empty(Pod("""{"container":{"image":"a"}}""").Groups);
    }

    [Theory]
    [InlineData("""{"nameservers":["not-an-ip"]}""", "no IP address")]
    [InlineData("""{"options":[{"name":"ndots","value":"1\nnameserver 6.6.6.6"}]}""", "no single word")]
    [InlineData("""{"searches":["a b"]}""", "no single word")]
    [InlineData("""{"nameservers":[1],"options":[{}]}""", "no text")]
    [InlineData("""{"nameservers":"1.1.1.1"}""", "no list")]
    [InlineData("[1]", "dnsConfig has '[1]', which is no map.")]
    public void DnsConfig_ThatIsNone_IsRefused(string dns, string message) =>
        Assert.Contains(message, Assert.Throws<WorkException>(() => Build("""{"container":{"image":"a"}}""", $$"""{"dnsConfig":{{dns}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Environment_WithTheNameOfTheNode_LeavesItToTheWorker()
    {
        var main = MainOf("""{"container":{"image":"a","env":[{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},{"name":"X","value":"1"}]}}""");

        Assert.Equal([("NODE", "", true), ("X", "1", false)], main.Env.Take(2).Select(variable => (variable.Name, variable.Value, variable.OfHost)));
    }

    [Fact]
    public void Environment_OwnFirst_ThenWhoTheTaskIs()
    {
        var main = MainOf("""{"container":{"image":"a","env":[{"name":"X","value":"1"},{"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}}""", dispatch: 3);

        Assert.Equal(
            [
                "X=1", "POD=pod-7", "FLEET_NAMESPACE=ci", "FLEET_WORKFLOW=build", $"FLEET_WORKFLOW_UID={Uid}", "FLEET_NODE=build.a", "FLEET_POD=pod-7", "FLEET_DISPATCH=3",
                $"FLEET_IDEMPOTENCY_KEY={Uid}/7",
            ],
            main.Env.Select(variable => $"{variable.Name}={variable.Value}"));
    }

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(200_000, 4096)]
    public void Environment_ANameThatIsNoVariableAnyMore_IsCut(int length, int shown)
    {
        // Linux takes 128 KiB for one: a loop over long items must not keep the task from starting.
        var request = new TaskRequest { Template = SpecReader.ReadTemplate("""{"container":{"image":"a"}}"""), NodeName = new string('n', length), PodName = "pod-7" };
        var main = WorkBuilder.Build(new WorkScope(Uid, "ci", "build", new WorkflowSpec()), 7, 1, request).Pod!.Containers[0];

        Assert.Equal(new string('n', shown), main.Env.Single(variable => variable.Name == "FLEET_NODE").Value);
    }

    [Fact]
    public void Resources_LimitsBecomeCoresAndBytes()
    {
        var main = MainOf("""{"container":{"image":"a","resources":{"limits":{"cpu":"500m","memory":"64Mi"},"requests":{"cpu":"1"}}}}""");

        Assert.Equal((0.5, 64L << 20), (main.CpuLimit, main.MemoryLimit));
    }

    [Theory]
    [InlineData("""{"securityContext":{"runAsUser":7},"container":{"image":"a","securityContext":{"runAsUser":1000,"runAsGroup":100}}}""", "1000:100")]
    [InlineData("""{"securityContext":{"runAsUser":7},"container":{"image":"a"}}""", "7")]
    [InlineData("""{"container":{"image":"a"}}""", "5")]
    public void User_TheNearestOneWins(string template, string user) => Assert.Equal(user, MainOf(template, spec: """{"securityContext":{"runAsUser":5}}""").User);

    [Fact]
    public void SecurityContext_IsTheContainers()
    {
        var main = MainOf("""{"securityContext":{"runAsNonRoot":true},"container":{"image":"a","securityContext":{"readOnlyRootFilesystem":true,"allowPrivilegeEscalation":false,"capabilities":{"add":["NET_RAW"],"drop":["ALL"]}}}}""");

        Assert.Equal((true, true, false), (main.RunAsNonRoot, main.ReadOnlyRoot, main.AllowPrivilegeEscalation));
        Assert.Equal(["NET_RAW"], main.AddedCapabilities);
        Assert.Equal(["ALL"], main.DroppedCapabilities);
        Assert.True(MainOf("""{"container":{"image":"a"}}""").AllowPrivilegeEscalation);
    }

    [Fact]
    public void TerminationGracePeriod_IsKubernetes_OrThePatches() =>
        Assert.Equal((30, 5), (Pod("""{"container":{"image":"a"}}""").TerminationGracePeriodSeconds, Pod("""{"container":{"image":"a"},"terminationGracePeriodSeconds":5}""").TerminationGracePeriodSeconds));

    [Fact]
    public void User_GroupAlone_IsASentence() =>
        Assert.Contains("runAsUser", Assert.Throws<WorkException>(() => Build("""{"container":{"image":"a","securityContext":{"runAsGroup":100}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void PodResources_AreTheLimitsOfAContainerWithoutOwn()
    {
        const string Pod = "\"podResources\":{\"limits\":{\"cpu\":\"2\",\"memory\":\"1Gi\"}}";

        Assert.Equal((2, 1L << 30), (MainOf($"{{{Pod},\"container\":{{\"image\":\"a\"}}}}").CpuLimit, MainOf($"{{{Pod},\"container\":{{\"image\":\"a\"}}}}").MemoryLimit));
        Assert.Equal(3, MainOf("""{"container":{"image":"a"}}""", """{"podResources":{"limits":{"cpu":"3"}}}""").CpuLimit);
        Assert.Equal(0.5, MainOf($"{{{Pod},\"container\":{{\"image\":\"a\",\"resources\":{{\"limits\":{{\"cpu\":\"500m\"}}}}}}}}").CpuLimit);
    }

    [Fact]
    public void HostAliases_OfWorkflowAndTemplate_AreNamesOfThePod()
    {
        var pod = Pod("""{"container":{"image":"a"},"hostAliases":[{"ip":"10.0.0.2","hostnames":["b","c"]}]}""", """{"hostAliases":[{"ip":"10.0.0.1","hostnames":["a"]}]}""");

        Assert.Equal(["a:10.0.0.1", "b:10.0.0.2", "c:10.0.0.2"], pod.ExtraHosts);
    }

    [Theory]
    [InlineData("10.1", "hostAliases has the ip '10.1', which is no IP address.")]
    [InlineData("", "hostAliases has the ip '', which is no IP address.")]
    [InlineData("fe80::1", null)]
    [InlineData("host-gateway", null)]
    public void HostAliases_WithoutAnAddress_AreRefused(string ip, string? message)
    {
        var template = $$"""{"container":{"image":"a"},"hostAliases":[{"ip":"{{ip}}","hostnames":["h"]}]}""";
        if (message is null)
            Assert.Equal($"h:{ip}", Assert.Single(Pod(template).ExtraHosts));
        else
            Assert.Equal(message, Assert.Throws<WorkException>(() => Build(template)).Message);
    }

    [Fact]
    public void FieldsOfThePod_WhoseTagsWereReplaced_GoBeforeTheWorkflowsText()
    {
        var pod = Pod("""{"container":{"image":"a"}}""", """{"podMetadata":{"labels":{"a":"{{workflow.name}}"}},"hostAliases":[{"ip":"10.0.0.1","hostnames":["{{workflow.name}}"]}]}""", podFields: """{"podMetadata":{"labels":{"a":"wf"}},"hostAliases":[{"ip":"10.0.0.1","hostnames":["wf"]}]}""");

        Assert.Equal(("wf:10.0.0.1", "wf"), (Assert.Single(pod.ExtraHosts), pod.Labels["a"]));
    }

    [Fact]
    public void DnsConfig_IsThePodsResolver()
    {
        var pod = Pod("""{"container":{"image":"a"}}""", """{"dnsConfig":{"nameservers":["192.0.2.53"],"searches":["example.org"],"options":[{"name":"ndots","value":"2"},{"name":"edns0"}]}}""");

        Assert.Equal(["192.0.2.53"], pod.Dns);
        Assert.Equal(["example.org"], pod.DnsSearches);
        Assert.Equal(["ndots:2", "edns0"], pod.DnsOptions);
        Assert.False(pod.HostNetwork);
    }

    [Fact]
    public void FieldsOfThePod_ThatAPatchHasChanged_GoBeforeTheWorkflows()
    {
        var pod = Pod("""{"container":{"image":"a"},"patchedPod":{"hostNetwork":false,"dnsConfig":{"nameservers":["1.1.1.1"]}}}""", """{"hostNetwork":true,"dnsConfig":{"searches":["x"]}}""");

        Assert.Equal((false, 0, "1.1.1.1"), (pod.HostNetwork, pod.DnsSearches.Count, Assert.Single(pod.Dns)));
    }

    [Fact]
    public void HostNetwork_IsAskedFor() => Assert.True(Pod("""{"container":{"image":"a"}}""", """{"hostNetwork":true}""").HostNetwork);

    [Theory]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.namespace"}}""", "ci")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['team']"}}""", "blue")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.annotations['none']"}}""", "")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['workflows.argoproj.io/workflow']"}}""", "build")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['workflows.argoproj.io/completed']"}}""", "false")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.annotations['workflows.argoproj.io/node-name']"}}""", "build.a")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.annotations['workflows.argoproj.io/node-id']"}}""", "build-4272362786")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu"}}""", "2")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu","divisor":"1m"}}""", "1500")]
    [InlineData("""{"resourceFieldRef":{"resource":"requests.memory","divisor":"1Mi"}}""", "64")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.memory","divisor":1}}""", "67108864")]
    public void Variable_FromThePod_HasItsValue(string source, string expected) => Assert.Equal(expected, MainOf(Downward(source)).Env[0].Value);

    [Theory]
    [InlineData("""{"fieldRef":{"fieldPath":"status.hostIP"}}""", "only metadata.name, metadata.namespace")]
    [InlineData("""{"fileKeyRef":{"volumeName":"v","path":"p","key":"k"}}""", "a valueFrom that cannot be followed: write one of configMapKeyRef")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.ephemeral-storage"}}""", "which the container does not set")]
    [InlineData("""{"resourceFieldRef":{"resource":"cpu"}}""", "write limits.cpu")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu","divisor":"0"}}""", "a divisor is not 0")]
    public void Variable_FromWhatIsNotThere_IsRefused(string source, string part) =>
        Assert.Contains(part, Assert.Throws<WorkException>(() => MainOf(Downward(source))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", null, false)]
    [InlineData(""","terminationMessagePath":"/tmp/why" """, "/tmp/why", false)]
    [InlineData(""","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"FallbackToLogsOnError" """, null, true)]
    [InlineData(""","terminationMessagePolicy":"File" """, null, false)]
    public void TerminationMessages_AreReadFromAPathThatIsLeft_OrTheOutput(string fields, string? path, bool output)
    {
        var main = MainOf($$$"""{"container":{"image":"a"{{{fields}}}}}""");

        Assert.Equal((path, output), (main.TerminationMessagePath, main.TerminationMessageFromOutput));
    }

    [Fact]
    public void TerminationMessagePolicy_ThatIsNone_IsRefused() =>
        Assert.Contains("terminationMessagePolicy 'Logs' of container 'main' is none", Assert.Throws<WorkException>(() => MainOf("""{"container":{"image":"a","terminationMessagePolicy":"Logs"}}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("db", "256")]
    [InlineData("main", "64")]
    [InlineData("first", "8")]
    public void Variable_FromTheResourcesOfAnotherContainer_HasItsValue(string name, string expected) => Assert.Equal(expected, MainOf(OfContainer(name)).Env[0].Value);

    [Fact]
    public void Variable_FromAContainerThatThePodDoesNotHave_IsRefused() =>
        Assert.Contains("names the container 'none' in resourceFieldRef.containerName, which the pod does not have", Assert.Throws<WorkException>(() => MainOf(OfContainer("none"))).Message, StringComparison.Ordinal);

    private static string OfContainer(string name) => """
        {"container":{"image":"a","resources":{"limits":{"memory":"64Mi"}},"env":[{"name":"X","valueFrom":{"resourceFieldRef":{"containerName":"NAME","resource":"limits.memory","divisor":"1Mi"}}}]},
        "sidecars":[{"name":"db","image":"a","resources":{"limits":{"memory":"256Mi"}}}],"initContainers":[{"name":"first","image":"a","resources":{"limits":{"memory":"8Mi"}}}]}
        """.Replace("NAME", name, StringComparison.Ordinal);

    private static string Downward(string source) =>
        """{"container":{"image":"a","resources":{"limits":{"cpu":"1500m","memory":"64Mi"}},"env":[{"name":"X","valueFrom":SOURCE}]},"metadata":{"labels":{"team":"blue"}}}""".Replace("SOURCE", source, StringComparison.Ordinal);

    [Fact]
    public void Container_Name_IsMainWhateverItSays() => Assert.Equal("main", MainOf("""{"container":{"name":"other","image":"a","ports":[{"name":"web","containerPort":80,"protocol":"TCP"}]}}""").Name);

    [Fact]
    public void Outputs_FilesAndResult_AreAskedFor()
    {
        var pod = Pod("""{"container":{"image":"a"},"outputs":{"parameters":[{"name":"x","valueFrom":{"path":"/tmp/x","default":"none"}},{"name":"y","valueFrom":{"path":"/tmp/y"}}]}}""", capture: true);

        Assert.True(pod.Outputs.Result);
        Assert.Equal([new OutputFile("x", "/tmp/x", HasDefault: true), new OutputFile("y", "/tmp/y")], pod.Outputs.Parameters);
    }

    [Fact]
    public void Volumes_OnlyMountedOnes()
    {
        var pod = Pod(
            """{"container":{"image":"a","volumeMounts":[{"name":"t","mountPath":"/t"},{"name":"u","mountPath":"/w","subPath":"s","readOnly":true}]},"volumes":[{"name":"t","emptyDir":{"medium":"Memory"}},{"name":"unused","emptyDir":{}},{"name":"u","emptyDir":{}}]}""");

        Assert.Equal([new VolumeWork { Name = "t" }, new VolumeWork { Name = "u" }], pod.Volumes);
        Assert.Equal(new MountWork("u", "/w", "s", true), pod.Containers[0].Mounts[1]);
    }

    [Fact]
    public void VolumeOfFiles_WholeOrAFolderOfIt_IsMounted_AndASingleFileIsPutIntoTheContainer()
    {
        VolumeFile[] files = [new("app.conf", [1], 420), new("tls/key", [2], 256), new("tls/cert", [3], 420)];

        var pod = Files("""{"name":"f","mountPath":"/all"},{"name":"f","mountPath":"/tls","subPath":"tls/"},{"name":"f","mountPath":"/etc/app.conf","subPath":"app.conf"}""", files);

        Assert.Equal([new MountWork("f", "/all"), new MountWork("f", "/tls", "tls/")], pod.Containers[0].Mounts);
        var single = Assert.Single(pod.Containers[0].Files);
        Assert.Equal(("/etc/app.conf", 420, (byte)1), (single.Path, single.Mode, single.Content[0]));
        Assert.Equal([("app.conf", 420), ("tls/key", 256), ("tls/cert", 420)], Assert.Single(pod.Volumes).Files!.Select(file => (file.Path, file.Mode)));
    }

    [Theory]
    [InlineData("""{"name":"f","mountPath":"/x","subPath":"none"}""", "has no such file; it has: app.conf")]
    [InlineData("""{"name":"f","mountPath":"/x","subPath":"../x"}""", "a relative path without '..'")]
    public void VolumeOfFiles_SubPathThatIsNotThere_IsASentence(string mount, string part) =>
        Assert.Contains(part, Assert.Throws<WorkException>(() => Files(mount, [new VolumeFile("app.conf", [1], 420)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Claims_OwnOnesByTheirId_OthersByTheirName_ReadOnlyWhereTheVolumeSaysSo()
    {
        var pod = Claims("build-c", new TaskClaim("build-c", $"{Uid:N}-c"), new TaskClaim("shared", null));

        Assert.Equal([new VolumeWork { Name = "c", Claim = $"{Uid:N}-c", Own = true }, new VolumeWork { Name = "s", Claim = "shared" }], pod.Volumes);
        Assert.Equal([new MountWork("c", "/c"), new MountWork("s", "/s", "", true)], pod.Containers[0].Mounts);
    }

    [Theory]
    [InlineData("../etc", "has no name for a volume")]
    [InlineData("fleet-0123-x", "names that begin with 'fleet-'")]
    public void Claim_OfANameThatIsNone_IsASentence(string name, string part) =>
        Assert.Contains(part, Assert.Throws<WorkException>(() => Claims(name, new TaskClaim(name, null), new TaskClaim("shared", null))).Message, StringComparison.Ordinal);

    private static PodWork Claims(string name, params TaskClaim[] claims)
    {
        var template = SpecReader.ReadTemplate("""{"container":{"image":"a","volumeMounts":[{"name":"c","mountPath":"/c"},{"name":"s","mountPath":"/s"}]},"volumes":[{"name":"c","persistentVolumeClaim":{"claimName":"NAME"}},{"name":"s","persistentVolumeClaim":{"claimName":"shared","readOnly":true}}]}""".Replace("NAME", name, StringComparison.Ordinal));
        return WorkBuilder.Build(new WorkScope(Uid, "ci", "build", new WorkflowSpec()), 7, 1, new TaskRequest { Template = template, NodeName = "build.a", PodName = "pod-7", Claims = claims }).Pod!;
    }

    private static PodWork Files(string mounts, VolumeFile[] files)
    {
        var template = SpecReader.ReadTemplate("""{"container":{"image":"a","volumeMounts":[""" + mounts + """]},"volumes":[{"name":"f","configMap":{"name":"c"}}]}""");
        return WorkBuilder.Build(new WorkScope(Uid, "ci", "build", new WorkflowSpec()), 7, 1, new TaskRequest { Template = template, NodeName = "build.a", PodName = "pod-7", Volumes = [new VolumeContent("f", files)] }).Pod!;
    }

    [Fact]
    public void Sidecar_MirrorsMainsMounts()
    {
        var pod = Pod("""{"container":{"image":"a","volumeMounts":[{"name":"v","mountPath":"/v"}]},"sidecars":[{"name":"db","image":"b","mirrorVolumeMounts":true}],"volumes":[{"name":"v","emptyDir":{}}]}""");

        var sidecar = Assert.Single(pod.Sidecars);
        Assert.Equal(("db", true), (sidecar.Name, sidecar.MirrorVolumeMounts));
        Assert.Equal("/v", Assert.Single(sidecar.Mounts).MountPath);
    }

    [Fact]
    public void InitContainers_ComeBeforeMain_AndNeedNoMounts()
    {
        var pod = Pod("""{"script":{"image":"a","source":"x","volumeMounts":[{"name":"v","mountPath":"/v"}]},"initContainers":[{"name":"one","image":"b","mirrorVolumeMounts":true},{"name":"two","image":"b"}],"volumes":[{"name":"v","emptyDir":{}}]}""");

        Assert.Equal(["one", "two"], pod.Init.Select(container => container.Name));
        Assert.Equal(("/v", 0), (Assert.Single(pod.Init[0].Mounts).MountPath, pod.Init[1].Mounts.Count));
    }

    [Fact]
    public void Metadata_OfTheTemplateWinsOverTheWorkflows()
    {
        var pod = Pod("""{"container":{"image":"a"},"metadata":{"annotations":{"fleet.dummy/exit":"1"},"labels":{"a":"t"}}}""", """{"podMetadata":{"labels":{"a":"w","b":"w"}}}""");

        Assert.Equal("1", pod.Annotations["fleet.dummy/exit"]);
        Assert.Equal(("t", "w"), (pod.Labels["a"], pod.Labels["b"]));
    }

    [Fact]
    public void ContainerSet_MembersKeepTheirDependencies_AndShareItsMounts()
    {
        var pod = Pod("""{"containerSet":{"containers":[{"name":"a","image":"x"},{"name":"main","image":"x","dependencies":["a"]}],"volumeMounts":[{"name":"v","mountPath":"/v"}],"retryStrategy":{"retries":"2"}},"volumes":[{"name":"v","emptyDir":{}}]}""");

        Assert.All(pod.Containers, container => Assert.Equal(("/v", 2), (Assert.Single(container.Mounts).MountPath, container.Retries)));

        Assert.Equal(["a", "main"], pod.Containers.Select(container => container.Name));
        Assert.Equal(["a"], pod.Containers[1].Dependencies);
    }

    [Fact]
    public void ReadinessProbe_ByGrpc_IsAConnectionToItsPort()
    {
        var probe = MainOf("""{"daemon":true,"container":{"image":"a","readinessProbe":{"grpc":{"port":9000,"service":"s"}}}}""").ReadinessProbe!;

        Assert.Equal((9000, null, null), (probe.Port, probe.HttpPath, probe.Exec));
    }

    [Theory]
    [InlineData("""{"periodSeconds":1}""")]
    [InlineData("""{"exec":{"command":[]}}""")]
    public void ReadinessProbe_OfNothing_IsRefused(string probe) => Assert.Contains(
        "has nothing to probe", Assert.Throws<WorkException>(() => MainOf($$$"""{"container":{"image":"a","readinessProbe":{{{probe}}}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Daemon_ReadinessProbe_NamedPortBecomesANumber()
    {
        var pod = Pod("""{"daemon":true,"container":{"image":"a","ports":[{"name":"web","containerPort":8080}],"readinessProbe":{"httpGet":{"path":"/up","port":"web","scheme":"HTTPS","host":"h","httpHeaders":[{"name":"A","value":"b"}]},"periodSeconds":2,"successThreshold":3}}}""");

        Assert.True(pod.Daemon);
        Assert.Equal(("/up", 8080, 2), (pod.Containers[0].ReadinessProbe!.HttpPath, pod.Containers[0].ReadinessProbe!.Port, pod.Containers[0].ReadinessProbe!.PeriodSeconds));
        Assert.Equal(("HTTPS", "h", 3, new EnvironmentVariable("A", "b")), (pod.Containers[0].ReadinessProbe!.HttpScheme, pod.Containers[0].ReadinessProbe!.Host, pod.Containers[0].ReadinessProbe!.SuccessThreshold, pod.Containers[0].ReadinessProbe!.HttpHeaders[0]));
    }

    [Fact]
    public void HttpCall_IsTakenOver()
    {
        var call = Build("""{"http":{"method":"POST","url":"http://x/y","headers":[{"name":"A","value":"b"}],"body":"hi","timeoutSeconds":7}}""").HttpCall!;

        Assert.Equal(("POST", "http://x/y", 7, "hi"), (call.Method, call.Url, call.TimeoutSeconds, Encoding.UTF8.GetString(call.Body!)));
    }

    [Theory]
    [InlineData("""{"container":{"image":"a","volumeMounts":[{"name":"v","mountPath":"/v"}]}}""", "the volume 'v'")]
    [InlineData("""{"container":{"image":"a","resources":{"limits":{"memory":"lots"}}}}""", "'lots'")]
    [InlineData("""{"container":{"image":"a","env":[{"name":"P","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}}""", "'P'")]
    [InlineData("""{"container":{"image":"a"},"sidecars":[{"name":"main","image":"a"}]}""", "two containers named 'main'")]
    [InlineData("""{"container":{"image":"a"},"sidecars":[{"name":"My DB","image":"a"}]}""", "'My DB'")]
    [InlineData("""{"suspend":{}}""", "Suspend")]
    public void Impossible_IsASentence(string template, string part) =>
        Assert.Contains(part, Assert.Throws<WorkException>(() => Build(template)).Message, StringComparison.Ordinal);

    [Fact]
    public void SameRequest_GivesTheSameWork()
    {
        const string Template = """{"script":{"image":"a","command":["sh"],"source":"x"},"sidecars":[{"name":"s","image":"b"}]}""";

        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(Build(Template)), System.Text.Json.JsonSerializer.Serialize(Build(Template)));
    }

    private static ContainerWork MainOf(string template, string spec = "{}", int dispatch = 1) => Assert.Single(Pod(template, spec, dispatch).Containers);

    private static PodWork Pod(string template, string spec = "{}", int dispatch = 1, bool capture = false, string? podFields = null) => Build(template, spec, dispatch, capture, podFields).Pod!;

    private static TaskWork Build(string template, string spec = "{}", int dispatch = 1, bool capture = false, string? podFields = null)
    {
        var workflow = SpecReader.ReadWorkflow("""{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"name":"build"},"spec":""" + spec + "}");
        var request = new TaskRequest { Template = SpecReader.ReadTemplate(template), NodeName = "build.a", PodName = "pod-7", CaptureResult = capture, PodFields = podFields };
        return WorkBuilder.Build(new WorkScope(Uid, "ci", "build", workflow.Spec), 7, dispatch, request);
    }
}
