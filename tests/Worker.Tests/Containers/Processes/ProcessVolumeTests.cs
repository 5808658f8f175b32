using System.Formats.Tar;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>What a task of the process runtime has mounted or was given, on whatever rung this machine has.</summary>
public sealed class ProcessVolumeTests : ProcessTest
{
    [Fact]
    public async Task Inputs_BelongToTheUserThatTheirArchiveSays()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files to other users");
        var volume = "volume-" + Guid.NewGuid().ToString("N");
        var volumes = new Dictionary<string, string> { ["v"] = volume };
        var filling = Work("true") with { Mounts = [new MountWork("v", "/" + volume)] };
        var filler = await Runtime.CreateAsync(Spec(filling) with { Volumes = volumes, VolumeLabels = volumes }, Token);
        await Runtime.CopyInAsync(filler, "/", await OwnedAsync(volume + "/f"), Token);
        var work = Work("echo more >> /tmp/own/f && echo more >> /given/f && cat /tmp/own/f /given/f") with { User = "1000", Mounts = [new MountWork("v", "/given")] };
        var id = await Runtime.CreateAsync(Spec(work) with { Volumes = volumes }, Token);
        await Runtime.CopyInAsync(id, "/", await OwnedAsync("tmp/own/f"), Token);

        await Runtime.StartAsync(id, Token);
        var end = await Runtime.WaitAsync(id, Token);

