using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Fleet.Artifacts;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>What a task of the process runtime sees and leaves, on whatever rung this machine has.</summary>
public sealed class ProcessRuntimeTests : ProcessTest
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
    public async Task Task_OfParallelOnes_DoNotSeeEachOthersFiles()
    {
        var first = await StartAsync("while :; do sleep 0.1; done");
        var second = await StartAsync("while :; do sleep 0.1; done");

        Assert.Equal(0, await Runtime.ExecAsync(first, ["sh", "-c", "mkdir -p /shared && echo first >/shared/value && echo first >/tmp/value"], Token));
        Assert.Equal(0, await Runtime.ExecAsync(second, ["sh", "-c", "test ! -e /shared && test ! -e /tmp/value && mkdir /shared && echo second >/shared/value && echo second >/tmp/value"], Token));

        Assert.Equal(0, await Runtime.ExecAsync(first, ["grep", "-qx", "first", "/shared/value", "/tmp/value"], Token));
        Assert.Equal("first\n", await ReadAsync(first, "/shared/value"));
        Assert.Equal("second\n", await ReadAsync(second, "/tmp/value"));
        Assert.False(Directory.Exists("/shared"));
    }

    [Fact]
    public async Task Output_ThroughLinks_StaysInsideTheTask()
    {
        await File.WriteAllTextAsync(Path.Combine(Data, "secret"), "secret", Token);
        var (id, _) = await RunAsync($"""
            mkdir /tmp/a && echo inner >/tmp/a/inner
            ln -s a/inner /tmp/relative; ln -s /tmp/a/inner /tmp/absolute; ln -s ../../../../tmp/a /tmp/a/round; ln -s /tmp /link
            ln -s /etc/passwd /tmp/host; ln -s ../../../../../../../../etc/passwd /tmp/up; ln -s {Data}/secret /tmp/secret; ln -s /proc/1/environ /tmp/process
            ln -s loop /tmp/loop; ln -s /nowhere /tmp/nowhere; mkfifo /tmp/pipe
            """);

        foreach (var path in (string[])["/tmp/relative", "/tmp/absolute", "/tmp/a/round/inner", "/link/a/inner", "/tmp/../tmp/./a//inner", "/../../tmp/a/inner"])
            Assert.Equal("inner\n", await ReadAsync(id, path));
        foreach (var path in (string[])["/tmp/host", "/tmp/up", "/etc/passwd", "/tmp/pipe", "/tmp/loop", "/tmp/../../etc/passwd"])
            Assert.Contains(path, (await Assert.ThrowsAsync<InvalidDataException>(() => Runtime.CopyOutAsync(id, path, Token))).Message, StringComparison.Ordinal);
        foreach (var path in (string[])["/tmp/secret", "/tmp/process"])
            Assert.True(await IsRefusedAsync(id, path), path);
        foreach (var path in (string[])["/tmp/nowhere", "/tmp/a/inner/below", "/tmp/none"])
            Assert.Null(await Runtime.CopyOutAsync(id, path, Token));
    }

    [Fact]
    public async Task Output_OfAFolder_HasItsFilesAndLinks()
    {
        var (id, _) = await RunAsync("mkdir -p /tmp/out/inner; echo 1 >/tmp/out/one; echo 2 >/tmp/out/inner/two; ln -s /etc/passwd /tmp/out/link");

        await using var archive = await Runtime.CopyOutAsync(id, "/tmp/out", Token);
        await using var reader = new TarReader(archive!);
        var entries = new Dictionary<string, TarEntryType>();
        while (await reader.GetNextEntryAsync(cancellationToken: Token) is { } entry)
            entries[entry.Name.TrimEnd('/')] = entry.EntryType;

        Assert.Equal(
            new Dictionary<string, TarEntryType>
            {
                ["out"] = TarEntryType.Directory,
                ["out/inner"] = TarEntryType.Directory,
                ["out/inner/two"] = TarEntryType.RegularFile,
                ["out/link"] = TarEntryType.SymbolicLink,
                ["out/one"] = TarEntryType.RegularFile,
            },
            entries);
    }

    [Fact]
    public async Task Environment_IsTheContainersOwn_WithoutFleetsSecrets()
    {
        Environment.SetEnvironmentVariable("FLEET_TEST_SECRET", "of-fleet");
        var (_, output) = await RunAsync("""env; printf '%s|' "$ODD"; tr '\0' ' ' </proc/1/cmdline""", work => work with
        {
            Env = [new("PLAIN", "1"), new("ODD", "it's \"odd\" $HOME `id` \\ \n*"), new("TOKEN", "hush", Secret: true)],
            WorkingDir = "/tmp/made/for/it",
        });

        Assert.DoesNotContain("of-fleet", output, StringComparison.Ordinal);
        var lines = output.Split('\n');
        foreach (var line in (string[])["PLAIN=1", "TOKEN=hush", "PWD=/tmp/made/for/it"])
            Assert.Contains(line, lines);
        Assert.Contains("it's \"odd\" $HOME `id` \\ \n*|", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", output[output.IndexOf('|', StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_OfAProgramThatIsNoShell_HasNamesOfAnyKind()
    {
        var (_, output) = await RunAsync("", work => work with { Command = ["env"], Args = null, Env = [new("with.dots", "1"), new("with-dash", "2", Secret: true)] });

        Assert.Contains("with.dots=1", output.Split('\n'));
        Assert.Contains("with-dash=2", output.Split('\n'));
        Assert.DoesNotContain("OLDPWD", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_AreThoseOfAnOrdinaryProcess()
    {
        var (_, output) = await RunAsync("grep SigIgn /proc/self/status; yes | head -n 1; grep -c . /proc/1/cmdline");

        Assert.Matches("^SigIgn:\\s0+\ny\n", output);
    }

    [Fact]
    public async Task Stop_OfOneThatIgnoresIt_KillsItAfterTheGrace()
    {
        var id = await StartAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await FirstFrameAsync(id);

        await Runtime.StopAsync(id, TimeSpan.FromMilliseconds(100), Token);

        var state = await Runtime.InspectAsync(id, Token);
        Assert.Equal((ContainerPhase.Exited, 137, false), (state!.Phase, state.ExitCode, state.KilledByEngine));
    }

    [Fact]
    public async Task End_OfTheTask_EndsWhatItLeftInTheBackground()
    {
        var mark = Guid.NewGuid().ToString("N");
        var (id, output) = await RunAsync($"setsid sh -c 'echo {mark}; : >/tmp/said; while :; do sleep 0.05; done' & until [ -e /tmp/said ]; do sleep 0.05; done; exit 3");

        Assert.Equal((3, mark + "\n"), ((await Runtime.InspectAsync(id, Token))!.ExitCode, output));
        Assert.DoesNotContain(System.Diagnostics.Process.GetProcesses(), process => CommandLine(process.Id).Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_OfAnyBytes_ComeWholeInTheirPieces()
    {
        var (id, _) = await RunAsync("""printf 'a\000b\377\n'; head -c 40000 /dev/zero | tr '\0' x; echo more >/dev/stdout; printf 'end'""");

        var frames = await FramesAsync(Runtime, id);

        Assert.Equal([5, 16384, 16384, 40000 - 32768 + 5, 3], frames.Select(frame => frame.Bytes.Length));
        Assert.Equal([0x61, 0, 0x62, 0xff, 0x0a], frames[0].Bytes.ToArray());
        Assert.Equal(frames.Select(frame => frame.Nanos), frames.Select(frame => frame.Nanos).Distinct().Order());
    }

    [Fact]
    public async Task Runtime_OfAnotherProcess_GoesOnWithWhatRuns()
    {
        var id = await StartAsync("for i in 1 2 3; do echo $i; done; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo 4; exit 7");
        await FirstFrameAsync(id);
        var engine = (await Runtime.InfoAsync(Token)).Id;
        var following = FramesAsync(Runtime, id);

        await using var other = new ProcessRuntime(Options, NullLogger.Instance, TimeProvider.System);
        var waiting = other.WaitAsync(id, Token);
        Assert.Equal((engine, ContainerPhase.Running), ((await other.InfoAsync(Token)).Id, (await other.InspectAsync(id, Token))!.Phase));
        Assert.Equal(0, await other.ExecAsync(id, ["touch", "/tmp/go"], Token));

        Assert.Equal(7, (await waiting)!.ExitCode);
        var (first, second) = (await following, await FramesAsync(other, id));
        Assert.Equal("1\n2\n3\n4\n", Text(first));
        Assert.Equal(first.Select(frame => (frame.Nanos, Text([frame]))), second.Select(frame => (frame.Nanos, Text([frame]))));
    }

    [Fact]
    public async Task State_WhenAllItsProcessesWereKilled_SaysSo()
    {
        var id = await StartAsync("echo ready; while :; do sleep 0.1; done");
        await FirstFrameAsync(id);

        KillHard(id, "claim");
        KillHard(id, "init");

        var end = await Runtime.WaitAsync(id, Token);
        Assert.True(end!.KilledByEngine);
        Assert.Null(end.ExitCode);
    }

    [Fact]
    public async Task State_WhenOnlyItsShimWasKilled_StillGetsTheExitCode()
    {
        var id = await StartAsync("while [ ! -e /tmp/go ]; do sleep 0.05; done; echo out; exit 5");

        KillHard(id, "claim");
        Assert.Equal(0, await Runtime.ExecAsync(id, ["touch", "/tmp/go"], Token));

        Assert.Equal((5, false), (await Runtime.WaitAsync(id, Token) is { } end ? (end.ExitCode, end.KilledByEngine) : default));
        Assert.Equal("out\n", Text(await FramesAsync(Runtime, id)));
    }

    [Fact]
    public async Task Command_ThatIsNotThere_Gives127AndSaysSo()
    {
        var id = await StartAsync(Spec(Work("") with { Command = ["no-such-program"], Args = null }));

        Assert.Equal(127, (await Runtime.WaitAsync(id, Token))!.ExitCode);
        Assert.Contains("no-such-program", Text(await FramesAsync(Runtime, id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WithAnEqualsSign_IsACommand()
    {
        var id = await StartAsync(Spec(Work("") with { Command = ["/tmp/a=b", "c=d"], Args = ["e"], Files = [new FileWork("/tmp/a=b", "#!/bin/sh\necho \"$@\"\n"u8.ToArray(), 0b111_101_101)] }));

        await Runtime.WaitAsync(id, Token);
        Assert.Equal("c=d e\n", Text(await FramesAsync(Runtime, id)));
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

    [Fact]
    public async Task Prepare_OfWhatCannotBeHonoured_IsRefusedOrSaidOnce()
    {
        var log = new ListLogger();
        await using var runtime = new ProcessRuntime(Options, log, TimeProvider.System);
        var limited = Spec(Work("true") with { CpuLimit = 1, MemoryLimit = 1 << 20, Tty = true });

        await runtime.PrepareAsync(limited, null, Token);
        await runtime.PrepareAsync(limited, null, Token);

        Assert.Equal(["limits of CPU and memory are not enforced for local processes", "local processes have no terminal: tty is not honoured"], log.Lines);
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.PrepareAsync(Spec(Work("true") with { Privileged = true }), null, Token));
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Spec(Work("true") with { WorkingDir = "relative" }), Token));
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Spec(Work("true\0")), Token));
    }

    [Fact]
    public async Task Clearing_AfterADeadProcess_IsFinishedByTheNext()
    {
        var id = await StartAsync("while :; do sleep 0.1; done");
        // As a process leaves it that dies right after the first step of a removal.
        File.Move(Path.Combine(Options.Scratch, "state", id + ".json"), Path.Combine(Options.Scratch, "state", id + ".gone"));

        await using var next = new ProcessRuntime(Options, NullLogger.Instance, TimeProvider.System);
        await next.InfoAsync(Token);

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Options.Scratch, "state"), id + ".*"));
        Assert.False(Directory.Exists(Path.Combine(Options.Scratch, "boxes", id)));
    }

    [Fact]
    public async Task Names_OfAnyBytes_AndTreesOfAnyDepth_AreNotStored_AndRemovedWithTheTask()
    {
        // Twice 2500 characters, of which the system takes 4096 at once.
        var (id, _) = await RunAsync("""
            mkdir /tmp/out && echo x > "$(printf '/tmp/out/\344')"
            names=$(for i in $(seq 25); do printf '/%0100d' 0; done)
            mkdir -p "/tmp/deep$names" "/tmp/below$names" && mv /tmp/below "/tmp/deep$names"
            """);
        var box = Path.Combine(Options.Scratch, "boxes", id);

        Assert.Contains("not UTF-8", (await RefusedAsync(id, "/tmp/out")).Message, StringComparison.Ordinal);
        Assert.Contains("its path is too long", (await RefusedAsync(id, "/tmp/deep")).Message, StringComparison.Ordinal);
        await Runtime.DestroyAsync(id, Token);

        Assert.False(Directory.Exists(box));
    }

    [Fact]
    public async Task Clearing_OfWhatCannotBeRemoved_IsWarnedOf_AndKeepsNothingFromWorking()
    {
        var folder = new ProcessFolder(Options.Scratch);
        var left = new ProcessRecord("left", "left", new Dictionary<string, string>(), Rung.Overlay, "/proc/self/fdinfo");
        folder.Add(left);
        folder.Hide(left.Id);
        var log = new ListLogger();

        await using var next = new ProcessRuntime(Options, log, TimeProvider.System);
        await next.InfoAsync(Token);

        Assert.StartsWith("/proc/self/fdinfo, which a task has left, was not removed", Assert.Single(log.Lines), StringComparison.Ordinal);
        File.Delete(folder.StateOf(left.Id, "gone"));
    }

    private async Task<ArtifactRefusedException> RefusedAsync(string id, string path)
    {
        await using var archive = await Runtime.CopyOutAsync(id, path, Token);
        return await Assert.ThrowsAsync<ArtifactRefusedException>(() => archive!.CopyToAsync(Stream.Null, Token));
    }

    private async Task<bool> IsRefusedAsync(string id, string path)
    {
        try
        {
            return await Runtime.CopyOutAsync(id, path, Token) is null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void KillHard(string id, string file)
    {
        var stat = File.ReadAllText(Path.Combine(Options.Scratch, "state", $"{id}.{file}"));
        using var process = System.Diagnostics.Process.GetProcessById(int.Parse(stat.Split(' ')[0], CultureInfo.InvariantCulture));
        process.Kill();
    }
}
