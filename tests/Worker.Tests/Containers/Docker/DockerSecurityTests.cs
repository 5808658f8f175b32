using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary><c>securityContext</c> on the real engine.</summary>
public sealed class DockerSecurityTests : DockerTest
{
    [Fact]
    public async Task ReadOnlyRoot_ScriptAndVolumesWork_AlsoForAUser()
    {
        var work = Shell("/argo/staging/script; touch /etc/x || echo read-only; echo mine > /cache/own; cat /cache/own") with
        {
            User = "1000",
            RunAsNonRoot = true,
            ReadOnlyRoot = true,
            AllowPrivilegeEscalation = false,
            DroppedCapabilities = ["ALL"],
            Files = [new FileWork("/argo/staging/script", "#!/bin/sh\necho script\n"u8.ToArray(), 0b111_101_101)],
            Mounts = [new MountWork("v", "/cache")],
        };
        var id = await Runtime.CreateAsync(Spec(work, pod => pod with { Volumes = [new VolumeWork { Name = "v" }] }, new Dictionary<string, string> { ["v"] = "" }), Token);
        await Runtime.StartAsync(id, Token);
        await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token);

        Assert.Equal("script\nread-only\nmine\n", string.Concat((await LogsAsync(id, 0)).Where(frame => frame.Stream == "stdout").Select(frame => System.Text.Encoding.UTF8.GetString(frame.Bytes.Span))));
        var host = (await Client.Containers.InspectContainerAsync(id, Token)).HostConfig!;
        Assert.Equal(["no-new-privileges:true"], host.SecurityOpt!);
        Assert.Equal(["ALL"], host.CapDrop!);
        Assert.Single(await Runtime.ListAsync(FleetId, Token));
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
}
