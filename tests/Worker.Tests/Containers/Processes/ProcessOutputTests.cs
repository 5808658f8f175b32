using System.Formats.Tar;
using Fleet.Artifacts;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>What a task of the process runtime leaves, on whatever rung this machine has.</summary>
public sealed class ProcessOutputTests : ProcessTest
{
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
    public async Task Logs_OfAnyBytes_ComeWholeInTheirPieces()
    {
        var (id, _) = await RunAsync("""printf 'a\000b\377\n'; head -c 40000 /dev/zero | tr '\0' x; echo more >/dev/stdout; printf 'end'""");

        var frames = await FramesAsync(Runtime, id);

        Assert.Equal([5, 16384, 16384, 40000 - 32768 + 5, 3], frames.Select(frame => frame.Bytes.Length));
        Assert.Equal([0x61, 0, 0x62, 0xff, 0x0a], frames[0].Bytes.ToArray());
        Assert.Equal(frames.Select(frame => frame.Nanos), frames.Select(frame => frame.Nanos).Distinct().Order());
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
}
