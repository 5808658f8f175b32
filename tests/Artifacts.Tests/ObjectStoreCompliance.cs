using System.Security.Cryptography;
using Fleet.Artifacts.Archives;

namespace Fleet.Artifacts.Tests;

/// <summary>What a store must do whose objects lie on a server that other programs use too: <see cref="StoreCompliance"/>, parts, ranges, and what those programs leave.</summary>
public abstract class ObjectStoreCompliance : StoreCompliance
{
    /// <summary>Bytes of a part of an upload.</summary>
    protected abstract int Part { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Stores an object as other programs may, under any key.</summary>
    protected abstract Task PutForeignAsync(string key, string text);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(6, 0)]
    public async Task Put_OfAnySize_GivesTheSameBytes(int parts, int more)
    {
        var content = RandomNumberGenerator.GetBytes((parts * Part) + more);

        await Store.PutAsync("sized", new MemoryStream(content), Token);

        await using var stream = (await Store.OpenAsync("sized", Token))!;
        Assert.Equal(content.Length, stream.Length);
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream, Token));
    }

    [Fact]
    public async Task Stream_SeeksForwardAndBack_OverWholeObject()
    {
        var content = RandomNumberGenerator.GetBytes(2 << 20);
        await Store.PutAsync("seek", new MemoryStream(content), Token);
        await using var stream = (await Store.OpenAsync("seek", Token))!;

        foreach (var at in (int[])[content.Length - 10, 0, 100, 100_000, 5, content.Length - 1])
        {
            stream.Position = at;
            var read = new byte[Math.Min(10, content.Length - at)];
            await stream.ReadExactlyAsync(read, Token);
            Assert.Equal(content[at..(at + read.Length)], read);
        }
    }

    [Fact]
    public async Task Stream_OfWhatWasReplaced_SaysSo()
    {
        await Store.PutAsync("key", new MemoryStream(new byte[1 << 20]), Token);
        await using var stream = (await Store.OpenAsync("key", Token))!;
        await Store.PutAsync("key", new MemoryStream(RandomNumberGenerator.GetBytes(1 << 20)), Token);
        stream.Position = 900_000;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await stream.ReadExactlyAsync(new byte[10], Token));
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    [InlineData(ArchiveKind.None)]
    public Task Folder_ComesBack_HoweverItIsPacked(ArchiveKind kind) => InFolderAsync(async folder =>
    {
        await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("in/deep").FullName, "file"), "content", Token);

        await new ArtifactSaver(Store).SavePathAsync(Path.Combine(folder.FullName, "in"), "wf/in", kind, Token);

        Assert.Equal(["deep", "deep/file=content"], await LoadedAsync("wf/in", kind, folder));
    });

    [Fact]
    public Task Folder_WithMarksOfFolders_ComesWithItsFiles_AndEmptyFolders() => InFolderAsync(async folder =>
    {
        foreach (var key in (string[])["w/dir/", "w/dir/a", "w/dir/empty/", "w/dir/sub/", "w/dir/sub/b", "w/dir/twice//", "w/only/"])
            await PutForeignAsync(key, key.EndsWith('/') ? "" : "x");

        Assert.Equal(["a=x", "empty", "sub", "sub/b=x", "twice"], await LoadedAsync("w/dir", ArchiveKind.Detect, folder));
        Assert.Empty(await LoadedAsync("w/only/", ArchiveKind.None, folder));
        Assert.Null(await Store.OpenAsync("w/only", Token));
        await foreach (var found in Store.ListAsync("w/", Token))
            Assert.Equal(found.Key is not ("w/dir/a" or "w/dir/sub/b"), found.IsFolder);
    });

    [Fact]
    public async Task Folder_WithMarks_IsReplaced_AndItsFilesAreDeleted()
    {
        foreach (var key in (string[])["w/out/", "w/out/old", "w/out/sub/"])
            await PutForeignAsync(key, "");

        await new ArtifactSaver(Store).SaveTarAsync(TestTar.Of("in/new"), "in", "w/out", ArchiveKind.None, null, alone: true, Token);
        Assert.Equal(["w/out/", "w/out/new", "w/out/sub/"], await KeysAsync("w/"));

        await Store.DeleteBelowAsync("w/out", Token);
        Assert.Equal(["w/out/", "w/out/sub/"], await KeysAsync("w/"));
    }

    [Fact]
    public Task Folder_WithAFileAndAFolderOfOneName_IsRefused_NamingBoth() => InFolderAsync(async folder =>
    {
        foreach (var key in (string[])["w/dir/a", "w/dir/a-b", "w/dir/a.x/c", "w/dir/a/b"])
            await PutForeignAsync(key, "x");

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => LoadedAsync("w/dir", ArchiveKind.Detect, folder));

        Assert.Contains("'w/dir/a'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'w/dir/a/b'", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Folder_WithAMarkOfAFilesName_HasTheFile() => InFolderAsync(async folder =>
    {
        foreach (var key in (string[])["w/dir/a", "w/dir/a/", "w/dir/a/b/", "w/dir/ab"])
            await PutForeignAsync(key, key.EndsWith('/') ? "" : "x");

        Assert.Equal(["a=x", "ab=x"], await LoadedAsync("w/dir", ArchiveKind.Detect, folder));
    });

    [Fact]
    public Task Folder_WithKeysThatAreNone_IsRefused_NamingThem() => InFolderAsync(async folder =>
    {
        await PutForeignAsync("w/dir/a//b", "x");

        Assert.Contains("'w/dir/a//b'", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => LoadedAsync("w/dir", ArchiveKind.Detect, folder))).Message, StringComparison.Ordinal);
    });

    // What is loaded, folders by their names and files with their text, sorted.
    private async Task<string[]> LoadedAsync(string key, ArchiveKind kind, DirectoryInfo folder)
    {
        var to = Path.Combine(folder.FullName, "out");
        await FolderOutput.WriteAsync((await ArtifactContent.OpenAsync(Store, key, kind, ArchiveLimits.Default, Token))!, to, Token);
        return [.. Directory.EnumerateFileSystemEntries(to, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(to, path) + (File.Exists(path) ? "=" + File.ReadAllText(path) : ""))
            .Order(StringComparer.Ordinal)];
    }

    private static async Task InFolderAsync(Func<DirectoryInfo, Task> use)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-artifacts-");
        try
        {
            await use(folder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
