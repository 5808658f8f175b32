using System.Formats.Tar;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

/// <content>Volumes.</content>
public abstract partial class ContainerRuntimeCompliance
{
    [Fact]
    public async Task Volumes_MadeAndRemovedTwice()
    {
        var name = "fleet-test-" + Guid.NewGuid().ToString("N");
        var labels = new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString() };

        await Runtime.EnsureVolumeAsync(name, labels, Token);
        await Runtime.EnsureVolumeAsync(name, labels, Token);
        await Runtime.RemoveVolumeAsync(name, Token);
        await Runtime.RemoveVolumeAsync(name, Token);
    }

    [Fact]
    public async Task Volume_MadeWithAContainer_IsFilledThroughIt_AndSharedByOthers()
    {
        var mounts = await Runtime.VolumeMountsAsync(Token);
        if (mounts == VolumeMounts.None)
        {
            Assert.False(harness.HasFiles);
            return;
        }

        var volume = "fleet-test-" + Guid.NewGuid().ToString("N");
        var volumes = new Dictionary<string, string> { ["v"] = volume };
        ContainerSpec Mounting(string script, params MountWork[] at) => Spec(new PodWork { Containers = [harness.Pod(new Behaviour()).Containers[0] with { Command = ["sh", "-c", script], Args = [], Mounts = at }] }) with { Volumes = volumes };
        try
        {
            var filler = await CreateAsync(Mounting("true", new MountWork("v", "/" + volume)) with { VolumeLabels = new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D") } });
            for (var times = 0; times < 2; times++)
            {
                await Runtime.CopyInAsync(
                    filler, "/", await TarAsync(
                        new GnuTarEntry(TarEntryType.Directory, volume + "/") { Mode = (UnixFileMode)0b111_111_111 }, new GnuTarEntry(TarEntryType.RegularFile, volume + "/f") { DataStream = new MemoryStream("one "u8.ToArray()), Mode = (UnixFileMode)0b110_110_110 }), Token);
            }

            var writer = await StartAsync(Mounting("printf two >> /a/f; stat -c %a /a > /a/mode", new MountWork("v", "/a")));
            await Runtime.DestroyAsync(filler, Token);
            await Runtime.WaitAsync(writer, Token).WaitAsync(Patience, Token);
            var reader = await StartAsync(mounts == VolumeMounts.Files ? Mounting("cat /in/x /in/mode", new MountWork("v", "/in/x", "f"), new MountWork("v", "/in/mode", "mode")) : Mounting("cat /in/f /in/mode", new MountWork("v", "/in")));

            Assert.Equal("one two777\n", string.Concat(Lines(await LogsAsync(reader, 0), "stdout")));
        }
        finally
        {
            foreach (var left in await Runtime.ListAsync(_fleet, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }
    }

    [Fact]
    public async Task CopyOut_OfAFolder_HasWhatIsMountedInIt()
    {
        if (await Runtime.VolumeMountsAsync(Token) == VolumeMounts.None)
        {
            Assert.False(harness.HasFiles);
            return;
        }

        var volume = "fleet-test-" + Guid.NewGuid().ToString("N");
        try
        {
            await Runtime.EnsureVolumeAsync(volume, new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D") }, Token);
            var work = harness.Pod(new Behaviour()).Containers[0] with
            {
                Command = ["sh", "-c", "echo r > /tmp/out/r && echo c > /tmp/out/cache/c && echo l > /var/run/made/l"],
                Args = [],
                // /var/run is a link wherever sh is.
                Mounts = [new MountWork("v", "/tmp/out/cache"), new MountWork("f", "/tmp/out/conf"), new MountWork("v", "/var/run/made/")],
            };
            var pod = new PodWork { Containers = [work], Volumes = [new VolumeWork { Name = "f", Files = [new FileWork("a.conf", "A"u8.ToArray())] }] };
            var id = await StartAsync(Spec(pod) with { Volumes = new Dictionary<string, string> { ["v"] = volume } });
            Assert.Equal(0, (await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token))!.ExitCode);

            Assert.Equal(["out/cache/c", "out/cache/l", "out/conf/a.conf", "out/r"], await FilesAsync(id, "/tmp/out"));
            Assert.Equal(["made/c", "made/l"], await FilesAsync(id, "/var/run/made"));
        }
        finally
        {
            foreach (var left in await Runtime.ListAsync(_fleet, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }
    }

    // As they are named below the path.
    private async Task<string[]> FilesAsync(string id, string path)
    {
        await using var archive = await Runtime.CopyOutAsync(id, path, Token);
        await using var reader = new TarReader(archive!);
        string? top = null;
        var names = new List<string>();
        while (await reader.GetNextEntryAsync(true, Token) is { } entry)
        {
            top ??= entry.Name.TrimEnd('/');
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                names.Add(Path.GetFileName(path) + entry.Name[top.Length..]);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    private static async Task<MemoryStream> TarAsync(params TarEntry[] entries)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var entry in entries)
                await tar.WriteEntryAsync(entry, Token);
        }

        archive.Position = 0;
        return archive;
    }

    [Fact]
    public async Task Volumes_OfAFleet_AreListedByTheirLabels_UntilTheyAreRemoved()
    {
        var (claim, other) = ($"{Guid.NewGuid():N}-work", $"{Guid.NewGuid():N}");
        var labels = new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D"), [ContainerLabels.Claim] = claim };
        try
        {
            await Runtime.EnsureVolumeAsync(ContainerLabels.ClaimNameOf(_fleet, claim), labels, Token);
            await Runtime.EnsureVolumeAsync(ContainerLabels.ClaimNameOf(_fleet, claim), labels, Token);
            await Runtime.EnsureVolumeAsync("fleet-test-" + other, new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D") }, Token);
            await Runtime.EnsureSharedVolumeAsync("test-shared-" + other, Token);
            await Runtime.EnsureSharedVolumeAsync("test-shared-" + other, Token);

            var listed = await Runtime.ListVolumesAsync(_fleet, Token);
            Assert.Equal([ContainerLabels.ClaimNameOf(_fleet, claim), "fleet-test-" + other], listed.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(claim, listed[ContainerLabels.ClaimNameOf(_fleet, claim)][ContainerLabels.Claim]);
            await Runtime.RemoveVolumeAsync(ContainerLabels.ClaimNameOf(_fleet, claim), Token);
            Assert.Equal("fleet-test-" + other, Assert.Single(await Runtime.ListVolumesAsync(_fleet, Token)).Key);
        }
        finally
        {
            foreach (var name in (string[])[ContainerLabels.ClaimNameOf(_fleet, claim), "fleet-test-" + other, "test-shared-" + other])
                await Runtime.RemoveVolumeAsync(name, CancellationToken.None);
        }
    }
}
