using Docker.DotNet;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>What pods of several containers need of the real engine.</summary>
public sealed class DockerPodTests : DockerTest
{
    [Fact]
    public async Task Pod_SharesNetworkAndVolume_AndLeavesNothing()
    {
        var sandbox = await SandboxAsync();
        var volume = $"fleet-test-{Guid.NewGuid():N}";
        await Runtime.EnsureVolumeAsync(volume, new Dictionary<string, string>(), Token);
        try
        {
            var server = await Runtime.CreateAsync(Spec(Shell("echo served > /www/page; exec httpd -f -p 127.0.0.1:8099 -h /www") with { Mounts = [new MountWork("v", "/www")] }, WithVolume, Of(volume), sandbox), Token);
            await Runtime.StartAsync(server, Token);

            // As another user, in a folder that the engine made.
            var client = await Runtime.CreateAsync(
                Spec(Shell("until wget -q -O - http://127.0.0.1:8099/page; do sleep 0.1; done; echo mine > /seen/own; cat /seen/own") with { User = "1000", Mounts = [new MountWork("v", "/seen")] }, WithVolume, Of(volume), sandbox), Token);
            await Runtime.StartAsync(client, Token);
            var end = await Runtime.WaitAsync(client, Token).WaitAsync(Patience, Token);

            Assert.Equal("served\nmine\n", string.Concat((await LogsAsync(client, 0)).Where(frame => frame.Stream == "stdout").Select(frame => System.Text.Encoding.UTF8.GetString(frame.Bytes.Span))));
            Assert.Equal(0, end!.ExitCode);
            await Runtime.DestroyAsync(server, Token);
            await Runtime.DestroyAsync(client, Token);
        }
        finally
        {
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }

        await Assert.ThrowsAsync<DockerApiException>(() => Client.Volumes.InspectAsync(volume, Token));
    }

    [Fact]
    public async Task Sandbox_KeepsItsAddress_WhileContainersComeAndGo()
    {
        var sandbox = await SandboxAsync();
        var state = await Runtime.InspectAsync(sandbox, Token);

        var first = await OutputAsync(Shell("hostname -i"), networkOf: sandbox);
        var second = await OutputAsync(Shell("hostname -i"), networkOf: sandbox);

        Assert.Equal((state!.Ip, state.Ip), (first.Trim(), second.Trim()));
    }

    [Fact]
    public async Task EmptyDirectoryOfASingleContainer_IsRemovedWithIt()
    {
        var id = await Runtime.CreateAsync(Spec(Shell("echo mine > /cache/own") with { User = "1000", Mounts = [new MountWork("v", "/cache")] }, WithVolume, Of("")), Token);
        await Runtime.StartAsync(id, Token);
        Assert.Equal(0, (await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token))!.ExitCode);
        Assert.Equal("mine\n", await ReadAsync(id, "/cache/own"));
        var volume = Assert.Single((await Client.Containers.InspectContainerAsync(id, Token)).Mounts!).Name!;

        await Runtime.DestroyAsync(id, Token);

