using System.Diagnostics;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>Whatever a task leaves: it goes with the task, and keeps nobody from starting on the same folder.</summary>
public sealed class ProcessRemovalTests : ProcessTest
{
    // Names of any bytes, 5,000 bytes of path, no rights; each beside something that stays.
    private const string Leftovers = """
        odd=$(printf '\344\366')
        n=$(printf '%0250d' 0)
        for at in "$1" "$2"; do
            mkdir -p "$at/$odd" "$at/shut/in"; echo x >"$at/$odd/$odd"; ln -s "$3" "$at/$odd/link"; echo x >"$at/shut/in/file"
            cd "$at"; i=0; while [ $i -lt 20 ]; do mkdir $n; cd -P $n; i=$((i + 1)); done; echo x >"$odd"
            chmod 0 "$at/shut/in" "$at/shut"
        done
        chmod 0 "$2"
        """;

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

    [Fact]
    public async Task Folders_OfATask_GoWithIt_WhateverItLeftInThem()
    {
        var kept = Path.Combine(Data, "kept");
        await File.WriteAllTextAsync(kept, "kept", Token);
        await Runtime.EnsureVolumeAsync("odd", new Dictionary<string, string>(), Token);
        var work = new ContainerWork { Name = "main", Image = "none", Command = ["sh", "-ec", Leftovers, "task", "/tmp", "/data", Data], Mounts = [new("v", "/data")] };
        var id = await StartAsync(Spec(work) with { Volumes = new Dictionary<string, string> { ["v"] = "odd" } });
        Assert.Equal(0, (await Runtime.WaitAsync(id, Token))!.ExitCode);
        var box = BoxOf(id);
        Assert.True(Directory.Exists(box));

        await Runtime.DestroyAsync(id, Token);
        await Runtime.RemoveVolumeAsync("odd", Token);
        // Again: nothing is there.
        await Runtime.RemoveVolumeAsync("odd", Token);

        Assert.False(Directory.Exists(box));
        foreach (var folder in (string[])["volumes", "aside", "state"])
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Options.Scratch, folder)));
        Assert.Equal("kept", await File.ReadAllTextAsync(kept, Token));
    }

    [Fact]
    public async Task Folders_ThatCannotBeRemoved_AreTold_KeepNobodyFromStarting_AndAreTriedAgain()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounts something in the task's folders, so that they cannot be removed: needs root");
        await Runtime.EnsureVolumeAsync("v", new Dictionary<string, string>(), Token);
        var (id, _) = await RunAsync("mkdir /tmp/mounted");
        var (box, volume) = (BoxOf(id), Path.Combine(Options.Scratch, "volumes/v"));
        string[] mounts = [Path.Combine(box, "tmp/mounted"), Directory.CreateDirectory(Path.Combine(volume, "mounted")).FullName];
        var log = new ListLogger();
        await using var runtime = new ProcessRuntime(Options, log, TimeProvider.System);
        foreach (var mount in mounts)
            await HostAsync("mount", "-t", "tmpfs", "-o", "size=64k", "busy", mount);
        try
        {
            await runtime.DestroyAsync(id, Token);
            await runtime.RemoveVolumeAsync("v", Token);

            var aside = Directory.GetDirectories(Path.Combine(Options.Scratch, "aside")).Single();
            mounts[1] = Path.Combine(aside, "mounted");
            Assert.Equal((null, false, 2), (await runtime.InspectAsync(id, Token), Directory.Exists(volume), log.Lines.Count));
            Assert.StartsWith(box + ", which a task has left, was not removed", log.Lines[0], StringComparison.Ordinal);
            Assert.StartsWith(aside + ", which a task has left, was not removed", log.Lines[1], StringComparison.Ordinal);
            await runtime.InfoAsync(Token);
            Assert.Equal(4, log.Lines.Count);
        }
        finally
        {
            foreach (var mount in mounts)
                await HostAsync("umount", mount);
        }

        log.Lines.Clear();
        await using var next = new ProcessRuntime(Options, log, TimeProvider.System);
        await next.InfoAsync(Token);

        Assert.Empty(log.Lines);
        Assert.False(Directory.Exists(box));
        foreach (var folder in (string[])["aside", "state"])
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Options.Scratch, folder)));
    }

    private string BoxOf(string id) => new ProcessFolder(Options.Scratch).Find(id)!.Box;

    private static async Task HostAsync(params string[] command)
    {
        using var process = Process.Start(command[0], command[1..]);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, process.ExitCode);
    }
}
