using System.Formats.Tar;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using Fleet.Artifacts;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>What only a real engine can show.</summary>
public sealed class DockerRuntimeTests : DockerTest
{
    [Fact]
    public async Task CommandAndArgs_FollowKubernetes()
    {
        var image = await CommitAsync("fleet-test/rules:1", new ContainerConfig { Entrypoint = ["echo", "entrypoint"], Cmd = ["cmd"] });

        Assert.Equal("entrypoint cmd\n", await OutputAsync(new ContainerWork { Name = "main", Image = image }));
        Assert.Equal("entrypoint args\n", await OutputAsync(new ContainerWork { Name = "main", Image = image, Args = ["args"] }));
        Assert.Equal("command\n", await OutputAsync(new ContainerWork { Name = "main", Image = image, Command = ["echo", "command"] }));
        Assert.Equal("command args\n", await OutputAsync(new ContainerWork { Name = "main", Image = image, Command = ["echo", "command"], Args = ["args"] }));
        Assert.Equal("entrypoint cmd\n", await OutputAsync(new ContainerWork { Name = "main", Image = image, Args = [] }));
    }

    [Theory]
    [InlineData(null, "/data /data/new")]
    [InlineData("/data", "/data /data/new")]
    [InlineData("/data/in", "/data /data/in /data/new")]
    public async Task Clear_TakesAwayWhatIsThere_ButVolumesThatTheImageDeclares(string? volume, string left)
    {
        var image = volume is null ? DockerHarness.Alpine : await CommitAsync("fleet-test/rules:1", new ContainerConfig { Volumes = new Dictionary<string, EmptyStruct> { [volume] = new() } });
        var id = await CreateAsync(Shell("echo $(find /data | sort)") with { Image = image, Files = [new FileWork("/data/old", [1], 420), new FileWork("/data/in/old", [1], 420)] });
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.Directory, "data/"), Token);
            await writer.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, "data/new"), Token);
        }

        archive.Position = 0;
        await Runtime.ClearAsync(id, "/data/", Token);
        await Runtime.CopyInAsync(id, "/", archive, Token);
        await Runtime.StartAsync(id, Token);
        await Runtime.WaitAsync(id, Token);

        Assert.Equal(left + "\n", string.Concat((await LogsAsync(id, 0)).Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span))));
    }

    [Fact]
    public async Task EnvWorkingDirAndUser_AreThoseOfTheWork()
    {
        var output = await OutputAsync(Shell("""echo "$A|$B|$(pwd)|$(id -u):$(id -g)" """) with
        {
            Env = [new EnvironmentVariable("A", "1=2"), new EnvironmentVariable("B", "two words")],
            WorkingDir = "/srv/work",
            User = "1234:5678",
        });

        Assert.Equal("1=2|two words|/srv/work|1234:5678\n", output);
    }

    [Fact]
    public async Task Limits_ReachTheEngine_CoresAtMostWhatItHas()
    {
        var cores = (await Runtime.InfoAsync(Token)).Cores;
        var id = await CreateAsync(Shell("true") with { CpuLimit = 0.5, MemoryLimit = 64 << 20 });
        var greedy = await CreateAsync(Shell("true") with { CpuLimit = 10_000 });

        var host = (await Client.Containers.InspectContainerAsync(id, Token)).HostConfig!;
        Assert.Equal((500_000_000, 64 << 20, 64 << 20), (host.NanoCPUs, host.Memory, host.MemorySwap));
        Assert.Equal((long)(cores * 1e9), (await Client.Containers.InspectContainerAsync(greedy, Token)).HostConfig!.NanoCPUs);
    }

    [Fact]
    public async Task MemoryLimit_Passed_IsOutOfMemory()
    {
        // A busy engine of this age sometimes loses the kernel's notice together with the container's control group: then there is nothing to read.
        var ends = new List<ContainerState>();
        while (ends.Count < 3 && !ends.Exists(end => end.OomKilled))
            ends.Add(await RunAsync(Shell("tail /dev/zero") with { MemoryLimit = 16 << 20 }));

        Assert.All(ends, end => Assert.Equal((137, false), (end.ExitCode, end.KilledByEngine)));
        Assert.True(ends[^1].OomKilled);
    }

    [Fact]
    public async Task Stop_OfOneThatIgnoresTheSignal_KillsItAfterTheGrace()
    {
        var id = await StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await FirstFrameAsync(id);

        await Runtime.StopAsync(id, TimeSpan.FromSeconds(1), Token);

        var end = await Runtime.InspectAsync(id, Token);
        Assert.Equal((137, false, false), (end!.ExitCode, end.OomKilled, end.KilledByEngine));
    }

    [Theory]
    [InlineData("no-such-program", "exec: \"no-such-program\": executable file not found in $PATH")]
    [InlineData("/etc/passwd", "exec /etc/passwd failed: Permission denied")]
    public async Task Wait_ForWhatIsNoProgram_IsExitCode64AndWhy(string program, string reason)
    {
        var id = await StartAsync(new ContainerWork { Name = "main", Image = DockerHarness.Alpine, Command = [program] });

        var end = await Runtime.WaitAsync(id, Token);

        Assert.Equal((64, reason), (end!.ExitCode, end.Error));
    }

    [Theory]
    [InlineData("exit 127")]
    [InlineData("echo '[FATAL tini (7)] exec make failed: No such file or directory'; exit 127")]
    [InlineData("no-such-program")]
    public async Task Wait_ForAProgramThatEndsLikeAMissingOne_IsItsExitCode(string script)
    {
        var id = await StartAsync(Shell(script));

        Assert.Equal(127, (await Runtime.WaitAsync(id, Token))!.ExitCode);
    }

    [Fact]
    public async Task Stop_OfAShell_NeedsNoGrace()
    {
        var id = await StartAsync(Shell("echo ready; sleep 3600; echo never"));
        await FirstFrameAsync(id);

        await Runtime.StopAsync(id, TimeSpan.FromHours(1), Token);

        Assert.Equal(143, (await Runtime.InspectAsync(id, Token))!.ExitCode);
    }

    [Fact]
    public async Task Start_AsAnUnknownUser_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => StartAsync(Shell("true") with { User = "nobody-of-that-name" }));

        Assert.Contains("nobody-of-that-name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithAMemoryLimitBelowTheEngines_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { MemoryLimit = 1000 }));

        Assert.Contains("memory", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task DnsConfig_IsInTheContainersResolver()
    {
        var id = await CreateAsync(Shell("true"), pod => pod with { Dns = ["192.0.2.53"], DnsSearches = ["example.org"], DnsOptions = ["ndots:2"] });

        var host = (await Client.Containers.InspectContainerAsync(id, Token)).HostConfig!;
        Assert.Equal(("192.0.2.53", "example.org", "ndots:2"), (Assert.Single(host.DNS), Assert.Single(host.DNSSearch), Assert.Single(host.DNSOptions)));
    }

    [Fact]
    public async Task Create_WhatTheOperatorDoesNotAllow_IsRefused()
    {
        var privileged = await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { Privileged = true }));
        var network = await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true"), pod => pod with { HostNetwork = true }));

        Assert.Contains("--allow-privileged", privileged.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-host-network", network.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CopyOut_OfALink_GivesItsTargetInsideTheContainer()
    {
        var id = await StartAsync(Shell("mkdir /data; echo -n real > /data/real; ln -s ../data/real /tmp/link; ln -s /tmp/link /tmp/chain; ln -s /../../../../etc/hostname /tmp/out; ln -s /nowhere /tmp/broken; ln -s loop /tmp/loop"));
        await Runtime.WaitAsync(id, Token);

        Assert.Equal("real", await ReadAsync(id, "/tmp/link"));
        Assert.Equal("real", await ReadAsync(id, "/tmp/chain"));
        Assert.NotEqual(Environment.MachineName, (await ReadAsync(id, "/tmp/out")).Trim());
        Assert.Null(await Runtime.CopyOutAsync(id, "/tmp/broken", Token));
        Assert.Null(await Runtime.CopyOutAsync(id, "/tmp/loop", Token));
        Assert.Null(await Runtime.CopyOutAsync(id, "/data/real/below", Token));
    }

    [Fact]
    public async Task Files_InAFolderThatExists_LeaveItsModeAlone()
    {
        var output = await OutputAsync(Shell("stat -c %a /tmp; cat /tmp/script") with { Files = [new FileWork("/tmp/script", "text\n"u8.ToArray())] });

        Assert.Equal("1777\ntext\n", output);
    }

    [Fact]
    public async Task Archive_ThatNoContainerCanHave_IsRefused()
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var name in (string[])["tmp/x", "tmp/x/y"])
                await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, name), Token);
        }

        archive.Position = 0;
        var id = await CreateAsync(Shell("true"));

        Assert.Contains("not a directory", (await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.CopyInAsync(id, "/", archive, Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ThatBreaksOff_IsItsOwnError_AndNoSilenceOfTheEngine()
    {
        var (id, beside) = (await CreateAsync(Shell("true")), await StartAsync(Shell("true")));
        var archive = FedStream.Of(async output =>
        {
            await output.WriteAsync(new byte[200_000], Token);
            throw new ArtifactRefusedException("it is broken");
        });

        Assert.Equal("it is broken", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => Runtime.CopyInAsync(id, "/", archive, Token))).Message);

        Assert.False((await Runtime.WaitAsync(beside, Token).WaitAsync(Patience, Token))!.KilledByEngine);
    }

    [Fact]
    public async Task Files_WithARelativePath_AreRefused()
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { Files = [new FileWork("input", [])] }));

        Assert.Contains("\"input\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volume_KeepsItsContentFromOneContainerToTheNext()
    {
        var volume = "fleet-test-" + Guid.NewGuid().ToString("N");
        await Runtime.EnsureVolumeAsync(volume, new Dictionary<string, string>(), Token);
        try
        {
            ContainerWork Mounting(string script) => Shell(script) with { Mounts = [new MountWork("work", "/work")] };
            await RunAsync(Mounting("echo kept > /work/file"), volumes: new Dictionary<string, string> { ["work"] = volume });
            Assert.Equal("kept\n", await OutputAsync(Mounting("cat /work/file"), new Dictionary<string, string> { ["work"] = volume }));
        }
        finally
        {
            foreach (var left in await Runtime.ListAsync(FleetId, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Create_MountOfAVolumeThatIsNotThere_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => CreateAsync(Shell("true") with { Mounts = [new MountWork("work", "/work")] }));

        Assert.Contains("\"work\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///tmp/fleet-nobody-listens.sock")]
    [InlineData("tcp://127.0.0.1:1")]
    public async Task Engine_DoesNotAnswer_TheErrorSaysWhere(string endpoint)
    {
        await using var nobody = NewRuntime(new DockerRuntimeOptions { Endpoint = new Uri(endpoint) });

        var error = await Assert.ThrowsAsync<EngineUnavailableException>(() => nobody.InfoAsync(Token));

        Assert.Contains(endpoint, error.Message, StringComparison.Ordinal);
    }

    // An adopter voids what a dead creator left, while the creator's start may still be under way: whatever the order, a container that ran is never removed as unstarted.
    [Fact]
    public async Task VoidAgainstStart_NeverRemovesWhatRan()
    {
        for (var round = 0; round < 8; round++)
        {
            var spec = Spec(Shell("sleep 60"));
            var id = await Runtime.CreateAsync(spec, Token);
            var starting = Task.Run(async () =>
            {
                try
                {
                    await Runtime.StartAsync(spec.Name, Token);
                    return true;
                }
                catch (EngineUnavailableException)
                {
                    return false;
                }
            }, Token);
            await Runtime.RenameAsync(id, spec.Name + "-void", Token);
            var removed = await Runtime.RemoveUnstartedAsync(id, Token);
            var started = await starting;

            Assert.NotEqual(started, removed);
            Assert.Equal(started, await Runtime.InspectAsync(id, Token) is { Phase: ContainerPhase.Running });
            await Runtime.DestroyAsync(id, Token);
        }
    }

    private async Task<string> CommitAsync(string tag, ContainerConfig config)
    {
        var id = await CreateAsync(Shell("true"));
        await Client.Images.CommitContainerChangesAsync(new CommitContainerChangesParameters(config) { ContainerID = id, RepositoryName = tag.Split(':')[0], Tag = tag.Split(':')[1] }, Token);
        return tag;
    }
}