        await Assert.ThrowsAsync<DockerApiException>(() => Client.Volumes.InspectAsync(volume, Token));
    }

    [Fact]
    public async Task VolumeOfFiles_IsReadOnly_ReadableByEveryUser_AndRemovedWithItsContainer()
    {
        static PodWork WithFiles(PodWork pod) => pod with { Volumes = [new VolumeWork { Name = "f", Files = [new FileWork("a.conf", "A"u8.ToArray()), new FileWork("d/run", "#!/bin/sh\necho ran"u8.ToArray(), 0b111_101_101)] }] };
        var id = await Runtime.CreateAsync(Spec(
            Shell("cat /conf/a.conf && /conf/d/run && /only/run && ls /conf && ! touch /conf/own") with { User = "1000", ReadOnlyRoot = true, Mounts = [new MountWork("f", "/conf/"), new MountWork("f", "/only", "d")] }, WithFiles), Token);
        await Runtime.StartAsync(id, Token);

        Assert.Equal(0, (await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token))!.ExitCode);
        Assert.Equal("Aran\nran\na.conf\nd\n", string.Concat((await LogsAsync(id, 0)).Where(frame => frame.Stream == "stdout").Select(frame => System.Text.Encoding.UTF8.GetString(frame.Bytes.Span))));
        var volumes = (await Client.Containers.InspectContainerAsync(id, Token)).Mounts!.Select(mount => mount.Name!).ToArray();
        Assert.Equal(2, volumes.Length);
        Assert.Equal(id, Assert.Single(await Runtime.ListAsync(FleetId, Token)).Id);

        await Runtime.DestroyAsync(id, Token);

        foreach (var volume in volumes)
            await Assert.ThrowsAsync<DockerApiException>(() => Client.Volumes.InspectAsync(volume, Token));
    }

    [Fact]
    public async Task Claim_IsEmptyAndOpenToEveryUserWhenItIsNew_KeepsWhatIsDoneToIt_AndIsInUseUntilItsContainersAreGone()
    {
        static PodWork WithClaim(PodWork pod) => pod with { Volumes = [new VolumeWork { Name = "v", Claim = "c", Own = true }] };
        var volume = $"fleet-test-{Guid.NewGuid():N}";
        await Runtime.EnsureVolumeAsync(volume, new Dictionary<string, string>(), Token);
        try
        {
            var writes = await Runtime.CreateAsync(Spec(Shell("ls /etc; echo mine > /etc/../w/own && chmod 700 /w") with { User = "1000", Mounts = [new MountWork("v", "/w")] }, WithClaim, Of(volume)), Token);
            await Runtime.StartAsync(writes, Token);
            // Only root may change the folder itself.
            Assert.Equal(1, (await Runtime.WaitAsync(writes, Token).WaitAsync(Patience, Token))!.ExitCode);
            var closes = await Runtime.CreateAsync(Spec(Shell("ls /media; cat /media/own && chmod 700 /media") with { Mounts = [new MountWork("v", "/media")] }, WithClaim, Of(volume)), Token);
            await Runtime.StartAsync(closes, Token);
            Assert.Equal(0, (await Runtime.WaitAsync(closes, Token).WaitAsync(Patience, Token))!.ExitCode);
            var output = string.Concat((await LogsAsync(closes, 0)).Select(frame => System.Text.Encoding.UTF8.GetString(frame.Bytes.Span)));
            Assert.Equal("own\nmine\n", output); // Alpine has folders of its own in /media.
            var denied = await Runtime.CreateAsync(Spec(Shell("touch /w/x") with { User = "1000", Mounts = [new MountWork("v", "/w")] }, WithClaim, Of(volume)), Token);
            await Runtime.StartAsync(denied, Token);
            Assert.Equal(1, (await Runtime.WaitAsync(denied, Token).WaitAsync(Patience, Token))!.ExitCode);

            await Assert.ThrowsAsync<EngineUnavailableException>(() => Runtime.RemoveVolumeAsync(volume, Token));
            foreach (var container in (string[])[writes, closes, denied])
                await Runtime.DestroyAsync(container, Token);
        }
        finally
        {
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }

        await Assert.ThrowsAsync<DockerApiException>(() => Client.Volumes.InspectAsync(volume, Token));
    }

    [Fact]
    public async Task Volume_OfSomethingElse_IsNotForWorkflows_UnlessItsLabelSaysSo()
    {
        var (plain, labelled) = ($"test-plain-{Guid.NewGuid():N}", $"test-labelled-{Guid.NewGuid():N}");
        await Client.Volumes.CreateAsync(new() { Name = plain }, Token);
        await Client.Volumes.CreateAsync(new() { Name = labelled, Labels = new Dictionary<string, string> { [ContainerLabels.Claim] = "" } }, Token);
        try
        {
            Assert.Contains("is not for workflows", (await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.EnsureSharedVolumeAsync(plain, Token))).Message, StringComparison.Ordinal);
            await Runtime.EnsureSharedVolumeAsync(labelled, Token);
        }
        finally
        {
            await Runtime.RemoveVolumeAsync(plain, CancellationToken.None);
            await Runtime.RemoveVolumeAsync(labelled, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Retries_StartItAgain_UntilItSucceeds()
    {
        var id = await Runtime.CreateAsync(Spec(Shell("echo try; test -f /done && exit 0; touch /done; exit 3") with { Retries = 2 }), Token);
        await Runtime.StartAsync(id, Token);

        var logs = LogsAsync(id, 0);
        var end = await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token);

        Assert.Equal(0, end!.ExitCode);
        Assert.Equal(2, (await logs).Count);
    }

    [Fact]
    public async Task Retries_UsedUp_GiveTheLastExitCode()
    {
        var id = await Runtime.CreateAsync(Spec(Shell("echo try; exit 3") with { Retries = 2 }), Token);
        await Runtime.StartAsync(id, Token);

        Assert.Equal(3, (await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token))!.ExitCode);
        Assert.Equal(3, (await LogsAsync(id, 0)).Count);
    }

    [Theory]
    [InlineData("x86_64", 0x3E)]
    [InlineData("aarch64", 0xB7)]
    public void PauseProgram_IsAnElfFileForTheArchitecture(string architecture, int machine)
    {
        var file = PauseProgram.For(architecture)!;

        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F'], file[..4]);
        Assert.Equal(machine, file[18]);
        Assert.Equal(file.Length, file[64 + 32]);
    }

    [Fact]
    public void PauseProgram_OfAnotherArchitecture_IsNone() => Assert.Null(PauseProgram.For("s390x"));

    private async Task<string> SandboxAsync()
    {
        var spec = Spec(Runtime.Sandbox!);
        await Runtime.PrepareAsync(spec, null, Token);
        var sandbox = await Runtime.CreateAsync(spec, Token);
        await Runtime.StartAsync(sandbox, Token);
        return sandbox;
    }

    private static PodWork WithVolume(PodWork pod) => pod with { Volumes = [new VolumeWork { Name = "v" }] };

    private static Dictionary<string, string> Of(string volume) => new() { ["v"] = volume };
}