        Assert.Equal(0, end!.ExitCode);
        foreach (var made in (string[])[id, filler])
            await Runtime.DestroyAsync(made, Token);
        await Runtime.RemoveVolumeAsync(volume, Token);
    }

    private static async Task<MemoryStream> OwnedAsync(string name)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, name) { Uid = 1000, Gid = 1000, DataStream = new MemoryStream("in\n"u8.ToArray()) }, Token);
        archive.Position = 0;
        return archive;
    }

    [Fact]
    public async Task Volume_IsSharedByTasks_AndOutputsInItAreRead()
    {
        await Runtime.EnsureVolumeAsync("cache", new Dictionary<string, string>(), Token);
        var volumes = new Dictionary<string, string> { ["v"] = "cache" };
        var writes = await StartAsync(Spec(Work("echo kept >/data/v/file") with { Mounts = [new MountWork("v", "/data/v")] }) with { Volumes = volumes });
        await Runtime.WaitAsync(writes, Token);
        var reads = await StartAsync(Spec(Work("cat /mine/file; exec 2>/dev/null; ! echo >/mine/new") with { Mounts = [new MountWork("v", "/mine", ReadOnly: true)] }) with { Volumes = volumes });

        Assert.Equal(0, (await Runtime.WaitAsync(reads, Token))!.ExitCode);
        Assert.Equal("kept\n", Text(await FramesAsync(Runtime, reads)));
        Assert.Equal("kept\n", await ReadAsync(writes, "/data/v/file"));
    }

    // What the sandbox notes of its mounts is read by the worker, which may read any file.
    [Fact]
    public async Task Volume_UnderAPathWithALineOfItsOwn_GivesNoFileOfTheHost()
    {
        var secret = Path.Combine(Data, "secret");
        await File.WriteAllTextAsync(secret, "the host's", Token);
        await Runtime.EnsureVolumeAsync("lines", new Dictionary<string, string>(), Token);
        var volumes = new Dictionary<string, string> { ["v"] = "lines" };
        var odd = $"/tmp/x\n{secret}\t/tmp/yy";

        var id = await StartAsync(Spec(Work("mkdir -p /tmp/yy; echo mine >/tmp/yy/f") with { Mounts = [new MountWork("v", odd)] }) with { Volumes = volumes });
        await Runtime.WaitAsync(id, Token);

        Assert.Equal("mine\n", await ReadAsync(id, "/tmp/yy/f"));
        await using var archive = await Runtime.CopyOutAsync(id, "/tmp/yy", Token);
        using var content = new StreamReader(archive!);
        Assert.DoesNotContain("the host's", await content.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VolumeOfFiles_IsReadOnly_AndGoesWithTheTask()
    {
        var pod = new PodWork
        {
            Containers = [],
            Volumes = [new VolumeWork { Name = "f", Files = [new FileWork("a.conf", "A"u8.ToArray()), new FileWork("d/run", "#!/bin/sh\necho ran"u8.ToArray(), 0b111_101_101)] }],
        };
        var id = await StartAsync(Spec(Work("ls /conf; /only/run; exec 2>/dev/null; ! touch /conf/new && ! rm /only/run") with { Mounts = [new MountWork("f", "/conf"), new MountWork("f", "/only", "d")] }) with { Pod = pod });

        Assert.Equal(0, (await Runtime.WaitAsync(id, Token))!.ExitCode);
        Assert.Equal("a.conf\nd\nran\n", Text(await FramesAsync(Runtime, id)));
        Assert.Equal("A", await ReadAsync(id, "/conf/a.conf"));
    }

    [Fact]
    public async Task Volume_IsOpenToEveryUser_AlsoAfterADeathInTheMiddle_AndKeepsTheRightsThatATaskGaveIt()
    {
        var folder = Path.Combine(Options.Scratch, "volumes", "rights");
        Directory.CreateDirectory(folder, (UnixFileMode)0b111_101_101);
        await Runtime.EnsureVolumeAsync("rights", new Dictionary<string, string>(), Token);
        Assert.Equal((UnixFileMode)0b111_111_111, File.GetUnixFileMode(folder));

        File.SetUnixFileMode(folder, (UnixFileMode)0b111_000_000);
        await Runtime.EnsureVolumeAsync("rights", new Dictionary<string, string>(), Token);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(folder));
    }

    [Fact]
    public async Task HostPath_IsMountedWhereTheOperatorAllowsIt_AndRefusedElsewhere()
    {
        var shared = Directory.CreateTempSubdirectory("fleet-host-").FullName;
        try
        {
            await using var runtime = new ProcessRuntime(Options with { HostPaths = new HostPaths([shared]) }, NullLogger.Instance, TimeProvider.System);
            ContainerSpec Mounting(string path, string inner = "") => Spec(Work("echo kept >/h/file") with { Mounts = [new MountWork("h", "/h", inner)] }) with
            {
                Pod = new PodWork { Containers = [], Volumes = [new VolumeWork { Name = "h", HostPath = path }] },
            };
            var id = await runtime.CreateAsync(Mounting(shared), Token);
            await runtime.StartAsync(id, Token);

            Assert.Equal(0, (await runtime.WaitAsync(id, Token))!.ExitCode);
            Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(shared, "file"), Token));
            await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Mounting("/etc"), Token));
            await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Mounting(shared, "../etc"), Token));
            await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Mounting(shared + "/gone"), Token));
            await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.CreateAsync(Mounting(shared), Token));
            await runtime.DestroyAsync(id, Token);
        }
        finally
        {
            Directory.Delete(shared, recursive: true);
        }
    }

    [Fact]
    public async Task SubPath_OfAVolume_IsMadeWhereItIsMissing_AndNoLinkLeadsOutOfIt()
    {
        await Runtime.EnsureVolumeAsync("sub", new Dictionary<string, string>(), Token);
        var volumes = new Dictionary<string, string> { ["v"] = "sub" };
        var writes = await StartAsync(Spec(Work("echo kept >/data/file; ln -s /etc /data/link") with { Mounts = [new MountWork("v", "/data", "a/b")] }) with { Volumes = volumes });
        await Runtime.WaitAsync(writes, Token);
        var reads = await StartAsync(Spec(Work("cat /all/a/b/file /single") with { Mounts = [new MountWork("v", "/all"), new MountWork("v", "/single", "a/b/file")] }) with { Volumes = volumes });

        await Runtime.WaitAsync(reads, Token);
        Assert.Equal("kept\nkept\n", Text(await FramesAsync(Runtime, reads)));
        await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.CreateAsync(Spec(Work("true") with { Mounts = [new MountWork("v", "/x", "a/b/link")] }) with { Volumes = volumes }, Token));
    }
}
