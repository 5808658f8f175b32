using System.Formats.Tar;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary><c>securityContext</c> on the real engine.</summary>
public sealed class DockerSecurityTests : DockerTest
{
    [Fact]
    public async Task ReadOnlyRoot_ScriptAndVolumesWork_AlsoForAUser()
    {
        var work = Shell("/argo/staging/script; touch /etc/x || echo read-only; echo mine > /cache/own; cat /cache/own /cache/in /given/in") with
        {
            User = "1000",
            RunAsNonRoot = true,
            ReadOnlyRoot = true,
            AllowPrivilegeEscalation = false,
            DroppedCapabilities = ["ALL"],
            Files = [new FileWork("/argo/staging/script", "#!/bin/sh\necho script\n"u8.ToArray(), 0b111_101_101)],
            Mounts = [new MountWork("v", "/cache")],
        };
        var id = await Runtime.CreateAsync(Spec(work, pod => pod with { Volumes = [new VolumeWork { Name = "v" }] }, new Dictionary<string, string> { ["v"] = "" }) with { Inputs = ["/cache/in", "/given/in"] }, Token);
        foreach (var path in (string[])["/cache/in", "/given/in"])
        {
            var archive = new MemoryStream();
            await using (var tar = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, "in") { DataStream = new MemoryStream("artifact\n"u8.ToArray()) }, Token);
            archive.Position = 0;
            await Runtime.CopyInAsync(id, Runtime.InputFolder(work, path), archive, Token);
        }

        await Runtime.StartAsync(id, Token);
        await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token);

        Assert.Equal("script\nread-only\nmine\nartifact\nartifact\n", string.Concat((await LogsAsync(id, 0)).Where(frame => frame.Stream == "stdout").Select(frame => System.Text.Encoding.UTF8.GetString(frame.Bytes.Span))));
        var host = (await Client.Containers.InspectContainerAsync(id, Token)).HostConfig!;
        Assert.Equal(["no-new-privileges:true"], host.SecurityOpt!);
        Assert.Equal(["ALL"], host.CapDrop!);
        Assert.Single(await Runtime.ListAsync(FleetId, Token));
    }

    [Fact]
    public async Task Groups_ThoseOfThePod_MayReadItsVolumesOfFiles()
    {
        static PodWork WithGroups(PodWork pod) => pod with { Groups = [10, 2000], VolumeGroup = 2000, Volumes = [new VolumeWork { Name = "s", Files = [new FileWork("k", "key\n"u8.ToArray(), 0b100_000_000)] }] };
        var id = await Runtime.CreateAsync(Spec(Shell("cat /s/k; id -G") with { User = "1000", Mounts = [new MountWork("s", "/s")] }, WithGroups), Token);
        await Runtime.StartAsync(id, Token);
        await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token);

        var lines = string.Concat((await LogsAsync(id, 0)).Where(frame => frame.Stream == "stdout").Select(frame => System.Text.Encoding.UTF8.GetString(frame.Bytes.Span))).Split('\n');
        Assert.Equal("key", lines[0]);
        Assert.Superset(new HashSet<string> { "10", "2000" }, lines[1].Split(' ').ToHashSet());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("nobody")]
    public async Task RunAsNonRoot_WhoIsOrMayBeRoot_IsRefused(string? user) =>
        Assert.Contains("runAsNonRoot", (await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { User = user, RunAsNonRoot = true }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Capabilities_BeyondTheUsual_AreTheOperatorsToAllow()
    {
        Assert.Contains("SYS_ADMIN", (await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { AddedCapabilities = ["NET_RAW", "SYS_ADMIN"] }))).Message, StringComparison.Ordinal);
        Assert.NotNull(await CreateAsync(Shell("true") with { AddedCapabilities = ["CAP_NET_RAW"] }));
    }

    [Fact]
    public async Task HostPath_IsMountedWhereTheOperatorAllowsIt_AndRefusedElsewhere()
    {
        static PodWork Host(PodWork pod, string path) => pod with { Volumes = [new VolumeWork { Name = "h", HostPath = path }] };
        await using var runtime = NewRuntime(Options with { HostPaths = new HostPaths(["/usr/share/"]) });
        var spec = Spec(Shell("ls -d /seen/* | head -n 1; touch /seen/x") with { Mounts = [new MountWork("h", "/seen", "zoneinfo/..", ReadOnly: true)] }, pod => Host(pod, "/usr/share"));
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(spec, Token));

        var id = await runtime.CreateAsync(Spec(Shell("ls /seen | wc -l; touch /seen/x") with { Mounts = [new MountWork("h", "/seen", ReadOnly: true)] }, pod => Host(pod, "/usr/share")), Token);
        await runtime.StartAsync(id, Token);

        Assert.Equal(1, (await runtime.WaitAsync(id, Token).WaitAsync(Patience, Token))!.ExitCode);
        var mount = Assert.Single((await Client.Containers.InspectContainerAsync(id, Token)).Mounts!);
        Assert.Equal(("bind", "/usr/share", false), (mount.Type, mount.Source, mount.RW));
        foreach (var path in (string[])["/", "/usr", "/usr/sharemore", "/usr/share/../lib", "usr/share"])
        {
            var refused = await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Spec(Shell("true") with { Mounts = [new MountWork("h", "/seen")] }, pod => Host(pod, path)), Token));
            Assert.Contains("--allow-host-path", refused.Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "--allow-host-path", (await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { Mounts = [new MountWork("h", "/seen")] }, pod => Host(pod, "/usr/share")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Privileged_AndTheHostsNetwork_AreHadWhereTheOperatorAllowsThem()
    {
        await using var runtime = NewRuntime(Options with { AllowPrivileged = true, AllowHostNetwork = true });

        var id = await runtime.CreateAsync(Spec(Shell("true") with { Privileged = true, AddedCapabilities = ["SYS_ADMIN"] }, pod => pod with { HostNetwork = true }), Token);

        var host = (await Client.Containers.InspectContainerAsync(id, Token)).HostConfig!;
        Assert.Equal((true, "host"), (host.Privileged, host.NetworkMode));
        Assert.Contains(host.CapAdd, capability => capability.EndsWith("SYS_ADMIN", StringComparison.Ordinal));
    }
}
