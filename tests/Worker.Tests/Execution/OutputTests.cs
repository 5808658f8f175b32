using System.Formats.Tar;
using System.Text;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Execution;

/// <summary>What is made of the files that an engine hands out.</summary>
public sealed class OutputTests
{
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
    public async Task File_MissingWithDefault_Default()
    {
        var end = await CollectAsync(_ => null, "fallback");

        Assert.Equal("fallback", end.Parameters["p"]);
        Assert.Empty(end.OutputErrors);
    }

    [Fact]
    public async Task File_AtTheLimit_Taken() =>
        Assert.Equal(MessageLimits.InlineValueBytes, (await CollectAsync(_ => Tar(File(new string('x', MessageLimits.InlineValueBytes))))).Parameters["p"].Length);

    [Fact]
    public async Task File_OverTheLimit_Error() =>
        Assert.Contains("artifacts", Assert.Single((await CollectAsync(_ => Tar(File(new string('x', MessageLimits.InlineValueBytes + 1))))).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Files_TogetherOverTheLimit_TheRestIsAnError()
    {
        const int Fit = MessageLimits.OutputsBytes / MessageLimits.InlineValueBytes;
        var full = new string('x', MessageLimits.InlineValueBytes);
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, _) => Task.FromResult<Stream?>(Tar(File(full))));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Parameters = [.. Enumerable.Range(0, Fit + 1).Select(i => new OutputFile($"p{i}", $"/out/p{i}", null))] })));

        var end = await worker.FinishedAsync();

        Assert.Equal(Fit, end.Parameters.Count);
        Assert.Contains($"cannot save parameter p{Fit}: ", Assert.Single(end.OutputErrors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_NotUtf8_Error() =>
        Assert.Contains("UTF-8", Assert.Single((await CollectAsync(_ => Tar(new PaxTarEntry(TarEntryType.RegularFile, "p") { DataStream = new MemoryStream([0xff, 0xfe]) }))).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Folder_Error() =>
        Assert.Contains("is a folder", Assert.Single((await CollectAsync(_ => Tar(new PaxTarEntry(TarEntryType.Directory, "p")))).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Archive_WithoutEntry_ErrorAndNotTheDefault() =>
        Assert.Contains("empty archive", Assert.Single((await CollectAsync(_ => new MemoryStream(new byte[1024]), "fallback")).OutputErrors), StringComparison.Ordinal);

    [Fact]
    public async Task Link_Relative_FollowedInTheContainer() =>
        Assert.Equal("behind", (await CollectAsync(path => path == "/data/real" ? Tar(File("behind")) : Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "p") { LinkName = "../data/real" }))).Parameters["p"]);

    [Fact]
    public async Task Link_InACircle_Error() =>
        Assert.Contains("links", Assert.Single((await CollectAsync(_ => Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "p") { LinkName = "/out/p" }))).OutputErrors), StringComparison.Ordinal);

    private static async Task<TaskFinished> CollectAsync(Func<string, Stream?> copyOut, string? fallback = null)
    {
        await using var worker = new WorkerHarness(engine => engine.OnCopyOut = (_, path) => Task.FromResult(copyOut(path)));
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(new TaskOutputs { Parameters = [new OutputFile("p", "/out/p", fallback)] })));
        return await worker.FinishedAsync();
    }

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
