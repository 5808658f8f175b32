using System.Formats.Tar;
using System.Text;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Files;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Artifacts on their way into a pod before it starts, and out of it when it has ended.</summary>
public sealed class ArtifactRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-artifact-run-").FullName;
    private readonly FileArtifactStore _store;

    public ArtifactRunTests() => _store = new FileArtifactStore(Path.Combine(_folder, "store"), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Input_IsThereBeforeTheStart_WithItsMode()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "in"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "in/x"), "content", Token);
        await new ArtifactSaver(_store).SavePathAsync(Path.Combine(_folder, "in"), "key", ArchiveKind.Tar, Token);
        List<string>? copied = null;
        var startedBefore = false;
        await using var worker = new WorkerHarness(
            engine =>
            {
                engine.OnCopyIn = async (_, tar, _) => copied = await EntriesAsync(tar);
                engine.BeforeStart = _ => { startedBefore |= copied is null; return Task.CompletedTask; };
            },
            artifacts: _store);

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
            artifacts: _store);

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Raw = [1] }) with { ArtifactOwner = new FileOwner(1000, 100) }));
        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((1000, 100), owner);
    }

    [Fact]
    public async Task Input_ThatTheEngineCannotUnpack_IsRefusedByItsName()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyIn = (_, _, _) => throw new ContainerRefusedException("cannot copy into container x: not a directory"), artifacts: _store);

        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Raw = [1] })));
        var end = await worker.FinishedAsync();

        Assert.Equal((TaskEnd.Refused, "artifact a failed to load: cannot copy into container x: not a directory"), (end.End, end.Message));
    }

    [Fact]
    public async Task Listing_GivesTheKeysBelowAFolder_WithoutAContainer()
    {
        foreach (var key in (string[])["logs/a", "logs/b c", "logs2/x"])
            await _store.PutAsync(key, new MemoryStream([1]), Token);
        await using var worker = new WorkerHarness(artifacts: _store);

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
            await _store.PutAsync("m", new MemoryStream(content == "\uFFFF" ? [0xff, 0xfe] : packed ? await TgzAsync("manifest.yaml", content) : System.Text.Encoding.UTF8.GetBytes(content)), Token);
        await using var worker = new WorkerHarness(artifacts: _store);

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
        await using var worker = new WorkerHarness(engine => engine.BeforeStart = _ => throw new InvalidOperationException("it was started"), artifacts: _store);

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
            artifacts: _store);
        await worker.RunAsync(worker.Order(Pod(new ArtifactInput { Name = "a", Path = "/in", Raw = [1] })));
        await copying.Task;

        await worker.CancelAsync("enough");

        Assert.Equal((TaskEnd.Cancelled, "enough"), ((await worker.FinishedAsync()) is var end ? (end.End, end.Message) : default));
    }

    [Fact]
    public async Task Output_IsStored_AndAMissingOneIsNamed()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, path) => Task.FromResult<Stream?>(path == "/out/x" ? Tar("x", "made") : null), artifacts: _store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x"), Output("maybe", "/no") with { Optional = true }, Output("gone", "/gone")] })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(["one"], end.Artifacts);
        Assert.Equal(("one", new FileInfo(Path.Combine(_folder, "store/wf/one.tgz")).Length), Assert.Single(end.ArtifactBytes) is var size ? (size.Key, size.Value) : default);
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
        await _store.PutAsync("wf/one/old", new MemoryStream([1]), Token);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(tar), artifacts: _store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x") with { Key = "wf/one", Archive = ArtifactArchive.None, IsAlone = alone }] })));
        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.True(await _store.ExistsAsync("wf/one/new", Token));
        Assert.Equal(stays, await _store.ExistsAsync("wf/one/old", Token));
    }

    [Fact]
    public async Task Engine_ThatBreaksOffWhileAnOutputIsCopied_IsAskedAgain_AndNothingHalfIsSeen()
    {
        var tries = 0;
        await using var worker = new WorkerHarness(
            engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(tries++ == 0 ? new Breaking(Tar("x", new string('y', 100_000))) : Tar("x", "whole")), artifacts: _store);

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((2, "one"), (tries, Assert.Single(end.Artifacts)));
        Assert.Equal("whole", await TextAsync("wf/one.tgz"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "store/.fleet-partial")));
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

        await using var worker = new WorkerHarness(engine => engine.OnLogs = (_, _) => Frames(), artifacts: _store);
        ArtifactOutput[] logs = [.. new[] { "main", "absent" }.Select(name => new ArtifactOutput { Name = name + "-logs", Path = "", LogOf = name, Key = $"wf/{name}.log", Archive = ArtifactArchive.None, Optional = true })];
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = logs }, ("fleet.dummy/exit-code", "3"))));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((3, "main-logs"), (end.Containers[0].ExitCode, Assert.Single(end.Artifacts)));
        Assert.Empty(end.OutputErrors);
        Assert.Equal("one\ntwo", await TextAsync("wf/main.log"));
        Assert.Equal("one\ntwo".Length, end.ArtifactBytes["main-logs"]);
        Assert.True(reads >= 3);
    }

    [Fact]
    public async Task Stop_WhileTheStoreIsAway_EndsTheWaiting()
    {
        var store = new AwayStore(_store);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: store);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        await worker.WhileTimePassesAsync(store.AskedAsync(2));

        await worker.CancelAsync("enough");

        Assert.Equal("cannot save artifact one: away (not asked again: the task is to be stopped)", Assert.Single((await worker.WhileTimePassesAsync(worker.FinishedAsync())).OutputErrors));
    }

    [Theory]
    [InlineData("pod")]
    [InlineData("reading")]
    [InlineData("listing")]
    public async Task Stop_WhileTheStoreOfWhatIsReadIsAway_IsAStop(string kind)
    {
        var store = new AwayStore(_store);
        await using var worker = new WorkerHarness(artifacts: store);
        var input = new ArtifactInput { Name = "a", Path = "/in", Key = "key" };
        await worker.RunAsync(worker.Order(kind switch
        {
            "pod" => new TaskWork { Pod = Pod(input) },
            "reading" => new TaskWork { ReadArtifact = new ReadArtifactWork { Artifact = input } },
            _ => new TaskWork { ListArtifacts = new ListArtifactsWork { Prefix = "" } },
        }));
        await worker.WhileTimePassesAsync(store.AskedAsync(2));

        await worker.CancelAsync("enough");
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal((TaskEnd.Cancelled, "enough", 0), (end.End, end.Message, end.OutputErrors.Count));
    }

    [Fact]
    public async Task Store_ThatIsAwayForAWhile_IsWaitedFor_AndNotForEver()
    {
        var away = new AwayStore(_store);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: away);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var finished = worker.FinishedAsync();
        await worker.WhileTimePassesAsync(away.AskedAsync(3));
        away.IsBack = true;

        Assert.Equal(["one"], (await worker.WhileTimePassesAsync(finished)).Artifacts);
        // Once, not at each try.
        Assert.Equal(TaskStage.Collect, Assert.Single(worker.Progress, progress => progress.Message == "waiting for the artifact store: away").Stage);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Store_ThatSaysNothing_IsToldOfWithinSeconds_AndOneThatIsSlowIsNot(bool input, bool answers)
    {
        await _store.PutAsync("key", new MemoryStream("x"u8.ToArray()), Token);
        var silent = new SilentStore(_store) { Answers = answers };
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: silent);
        await worker.RunAsync(worker.Order(input ? Pod(new ArtifactInput { Name = "a", Path = "/in", Key = "key" }) : WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var finished = worker.FinishedAsync();

        // The call is under way all the time.
        await worker.WhileTimePassesAsync(silent.AskedAsync(2));
        if (!answers)
            await WorkerHarness.EventuallyAsync(() => worker.Progress.Any(progress => progress.Message is not null));
        silent.Release();
        var end = await worker.WhileTimePassesAsync(finished);

        Assert.Equal((TaskEnd.Exited, 0), (end.End, end.OutputErrors.Count));
        var told = worker.Progress.Where(progress => progress.Message?.Contains("artifact store", StringComparison.Ordinal) == true).Select(progress => (progress.Stage, progress.Message)).ToList();
        Assert.Equal(answers ? [] : [(input ? TaskStage.Create : TaskStage.Collect, $"waiting for the artifact store: the artifact store ({_store.Description}) did not answer within 3 s")], told);
    }

    [Fact]
    public async Task Store_ThatStaysAway_EndsTheTaskWithTheReason()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar("x", "made")), artifacts: new AwayStore(_store), storePatience: TimeSpan.FromSeconds(3));

        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Artifacts = [Output("one", "/out/x")] })));
        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal("cannot save artifact one: away (asked again for 3 s)", Assert.Single(end.OutputErrors));
        Assert.Empty(end.Artifacts);
    }

    private static PodWork Pod(ArtifactInput input) => WorkerHarness.Pod() with { Artifacts = [input] };

    private static ArtifactOutput Output(string name, string path) => new() { Name = name, Path = path, Key = $"wf/{name}.tgz" };

    private static MemoryStream Tar(string name, string content)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        tar.Position = 0;
        return tar;
    }

    private static async Task<List<string>> EntriesAsync(Stream tar)
    {
        var entries = new List<string>();
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
            entries.Add($"{entry.Name} {entry.EntryType} {Convert.ToString((int)entry.Mode, 8)}{(entry.DataStream is { } data ? " " + await new StreamReader(data).ReadToEndAsync() : "")}");
        return entries;
    }

    private async Task<string> TextAsync(string key)
    {
        var path = Path.Combine(_folder, "read");
        await FolderOutput.WriteAsync((await ArtifactContent.OpenAsync(_store, key, ArchiveKind.Detect, ArchiveLimits.Default, Token))!, path, Token);
        return await File.ReadAllTextAsync(path, Token);
    }

    /// <summary>Half of it, then the connection is gone.</summary>
    private sealed class Breaking(MemoryStream inner) : MemoryStream(inner.ToArray()[..50_000])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read && read == 0 && buffer.Length > 0 ? throw new IOException("connection reset") : read;

        public override bool CanSeek => false;
    }

    /// <summary>Takes calls and does not answer before it is released; whether small questions are answered, the test says.</summary>
    private sealed class SilentStore(IArtifactStore inner) : IArtifactStore
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public bool Answers { get; init; }

        public string Description => inner.Description;

        public void Release() => _released.SetResult();

        public async Task<bool> AskedAsync(int times)
        {
            await WorkerHarness.EventuallyAsync(() => Volatile.Read(ref _asked) >= times);
            return true;
        }

        public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
        {
            await _released.Task.WaitAsync(cancellationToken);
            await inner.PutAsync(key, content, cancellationToken);
        }

        public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
        {
            await _released.Task.WaitAsync(cancellationToken);
            return await inner.OpenAsync(key, cancellationToken);
        }

        public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
        {
            // Those of the worker's own watch are about no key of a task.
            if (key != "fleet-probe")
                Interlocked.Increment(ref _asked);
            if (!Answers)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return await inner.ExistsAsync(key, cancellationToken);
        }

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
    }

    /// <summary>Fails until it is back.</summary>
    private sealed class AwayStore(IArtifactStore inner) : IArtifactStore
    {
        private int _asked;

        public volatile bool IsBack;

        public string Description => inner.Description;

        public async Task<bool> AskedAsync(int times)
        {
            await WorkerHarness.EventuallyAsync(() => Volatile.Read(ref _asked) >= times);
            return true;
        }

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => Answered(() => inner.PutAsync(key, content, cancellationToken));

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => Answered(() => inner.OpenAsync(key, cancellationToken));

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => Answered(() => inner.ListAsync(prefix, cancellationToken));

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        private T Answered<T>(Func<T> call)
        {
            Interlocked.Increment(ref _asked);
            return IsBack ? call() : throw new StoreUnavailableException("away");
        }
    }
}
