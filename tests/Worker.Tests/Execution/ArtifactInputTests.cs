using System.Formats.Tar;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Artifacts on their way into a pod before it starts, and those that are read without one.</summary>
public sealed class ArtifactInputTests : ArtifactTest
{
    [Fact]
    public async Task Input_IsThereBeforeTheStart_WithItsMode()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "in"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "in/x"), "content", Token);
        await new ArtifactSaver(Store).SavePathAsync(Path.Combine(Folder, "in"), "key", ArchiveKind.Tar, Token);
        List<string>? copied = null;
        var startedBefore = false;
        await using var worker = new WorkerHarness(
            engine =>
            {
                engine.OnCopyIn = async (_, tar, _) => copied = await EntriesAsync(tar);
                engine.BeforeStart = _ => { startedBefore |= copied is null; return Task.CompletedTask; };
            },
            artifacts: Store);

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/data/in", Key = "key", Mode = 0b111_000_000, RecurseMode = true })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Exited, false), (end.End, startedBefore));
        Assert.Equal(["data/in/ Directory 700", "data/in/x RegularFile 700 content"], copied);
    }

    [Fact]
    public async Task Input_BelongsToThePodsUser()
    {
        (int, int)? owner = null;
        await using var worker = new WorkerHarness(
            engine => engine.OnCopyIn = async (_, tar, _) =>
            {
                await using var reader = new TarReader(tar);
                while (await reader.GetNextEntryAsync(copyData: false, Token) is { } entry)
                    owner = (entry.Uid, entry.Gid);
            },
            artifacts: Store);

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Raw = [1] }) with { ArtifactOwner = new FileOwner(1000, 100) }));
        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((1000, 100), owner);
    }

    [Fact]
    public async Task Input_ThatTheEngineCannotUnpack_IsRefusedByItsName()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyIn = (_, _, _) => throw new ContainerRefusedException("cannot copy into container x: not a directory"), artifacts: Store);

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Raw = [1] })));
        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Refused, "artifact a failed to load: cannot copy into container x: not a directory"), (end.End, end.Message));
    }

    [Fact]
    public async Task Listing_GivesTheKeysBelowAFolder_WithoutAContainer()
    {
        foreach (var key in (string[])["logs/a", "logs/b c", "logs2/x"])
            await Store.PutAsync(key, new MemoryStream([1]), Token);
        await using var worker = new WorkerHarness(artifacts: Store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod()) with { Work = new TaskWork { ListArtifacts = new ListArtifactsWork { Prefix = "logs/" } } });
        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Exited, """["logs/a","logs/b c"]""", 0), (end.End, end.Result, worker.Engine.Created));
    }

    [Theory]
    [InlineData("kind: Workflow", false, null)]
    [InlineData("kind: Workflow", true, null)]
    [InlineData(null, false, "artifact m failed to load: nothing is stored under the key 'm'")]
    [InlineData("\uFFFF", false, "artifact m failed to load: it is no text in UTF-8")]
    public async Task Reading_GivesTheTextOfAFile_PackedOrNot_WithoutAContainer(string? content, bool packed, string? fault)
    {
        if (content is not null)
            await Store.PutAsync("m", new MemoryStream(content == "\uFFFF" ? [0xff, 0xfe] : packed ? await TgzAsync("manifest.yaml", content) : System.Text.Encoding.UTF8.GetBytes(content)), Token);
        await using var worker = new WorkerHarness(artifacts: Store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod()) with { Work = new TaskWork { ReadArtifact = new ReadArtifactWork { Artifact = new ArtifactInput { Name = "m", Path = "", Key = "m" } } } });
        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Exited, fault is null ? content : null, 0), (end.End, end.Result, worker.Engine.Created));
        Assert.Equal(fault is null ? [] : [fault], end.OutputErrors.Select(error => error[..fault!.Length]));
    }

    private static async Task<byte[]> TgzAsync(string name, string text)
    {
        var bytes = new MemoryStream();
        await using (var packed = new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new System.Formats.Tar.TarWriter(packed, leaveOpen: true))
            await tar.WriteEntryAsync(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        return bytes.ToArray();
    }

    [Fact]
    public async Task Input_ThatIsNotThere_IsRefused_AndNothingStarts()
    {
        await using var worker = new WorkerHarness(engine => engine.BeforeStart = _ => throw new InvalidOperationException("it was started"), artifacts: Store);

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Key = "missing" })));
        var end = await worker.FinishedAsync();

        Assert.Equal(TaskEnd.Refused, end.End);
        Assert.StartsWith("artifact a failed to load: nothing is stored under the key 'missing'", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_WithoutAStore_IsRefused()
    {
        await using var worker = new WorkerHarness();

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Key = "key" })));

        Assert.Contains("--artifact-store", (await worker.FinishedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WhileAnInputIsCopied_EndsTheTask()
    {
        var copying = new TaskCompletionSource();
        await using var worker = new WorkerHarness(
            engine => engine.OnCopyIn = async (_, _, cancellationToken) =>
            {
                copying.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            artifacts: Store);
        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Raw = [1] })));
        await copying.Task;

        await worker.CancelAsync("enough");

        Assert.Equal((TaskEnd.Cancelled, "enough"), ((await worker.FinishedAsync()) is var end ? (end.End, end.Message) : default));
    }

    private static async Task<List<string>> EntriesAsync(Stream tar)
    {
        var entries = new List<string>();
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
            entries.Add($"{entry.Name} {entry.EntryType} {Convert.ToString((int)entry.Mode, 8)}{(entry.DataStream is { } data ? " " + await new StreamReader(data).ReadToEndAsync() : "")}");
        return entries;
    }
}
