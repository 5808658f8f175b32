using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using static Fleet.Coordinator.Tests.Work.BuiltWork;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>Volumes of pods and what is mounted of them.</summary>
public sealed class VolumeWorkTests
{
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
}
