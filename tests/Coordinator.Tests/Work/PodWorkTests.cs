using Fleet.Coordinator.Runs.Work;
using static Fleet.Coordinator.Tests.Work.BuiltWork;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>What a pod has besides its containers, and which those are.</summary>
public sealed class PodWorkTests
{
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
        const string Workflow = """{"securityContext":{"fsGroup":20,"supplementalGroups":[5]}}""";
        var pod = Pod("""{"securityContext":{"fsGroup":30,"supplementalGroups":[10,30]},"container":{"image":"a"}}""", Workflow);

        Assert.Equal([10, 30], pod.Groups);
        Assert.Equal(30, pod.VolumeGroup);
        Assert.Equal([5, 20], Pod("""{"container":{"image":"a"}}""", Workflow).Groups);
        Assert.Empty(Pod("""{"container":{"image":"a"}}""").Groups);
    }

    // Argo's source workflowpod.go addSchedulingConstraints; a container's is merged with the pod's, by Kubernetes.
    [Theory]
    [InlineData("""{"runAsUser":0}""", "0", false, "", 0)]
    [InlineData("""{"runAsUser":5}""", "5", false, "", 5)]
    [InlineData("{}", null, false, "", null)]
    [InlineData(null, "8737:99", true, "55,77", 8737)]
    public void SecurityContext_OfATemplate_StandsInPlaceOfTheWorkflows(string? own, string? user, bool nonRoot, string groups, int? artifactOwner)
    {
        var pod = Pod($$$"""{{{{(own is null ? "" : $"\"securityContext\":{own},")}}}"container":{"image":"a"}}""", """{"securityContext":{"runAsNonRoot":true,"runAsUser":8737,"runAsGroup":99,"fsGroup":77,"supplementalGroups":[55]}}""");

        Assert.Equal((user, nonRoot), (pod.Containers[0].User, pod.Containers[0].RunAsNonRoot));
        Assert.Equal((groups, artifactOwner), (string.Join(',', pod.Groups), pod.ArtifactOwner?.User));
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
    public void TerminationGracePeriod_IsKubernetes_OrThePatches() =>
        Assert.Equal((30, 5), (Pod("""{"container":{"image":"a"}}""").TerminationGracePeriodSeconds, Pod("""{"container":{"image":"a"},"terminationGracePeriodSeconds":5}""").TerminationGracePeriodSeconds));

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
}
