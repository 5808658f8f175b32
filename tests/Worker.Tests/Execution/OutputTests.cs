using System.Formats.Tar;
using System.Text;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Values;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Execution;

/// <summary>What is made of the files that an engine hands out.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-values-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task File_EndsWithNewlines_OneIsTrimmed() => Assert.Equal("a\n", (await CollectAsync(_ => Tar(File("a\n\n")))).Parameters["p"]);

    [Fact]
    public async Task File_Empty_EmptyValue() => Assert.Equal("", (await CollectAsync(_ => Tar(File("")))).Parameters["p"]);

    [Fact]
    public async Task File_Missing_ErrorNamesParameterAndPath()
    {
        var end = await CollectAsync(_ => null);

        Assert.Equal("cannot save parameter p: file /out/p does not exist; write it, or give valueFrom.default", Assert.Single(end.OutputErrors));
        Assert.Empty(end.Parameters);
    }

    [Fact]
    public async Task File_MissingWithDefault_IsLeftToTheCoordinator()
    {
        var end = await CollectAsync(_ => null, hasDefault: true);

        Assert.Empty(end.Parameters);
        Assert.Empty(end.OutputErrors);
    }

    [Fact]
    public async Task File_AtTheLimitOfAMessage_IsCarriedInline()
    {
        var end = await CollectAsync(_ => Tar(File(new string('x', MessageLimits.InlineValueBytes))));

        Assert.Equal(MessageLimits.InlineValueBytes, end.Parameters["p"].Length);
        Assert.Empty(end.StoredParameters);
    }

    [Fact]
    public async Task File_OverTheLimitOfAMessage_IsStored_AndNamedByItsDigest()
    {
        var text = new string('x', MessageLimits.InlineValueBytes - 1) + "ä";

        var end = await CollectAsync(_ => Tar(File(text)), store: Store());

        Assert.Empty(end.OutputErrors);
        Assert.Empty(end.Parameters);
        var reference = end.StoredParameters["p"];
        Assert.Equal(MessageLimits.InlineValueBytes + 1, reference.Bytes);
        Assert.Equal(text, await ReadAsync(reference));
        // Whoever is killed before the report does it again: the same, under the same name.
        Assert.Equal(reference, (await CollectAsync(_ => Tar(File(text)), store: Store())).StoredParameters["p"]);
    }

    [Fact]
    public async Task File_OverTheLimitOfAMessage_WithoutAStore_SaysWhatToDo() => Assert.Contains(
        "cannot save parameter p: it has 65537 bytes, and goes through the artifact store: this worker has no artifact store; start it with",
        Assert.Single((await CollectAsync(_ => Tar(File(new string('x', MessageLimits.InlineValueBytes + 1))))).OutputErrors),
        StringComparison.Ordinal);

    [Fact]
    public async Task File_OverTheLimit_Error() => Assert.Equal(
        "cannot save parameter p: /out/p has 100001 bytes; a parameter may have 100000 (FLEET_VALUE_LIMIT). Pass larger things as artifacts",
        Assert.Single((await CollectAsync(_ => Tar(File(new string('x', 100_001))), store: Store(), valueLimit: 100_000)).OutputErrors));

    [Fact]
    public async Task Files_TogetherOverWhatAReportCarries_TheRestIsStored()
    {
        const int Fit = MessageLimits.OutputsBytes / MessageLimits.InlineValueBytes;
        var full = new string('x', MessageLimits.InlineValueBytes);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar(File(full))), artifacts: Store());
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Parameters = [.. Enumerable.Range(0, Fit + 2).Select(i => new OutputFile($"p{i}", $"/out/p{i}"))] })));

        var end = await worker.FinishedAsync();

        Assert.Empty(end.OutputErrors);
        Assert.Equal((Fit, 2), (end.Parameters.Count, end.StoredParameters.Count));
        Assert.Equal(full, await ReadAsync(end.StoredParameters[$"p{Fit}"]));
    }

    [Fact]
    public async Task Files_TogetherOverTheLimit_TheRestIsAnError()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar(File(new string('x', 100)))), artifacts: Store(), valueLimit: 100);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Parameters = [.. Enumerable.Range(0, 5).Select(i => new OutputFile($"p{i}", $"/out/p{i}"))] })));

        var end = await worker.FinishedAsync();

        Assert.Equal(4, end.Parameters.Count);
        Assert.Contains("cannot save parameter p4: ", Assert.Single(end.OutputErrors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_NotUtf8_Error() =>
        Assert.Contains("UTF-8", Assert.Single((await CollectAsync(_ => Tar(new PaxTarEntry(TarEntryType.RegularFile, "p") { DataStream = new MemoryStream([0xff, 0xfe]) }))).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Folder_Error() =>
        Assert.Contains("is a folder", Assert.Single((await CollectAsync(_ => Tar(new PaxTarEntry(TarEntryType.Directory, "p")))).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Archive_WithoutEntry_ErrorAndNotTheDefault() =>
        Assert.Contains("empty archive", Assert.Single((await CollectAsync(_ => new MemoryStream(new byte[1024]), hasDefault: true)).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Link_Relative_FollowedInTheContainer() =>
        Assert.Equal("behind", (await CollectAsync(path => path == "/data/real" ? Tar(File("behind")) : Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "p") { LinkName = "../data/real" }))).Parameters["p"]);

    [Fact]
    public async Task Link_InACircle_Error() =>
        Assert.Contains("links", Assert.Single((await CollectAsync(_ => Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "p") { LinkName = "/out/p" }))).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task File_ThatTheWorkerMayNotRead_IsAnErrorOfTheTask()
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, path) => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied."), artifacts: Store());
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Parameters = [new OutputFile("p", "/out/p")], Artifacts = [new ArtifactOutput { Name = "a", Path = "/out/a", Key = "key" }] })));

        var end = await worker.FinishedAsync();

        Assert.Equal(2, end.OutputErrors.Count);
        Assert.All(end.OutputErrors, error => Assert.Contains("the task has taken the right to read from what it left", error, StringComparison.Ordinal));
    }

    private static async Task<TaskFinished> CollectAsync(Func<string, Stream?> copyOut, bool hasDefault = false, IArtifactStore? store = null, int? valueLimit = null)
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, path) => Task.FromResult(copyOut(path)), artifacts: store, valueLimit: valueLimit);
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Parameters = [new OutputFile("p", "/out/p", hasDefault)] })));
        return await worker.FinishedAsync();
    }

    private FileArtifactStore Store() => new(folder.FullName, TimeProvider.System);

    private async Task<string> ReadAsync(ValueReference reference) =>
        Encoding.UTF8.GetString(await new ValueStore(Store()).ReadAsync(WorkerHarness.Stamp().Workflow, new ContentDigest(reference.Sha256, reference.Bytes), TestContext.Current.CancellationToken));

    private static PaxTarEntry File(string text) => new(TarEntryType.RegularFile, "p") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    private static MemoryStream Tar(TarEntry entry)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            writer.WriteEntry(entry);
        archive.Position = 0;
        return archive;
    }
}
