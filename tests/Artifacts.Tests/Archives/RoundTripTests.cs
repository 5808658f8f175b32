using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Files;

namespace Fleet.Artifacts.Tests.Archives;

public sealed class RoundTripTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-round-").FullName;
    private readonly FileArtifactStore _store;

    public RoundTripTests() => _store = new FileArtifactStore(Path.Combine(_folder, "store"), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ArchiveKind.Tar, ArchiveKind.Detect)]
    [InlineData(ArchiveKind.Tar, ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip, ArchiveKind.Zip)]
    public async Task Folder_Packed_ComesBack(ArchiveKind packed, ArchiveKind read)
    {
        var source = MakeFolder(links: true);

        var stored = await new ArtifactSaver(_store).SavePathAsync(source, "key", packed, Token);
        var path = await UnpackAsync("key", read);

        Assert.Equal(new FileInfo(Path.Combine(_folder, "store/key")).Length, stored);
        Assert.Equal("inner", await File.ReadAllTextAsync(Path.Combine(path, "sub/inner.txt"), Token));
        Assert.Equal("sub/inner.txt", new FileInfo(Path.Combine(path, "link")).LinkTarget);
        Assert.True(Directory.Exists(Path.Combine(path, "empty")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(path, "run")));
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    [InlineData(ArchiveKind.None)]
    public async Task Names_WithLineFeeds_ComeBack(ArchiveKind kind)
    {
        string[] names = ["a\nb", "\u00fc\nx", new string('l', 120) + "\nx"];
        await new ArtifactSaver(_store).SaveTarAsync(TestTar.Of([.. names.Select(name => "in/" + name)]), "in", "key", kind, null, alone: false, Token);

        var path = await UnpackAsync(kind == ArchiveKind.None ? "key/" : "key", kind);

        foreach (var name in names)
            Assert.Equal("in/" + name, await File.ReadAllTextAsync(Path.Combine(path, name), Token));
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    [InlineData(ArchiveKind.None)]
    public async Task Pipe_ItselfIsRefused_AndNothingStored(ArchiveKind kind)
    {
        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Fifo, "pipe"), Token);
        bytes.Position = 0;

        var refused = await Assert.ThrowsAsync<ArtifactRefusedException>(() => new ArtifactSaver(_store).SaveTarAsync(bytes, "named", "key", kind, null, alone: false, Token));

        Assert.Equal("'named' is neither file nor folder", refused.Message);
        Assert.False(await _store.ExistsAsync("key", Token));
    }

    [Theory]
    [InlineData("--label=OF-THE-ARCHIVE --format=gnu")]
    [InlineData("--label=OF-THE-ARCHIVE --format=posix")]
    [InlineData("--listed-incremental=seen --format=gnu")]
    [InlineData("--listed-incremental=seen --format=posix")]
    public async Task Tar_WithALabel_OrOfABackup_HasItsFilesAndFolders(string options)
    {
        MakeFolder(links: false);
        await ShellAsync($"mkdir store && tar {options} -czf store/key -C source without", _folder);

        var path = await UnpackAsync("key", ArchiveKind.Detect);

        Assert.Equal("inner", await File.ReadAllTextAsync(Path.Combine(path, "sub/inner.txt"), Token));
        Assert.True(Directory.Exists(Path.Combine(path, "empty")));
    }

    // Without the mark of UTF-8: as Windows' Explorer packs umlauts, and as other archivers write UTF-8.
    [Theory]
    [InlineData(new[] { "\u0084x", "\u0094x", "plain" }, new[] { "plain", "\u00e4x", "\u00f6x" })]
    [InlineData(new[] { "\u00c3\u00a4x", "\u00c3\u00b6x" }, new[] { "\u00e4x", "\u00f6x" })]
    public async Task Zip_WhoseNamesAreNotMarkedAsUtf8_HasThemAll(string[] written, string[] read)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "store"));
        await using (var file = File.Create(Path.Combine(_folder, "store/key")))
        {
            // A character a byte, and no mark.
            await using var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.Latin1);
            foreach (var name in written)
                zip.CreateEntry("d/" + name);
        }

        var path = await UnpackAsync("key", ArchiveKind.Zip);

        Assert.Equal(read, Directory.EnumerateFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // A file, a folder and where a link leads: .NET reads each as another name.
    [Theory]
    [InlineData("echo x >\"$n\"")]
    [InlineData("mkdir \"$n\" && echo x >\"$n/file\"")]
    [InlineData("ln -s \"$n\" link")]
    public async Task Folder_WithANameThatIsNotUtf8_IsRefused(string make)
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "odd")).FullName;
        await ShellAsync("n=$(printf 'a\\344'); " + make, source);
        try
        {
            foreach (var kind in (ArchiveKind[])[ArchiveKind.Tar, ArchiveKind.Zip, ArchiveKind.None])
                Assert.Contains("is not UTF-8", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => new ArtifactSaver(_store).SavePathAsync(source, "key", kind, Token))).Message, StringComparison.Ordinal);
        }
        finally
        {
            // .NET finds it no more to remove it than to store it.
            await ShellAsync("rm -rf odd", _folder);
        }
    }

    private static async Task ShellAsync(string script, string folder)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = folder })!;
        await shell.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public async Task Folder_NotPacked_IsOneObjectForEachFile()
    {
        await new ArtifactSaver(_store).SavePathAsync(MakeFolder(links: false), "tree", ArchiveKind.None, Token);
        var path = await UnpackAsync("tree/", ArchiveKind.None);

        Assert.Equal("inner", await File.ReadAllTextAsync(Path.Combine(path, "sub/inner.txt"), Token));
        Assert.True(await _store.ExistsAsync("tree/sub/inner.txt", Token));
        Assert.Equal("inner", await File.ReadAllTextAsync(await UnpackAsync("tree/sub/inner.txt", ArchiveKind.Detect), Token));
    }

    [Fact]
    public async Task Folder_NotPacked_LosesItsLinks()
    {
        await new ArtifactSaver(_store).SavePathAsync(MakeFolder(links: true), "tree", ArchiveKind.None, Token);

        Assert.False(await _store.ExistsAsync("tree/link", Token));
        Assert.True(await _store.ExistsAsync("tree/sub/inner.txt", Token));
    }

    [Fact]
    public async Task Folder_NotPacked_IsStoredByWhoMayOnlyStore()
    {
        await new ArtifactSaver(new UnlistedStore(_store)).SaveTarAsync(TestTar.Of("in/a"), "in", "tree", ArchiveKind.None, null, alone: true, Token);

        Assert.True(await _store.ExistsAsync("tree/a", Token));
    }

    [Fact]
    public async Task Tree_WithAHardLink_HasTheContentTwice()
    {
        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "real/"), Token);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "real/one") { DataStream = new MemoryStream("x"u8.ToArray()) }, Token);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "real/two") { LinkName = "real/one" }, Token);
        }

        bytes.Position = 0;
        var stored = await new ArtifactSaver(_store).SaveTarAsync(bytes, "named", "tree", ArchiveKind.None, null, alone: false, Token);

        Assert.Equal(2, stored);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(_folder, "store/tree/two"), Token));
    }

    // As cp -al and rsync --link-dest make them.
    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    public async Task Folder_WithHardLinksToASymbolicLinkAndAPipe_ComesBack(ArchiveKind kind)
    {
        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "real/"), Token);
            foreach (var version in (string[])["v1", "v2"])
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, $"real/{version}/"), Token);
                await tar.WriteEntryAsync(version == "v1" ? new PaxTarEntry(TarEntryType.RegularFile, "real/v1/f") { DataStream = new MemoryStream("x"u8.ToArray()) } : new PaxTarEntry(TarEntryType.HardLink, "real/v2/f") { LinkName = "real/v1/f" }, Token);
                await tar.WriteEntryAsync(version == "v1" ? new PaxTarEntry(TarEntryType.SymbolicLink, "real/v1/current") { LinkName = "f" } : new PaxTarEntry(TarEntryType.HardLink, "real/v2/current") { LinkName = "real/v1/current" }, Token);
                await tar.WriteEntryAsync(version == "v1" ? new PaxTarEntry(TarEntryType.Fifo, "real/v1/pipe") : new PaxTarEntry(TarEntryType.HardLink, "real/v2/pipe") { LinkName = "real/v1/pipe" }, Token);
            }
        }

        bytes.Position = 0;
        await new ArtifactSaver(_store).SaveTarAsync(bytes, "named", "key", kind, null, alone: false, Token);
        var path = await UnpackAsync("key", kind);

        foreach (var version in (string[])["v1", "v2"])
        {
            Assert.Equal("f", new FileInfo(Path.Combine(path, version, "current")).LinkTarget);
            Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(path, version, "current"), Token));
            Assert.False(Path.Exists(Path.Combine(path, version, "pipe")));
        }
    }

    [Fact]
    public async Task Archive_WithAHardLinkToASymbolicLink_HasThatLinkTwice()
    {
        using var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.RegularFile, "d/f") { DataStream = new MemoryStream("x"u8.ToArray()) }, Token);
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.SymbolicLink, "d/one") { LinkName = "f" }, Token);
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.HardLink, "d/two") { LinkName = "d/one" }, Token);
            await tar.WriteEntryAsync(new GnuTarEntry(TarEntryType.HardLink, "d/three") { LinkName = "d/two" }, Token);
        }

        await _store.PutAsync("key", new MemoryStream(bytes.ToArray()), Token);
        var path = await UnpackAsync("key", ArchiveKind.Tar);

        foreach (var name in (string[])["one", "two", "three"])
            Assert.Equal("f", new FileInfo(Path.Combine(path, name)).LinkTarget);
    }

    [Fact]
    public async Task Zip_WithAHardLink_HasALinkToTheOtherName_AndAPipeIsLeftOut()
    {
        var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "real/"), Token);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "real/one") { DataStream = new MemoryStream("x"u8.ToArray()) }, Token);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "real/sub/two") { LinkName = "real/one" }, Token);
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Fifo, "real/pipe"), Token);
        }

        bytes.Position = 0;
        await new ArtifactSaver(_store).SaveTarAsync(bytes, "named", "packed.zip", ArchiveKind.Zip, null, alone: false, Token);
        var place = Path.Combine(_folder, "unpacked");
        await FolderOutput.WriteAsync((await ArtifactContent.OpenAsync(_store, "packed.zip", ArchiveKind.Zip, ArchiveLimits.Default, Token))!, place, Token);

        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(place, "sub/two"), Token));
        Assert.False(File.Exists(Path.Combine(place, "pipe")));
    }

    [Fact]
    public async Task Folder_WithALinkToNothing_KeepsIt_AndOneWithAPipeIsRefused()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "given")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "dangling"), "nowhere");
        await File.WriteAllBytesAsync(Path.Combine(folder, "empty"), [], Token);
        await new ArtifactSaver(_store).SavePathAsync(folder, "given.tgz", ArchiveKind.Tar, Token);
        var place = Path.Combine(_folder, "unpacked");
        await FolderOutput.WriteAsync((await ArtifactContent.OpenAsync(_store, "given.tgz", ArchiveKind.Tar, ArchiveLimits.Default, Token))!, place, Token);
        Assert.Equal("nowhere", new FileInfo(Path.Combine(place, "dangling")).LinkTarget);
        Assert.True(File.Exists(Path.Combine(place, "empty")));

        using (var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(folder, "pipe")]))
            await made.WaitForExitAsync(Token);
        Assert.Contains("pipe", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => new ArtifactSaver(_store).SavePathAsync(folder, "given.tgz", ArchiveKind.Tar, Token))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "tree/b")]
    [InlineData(false, "tree/a tree/b tree/sub/c")]
    public async Task Folder_NotPacked_StoredWhereAnotherIs_TakesItsPlace_WhereNobodyElseStores(bool alone, string keys)
    {
        var saver = new ArtifactSaver(_store);
        await saver.SaveTarAsync(TestTar.Of("in/a", "in/b", "in/sub/c"), "in", "tree", ArchiveKind.None, null, alone, Token);

        await saver.SaveTarAsync(TestTar.Of("in/b"), "in", "tree", ArchiveKind.None, null, alone, Token);

        var there = new List<string>();
        await foreach (var found in _store.ListAsync("", Token))
            there.Add(found.Key);
        Assert.Equal(keys, string.Join(' ', there));
    }

    [Fact]
    public async Task File_Packed_IsTheArtifactItself()
    {
        var file = Path.Combine(_folder, "one.txt");
        await File.WriteAllTextAsync(file, "one", Token);
        await new ArtifactSaver(_store).SavePathAsync(file, "key.tgz", ArchiveKind.Tar, Token);

        Assert.Equal("one", await File.ReadAllTextAsync(await UnpackAsync("key.tgz", ArchiveKind.Detect), Token));
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("\u001f\u008b but no archive")]
    public async Task File_ThatIsNoTarball_IsTakenAsItIs(string content)
    {
        await _store.PutAsync("key", new MemoryStream(Encoding.Latin1.GetBytes(content)), Token);

        Assert.Equal(content, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(await UnpackAsync("key", ArchiveKind.Detect), Token)));
    }

    [Fact]
    public async Task Compressed_ButNoTar_IsTakenAsItIs()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(new string('x', 5000)), Token);
        await _store.PutAsync("key", new MemoryStream(bytes.ToArray()), Token);

        Assert.Equal(bytes.ToArray(), await File.ReadAllBytesAsync(await UnpackAsync("key", ArchiveKind.Detect), Token));
    }

    [Fact]
    public async Task Archive_WithSeveralAtTheTop_IsAFolderOfThem()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(gzip))
        {
            foreach (var name in (string[])["a", "b/c"])
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name)) }, Token);
        }

        await _store.PutAsync("key", new MemoryStream(bytes.ToArray()), Token);
        var path = await UnpackAsync("key", ArchiveKind.Detect);

        Assert.Equal("a", await File.ReadAllTextAsync(Path.Combine(path, "a"), Token));
        Assert.Equal("b/c", await File.ReadAllTextAsync(Path.Combine(path, "b/c"), Token));
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    public async Task SameContent_GivesTheSameBytes(ArchiveKind kind)
    {
        var source = MakeFolder(links: true);
        await new ArtifactSaver(_store).SavePathAsync(source, "one", kind, Token);
        File.SetLastWriteTimeUtc(Path.Combine(source, "run"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        await new ArtifactSaver(_store).SavePathAsync(source, "two", kind, Token);

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, "store/one"), Token), await File.ReadAllBytesAsync(Path.Combine(_folder, "store/two"), Token));
    }

    [Fact]
    public async Task WhatIsNotThere_GivesNull() => Assert.Null(await ArtifactContent.OpenAsync(_store, "nothing", ArchiveKind.Detect, ArchiveLimits.Default, Token));

    private async Task<string> UnpackAsync(string key, ArchiveKind kind)
    {
        var path = Path.Combine(_folder, "out", Guid.NewGuid().ToString("N"));
        await FolderOutput.WriteAsync((await ArtifactContent.OpenAsync(_store, key, kind, ArchiveLimits.Default, Token))!, path, Token);
        return path;
    }

    private string MakeFolder(bool links)
    {
        var folder = Path.Combine(_folder, "source", links ? "with" : "without");
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        Directory.CreateDirectory(Path.Combine(folder, "empty"));
        File.WriteAllText(Path.Combine(folder, "sub/inner.txt"), "inner");
        File.WriteAllText(Path.Combine(folder, "run"), "#!/bin/sh");
        File.SetUnixFileMode(Path.Combine(folder, "run"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        if (links)
            File.CreateSymbolicLink(Path.Combine(folder, "link"), "sub/inner.txt");
        return folder;
    }

    private sealed class UnlistedStore(IArtifactStore inner) : IArtifactStore
    {
        public string Description => inner.Description;

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => inner.OpenAsync(key, cancellationToken);

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => throw new ArtifactRefusedException("the server refuses it (Forbidden)");

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new ArtifactRefusedException("the server refuses it (Forbidden)");
    }
}
