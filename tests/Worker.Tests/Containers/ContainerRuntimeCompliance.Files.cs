using System.Formats.Tar;
using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

/// <content>Files of containers, in and out.</content>
public abstract partial class ContainerRuntimeCompliance
{
    [Fact]
    public async Task CopyOut_OfAnEndedOne_GivesTheFile()
    {
        var pod = harness.Pod(new Behaviour { Writes = new Dictionary<string, string> { ["/tmp/out/answer.txt"] = "42" } }) with
        {
            Outputs = new TaskOutputs { Parameters = [new OutputFile("answer", "/tmp/out/answer.txt")] },
        };
        var id = await StartAsync(Spec(pod));
        await Runtime.WaitAsync(id, Token);

        Assert.Equal("42", await ReadAsync(id, "/tmp/out/answer.txt"));
        Assert.Null(await Runtime.CopyOutAsync(id, "/tmp/out/nothing.txt", Token));
        Assert.Null(await Runtime.CopyOutAsync(id, "/nowhere/nothing.txt", Token));
        Assert.Null(await Runtime.CopyOutAsync("fleet-nobody", "/tmp/out/answer.txt", Token));
    }

    [Fact]
    public async Task Files_CopiedInBeforeTheStart_AreThere()
    {
        var pod = harness.Pod(new Behaviour());
        var content = Encoding.UTF8.GetBytes("content");
        var spec = Spec(pod with { Containers = [pod.Containers[0] with { Files = [new FileWork("/new/folder/input", content), new FileWork("/tmp/tool", content, 0b111_101_101)] }] });
        var id = await StartAsync(spec);
        await Runtime.WaitAsync(id, Token);

        Assert.Equal("content", await ReadAsync(id, "/new/folder/input"));
        if (harness.HasFiles)
            Assert.Equal((UnixFileMode)0b111_101_101, await ModeAsync(id, "/tmp/tool"));
    }

    [Fact]
    public async Task CopyOut_OfWhereNothingIsLeft_IsRefused()
    {
        Assert.SkipUnless(harness.HasFiles, "this runtime has no file system");
        var pod = harness.Pod(new Behaviour());
        var id = await StartAsync(Spec(pod with { Containers = [pod.Containers[0] with { Args = ["echo x > /dev/shm/fleet-out; ln -s /dev/shm/fleet-out /tmp/link"] }] }));
        await Runtime.WaitAsync(id, Token);

        foreach (var path in (string[])["/dev/shm/fleet-out", "/dev/shm", "/tmp/link"])
            await Assert.ThrowsAsync<InvalidDataException>(() => Runtime.CopyOutAsync(id, path, Token));
    }

    [Fact]
    public async Task CopyOut_OfWhatHasNoContent_IsRefused()
    {
        Assert.SkipUnless(harness.HasFiles, "this runtime has no file system");
        var pod = harness.Pod(new Behaviour());
        var id = await StartAsync(Spec(pod with { Containers = [pod.Containers[0] with { Args = ["mkdir /tmp/in; mkfifo /tmp/in/pipe; ln -s in/pipe /tmp/link"] }] }));
        await Runtime.WaitAsync(id, Token);

        foreach (var path in (string[])["/tmp/in/pipe", "/tmp/link"])
            Assert.Equal($"{path} is a device, socket or pipe", (await Assert.ThrowsAsync<InvalidDataException>(() => Runtime.CopyOutAsync(id, path, Token))).Message);
        await using var folder = await Runtime.CopyOutAsync(id, "/tmp/in", Token);
        Assert.NotNull(folder);
    }

    protected Task<string> ReadAsync(string id, string path) => Runtime.ReadAsync(id, path);

    private async Task<UnixFileMode> ModeAsync(string id, string path)
    {
        await using var archive = await Runtime.CopyOutAsync(id, path, Token);
        await using var reader = new TarReader(archive!);
        return (await reader.GetNextEntryAsync(true, Token))!.Mode;
    }
}
