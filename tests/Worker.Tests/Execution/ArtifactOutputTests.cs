using System.Formats.Tar;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Artifacts on their way out of a pod when it has ended.</summary>
public sealed class ArtifactOutputTests : ArtifactTest
{
    [Fact]
    public async Task Output_IsStored_AndAMissingOneIsNamed()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, path) => Task.FromResult<Stream?>(path == "/out/x" ? Tar("x", "made") : null), artifacts: Store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x"), Output("maybe", "/no") with { Optional = true }, Output("gone", "/gone")] })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(["one"], end.Artifacts);
        Assert.Equal(("one", new FileInfo(Path.Combine(Folder, "store/wf/one.tgz")).Length), Assert.Single(end.ArtifactBytes) is var size ? (size.Key, size.Value) : default);
        Assert.Equal("cannot save artifact gone: /gone: no such file or directory; write it, or say optional: true", Assert.Single(end.OutputErrors));
        Assert.Equal("made", await TextAsync("wf/one.tgz"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Folder_NotPacked_LeavesWhatOthersHaveStoredBelowItsKey(bool alone, bool stays)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "x/"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "x/new"));
        }

        tar.Position = 0;
        await Store.PutAsync("wf/one/old", new MemoryStream([1]), Token);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(tar), artifacts: Store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x") with { Key = "wf/one", Archive = ArtifactArchive.None, IsAlone = alone }] })));
        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.True(await Store.ExistsAsync("wf/one/new", Token));
        Assert.Equal(stays, await Store.ExistsAsync("wf/one/old", Token));
    }

    [Fact]
    public async Task Engine_ThatBreaksOffWhileAnOutputIsCopied_IsAskedAgain_AndNothingHalfIsSeen()
    {
        var tries = 0;
        await using var worker = new WorkerHarness(
            engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(tries++ == 0 ? new Breaking(Tar("x", new string('y', 100_000))) : Tar("x", "whole")), artifacts: Store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((2, "one"), (tries, Assert.Single(end.Artifacts)));
        Assert.Equal("whole", await TextAsync("wf/one.tgz"));
        Assert.Empty(Directory.GetFiles(Path.Combine(Folder, "store/.fleet-partial")));
    }

    [Fact]
    public async Task Log_IsStoredAsItWasWritten_AlsoOfAContainerThatFailed_AndNotOfOneThatNeverBegan()
    {
        var reads = 0;
        async IAsyncEnumerable<Fleet.Worker.Containers.LogFrame> Frames()
        {
            yield return new("stdout", 1, "one\n"u8.ToArray());
            await Task.Yield();
            // Each log is read twice at least: on its way, and here. The engine goes away once.
            if (Interlocked.Increment(ref reads) == 2)
                throw new Fleet.Worker.Containers.EngineUnavailableException("away");
            yield return new("stderr", 2, "two"u8.ToArray());
        }

        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => Frames(), artifacts: Store);
        ArtifactOutput[] logs = [.. new[] { "main", "absent" }.Select(name => new ArtifactOutput { Name = name + "-logs", Path = "", LogOf = name, Key = $"wf/{name}.log", Archive = ArtifactArchive.None, Optional = true })];
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = logs }, ("fleet.dummy/exit-code", "3"))));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((3, "main-logs"), (end.Containers[0].ExitCode, Assert.Single(end.Artifacts)));
        Assert.Empty(end.OutputErrors);
        Assert.Equal("one\ntwo", await TextAsync("wf/main.log"));
        Assert.Equal("one\ntwo".Length, end.ArtifactBytes["main-logs"]);
        Assert.True(reads >= 3);
    }

    private async Task<string> TextAsync(string key)
    {
        var path = Path.Combine(Folder, "read");
        await FolderOutput.WriteAsync((await ArtifactContent.OpenAsync(Store, key, ArchiveKind.Detect, ArchiveLimits.Default, Token))!, path, Token);
        return await File.ReadAllTextAsync(path, Token);
    }

    /// <summary>Half of it, then the connection is gone.</summary>
    private sealed class Breaking(MemoryStream inner) : MemoryStream(inner.ToArray()[..50_000])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read && read == 0 && buffer.Length > 0 ? throw new IOException("connection reset") : read;

        public override bool CanSeek => false;
    }
}
