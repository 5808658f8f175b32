using System.Diagnostics;
using Fleet.Artifacts;
using Fleet.Worker.Containers.Processes;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>Paths of a task, resolved over plain folders: needs no rights.</summary>
public sealed class WrittenLayersTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("fleet-layers-").FullName;
    private readonly WrittenLayers layers;

    public WrittenLayersTests()
    {
        foreach (var folder in (string[])["upper/work", "lower/etc", "lower/run", "tmp", "mount.u", "lower/mount/inner"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        Write("upper/work/out", "lower/etc/hosts", "upper/run/out", "tmp/file", "mount.u/new", "lower/mount/inner/old");
        Link("lower/var-run", "/run");
        layers = new WrittenLayers(
        [
            new Layer("/", Path.Combine(root, "upper"), Path.Combine(root, "lower")),
            new Layer("/tmp", Path.Combine(root, "tmp"), null),
            new Layer("/mount", Path.Combine(root, "mount.u"), Path.Combine(root, "lower/mount")),
            new Layer("/dev", null, null),
        ]);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("/work/out", "upper/work/out")]
    [InlineData("//work/./out", "upper/work/out")]
    [InlineData("/work/../../tmp/file", "tmp/file")]
    [InlineData("/tmp/file", "tmp/file")]
    [InlineData("/tmp/../work/out", "upper/work/out")]
    [InlineData("/mount/new", "mount.u/new")]
    [InlineData("/var-run/out", "upper/run/out")]
    [InlineData("/work", "upper/work")]
    public void Resolve_OfWhatTheTaskWrote_FindsIt(string path, string expected) => Assert.Equal(Path.Combine(root, expected), layers.Resolve(path));

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/tmp/nothing/below")]
    [InlineData("/work/out/below")]
    public void Resolve_OfNothing_GivesNull(string path) => Assert.Null(layers.Resolve(path));

    [Theory]
    [InlineData("/dev/shm/gone")]
    [InlineData("/etc/hosts")]
    [InlineData("/mount/inner/old")]
    [InlineData("/")]
    public void Resolve_OfWhatTheHostHas_IsRefused(string path) =>
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => path == "/" ? new WrittenLayers([new Layer("/", null, root)]).Resolve(path) : layers.Resolve(path)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("out", "upper/work/out")]
    [InlineData("/work/out", "upper/work/out")]
    [InlineData("../../../../tmp/file", "tmp/file")]
    [InlineData("/tmp/second", "tmp/file")]
    public void Resolve_ThroughLinks_StartsAtTheTasksRoot(string target, string expected)
    {
        Link("upper/work/link", target);
        Link("tmp/second", "file");

        Assert.Equal(Path.Combine(root, expected), layers.Resolve("/work/link"));
    }

    [Fact]
    public void Resolve_ThroughALoop_IsRefused()
    {
        Link("tmp/one", "two");
        Link("tmp/two", "one");

        Assert.Contains("40 links", Assert.Throws<InvalidDataException>(() => layers.Resolve("/tmp/one")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tree_OfAFolder_HasWhatIsMountedInIt_AndNothingThatTheTaskDidNotWrite()
    {
        Write("upper/out/r", "upper/out/covered/old", "upper/out/single", "lower/out/host/not-written", "upper/out/host/also/not-seen", "volume/c", "volume/in/place-holder", "file", "other/deep", "sub.u/x", "hidden/x");
        Link("upper/out/link", "/etc");
        foreach (var folder in (string[])["empty.u", "lower/out/submount", "lower/out/there", "upper/out/removed", "upper/out/dev"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        var mounted = new WrittenLayers(
        [
            new Layer("/", Path.Combine(root, "upper"), Path.Combine(root, "lower")),
            new Layer("/out/submount", Path.Combine(root, "empty.u"), Path.Combine(root, "lower/out/submount")),
            new Layer("/out/there/written", Path.Combine(root, "sub.u"), Path.Combine(root, "lower/out/there")),
            new Layer("/out/covered/inner", Path.Combine(root, "hidden"), null),
            new Layer("/out/dev", null, "/out/dev"),
            new Layer("/out/host/also", Path.Combine(root, "nothing"), null),
            new Layer("/out/covered", Path.Combine(root, "volume"), null),
            new Layer("/out/covered/in", Path.Combine(root, "other"), null),
            new Layer("/out/single", Path.Combine(root, "file"), null),
        ]);

        Assert.Equal(
            [
                "out=upper/out", "out/covered=volume", "out/covered/c=volume/c", "out/covered/in=other", "out/covered/in/deep=other/deep", "out/host=upper/out/host", "out/link=upper/out/link", "out/r=upper/out/r",
                "out/removed=upper/out/removed", "out/single=file", "out/there=lower/out/there", "out/there/written=sub.u", "out/there/written/x=sub.u/x",
            ],
            mounted.Tree("/out")!.Select(file => $"{file.Name}={Path.GetRelativePath(root, file.Real)}"));
        Assert.Equal(["volume/c"], mounted.Tree("/out/covered/c")!.Select(file => Path.GetRelativePath(root, file.Real)));
        Assert.Null(mounted.Tree("/out/covered/inner/x"));
    }

    [Theory]
    [InlineData("n=$(printf '/tmp/out/in/\\344'); echo x >\"$n\"", "the name of '/tmp/out/in/\uFFFD' is not UTF-8")]
    [InlineData("n=$(printf '/tmp/out/in/\\344'); mkdir \"$n\"; echo x >\"$n/file\"", "the name of '/tmp/out/in/\uFFFD' is not UTF-8")]
    [InlineData("n=$(printf '%0250d' 0); cd tmp/out/in; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do mkdir $n; cd -P $n; done; echo x >file", "cannot be reached: its path is too long")]
    public async Task Tree_WithANameOrPathThatCannotBeSaid_IsRefused_NotLeftOut(string script, string sentence)
    {
        Write("tmp/out/in/before");
        try
        {
            using (var shell = Process.Start(new ProcessStartInfo("sh", ["-ec", script.Replace("/tmp", root + "/tmp", StringComparison.Ordinal)]) { WorkingDirectory = root })!)
            {
                await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, shell.ExitCode);
            }

            var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => TarStream.Of(layers.Tree("/tmp/out")!).CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
            Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Assert.Null(await FolderRemoval.RemoveAsync(Path.Combine(root, "tmp/out"), CancellationToken.None));
        }
    }

    private void Write(params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.WriteAllText(Path.Combine(root, file), file);
        }
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(root, path), target);
}
