using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Caching;
using Fleet.Artifacts.Host;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Artifacts.Tests;

/// <summary>What a host keeps of fetched artifacts. The store beneath counts how often something is opened.</summary>
public sealed class CacheTests : StoreCompliance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-cache-").FullName;
    private readonly CountingStore<HostArtifactStore> _counted;

    public CacheTests() => _counted = new CountingStore<HostArtifactStore>(new HostArtifactStore(Path.Combine(_folder, "store"), TimeProvider.System));

    protected override IArtifactStore Store => field ??= Cached(1 << 20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task HundredConsumers_OfTwoWorkers_FetchOnce()
    {
        const int Bytes = 50 << 20;
        await _counted.PutAsync("one", new MemoryStream(new byte[Bytes]), Token);
        await _counted.PutAsync("same/under/another/key", new MemoryStream(new byte[Bytes]), Token);
        IArtifactStore[] workers = [Cached(100 << 20), Cached(100 << 20)];

        var read = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            await using var stream = (await workers[i % 2].OpenAsync(i % 3 == 0 ? "one" : "same/under/another/key", Token))!;
            return stream.Length;
        }));

        Assert.All(read, bytes => Assert.Equal(Bytes, bytes));
        Assert.Equal(1, _counted.Opened);
    }

    [Fact]
    public async Task WhatWasUsedLongestAgo_MakesRoom()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var store = Cached(10 + (2 * 32), time);
        foreach (var key in (string[])["aaaa", "bbbb", "cccc"])
            await PutAsync(key, key);

        await ReadAsync(store, time, "aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb");

        // bbbb had to go for cccc, and cccc for bbbb.
        Assert.Equal(4, _counted.Opened);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "cache/contents")).Length);
    }

    [Fact]
    public async Task WhatIsLargerThanAll_IsNotKept()
    {
        var store = Cached(3);
        await PutAsync("key", "four");

        await ReadAsync(store, TimeProvider.System, "key", "key");

        Assert.Equal(2, _counted.Opened);
    }

    [Fact]
    public async Task DamagedContent_IsNeitherKeptNorGiven()
    {
        await PutAsync("key", "content");
        await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(_folder, "store/blobs"), "*", SearchOption.AllDirectories).Single(), "CONTENT", Token);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Store.OpenAsync("key", Token));

        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Path.Combine(_folder, "cache"), "*", SearchOption.AllDirectories), path => Assert.Contains("/locks/", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeptContent_ThatTheDiskHasChanged_IsNotGiven_AndIsFetchedAgain()
    {
        await PutAsync("key", "content");
        await ReadAsync(Store, TimeProvider.System, "key");
        await using (var file = new FileStream(Directory.GetFiles(Path.Combine(_folder, "cache/contents")).Single(), FileMode.Open))
            await file.WriteAsync("CON"u8.ToArray(), Token);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(Store, TimeProvider.System, "key"));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);

        using var reader = new StreamReader((await Store.OpenAsync("key", Token))!);
        Assert.Equal("content", await reader.ReadToEndAsync(Token));
        Assert.Equal(2, _counted.Opened);
    }

    // As artifacts are read: their kind is told first.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KeptArtifact_ThatTheDiskHasChanged_IsFetchedAgain(bool packed)
    {
        await _counted.PutAsync("key", packed ? new MemoryStream(await CompressedAsync()) : new MemoryStream("content"u8.ToArray()), Token);
        Assert.Equal("content", await UnpackAsync());
        await using (var file = new FileStream(Directory.GetFiles(Path.Combine(_folder, "cache/contents")).Single(), FileMode.Open))
        {
            file.Position = packed ? 20 : 3;
            file.WriteByte(0xff);
        }

        Assert.Contains("damaged", (await Assert.ThrowsAsync<StoreUnavailableException>(UnpackAsync)).Message, StringComparison.Ordinal);

        Assert.Equal("content", await UnpackAsync());
        Assert.Equal(2, _counted.Opened);
    }

    private static async Task<byte[]> CompressedAsync()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(gzip, leaveOpen: true))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream("content"u8.ToArray()) }, Token);
        return bytes.ToArray();
    }

    private async Task<string> UnpackAsync()
    {
        var content = (await ArtifactContent.OpenAsync(Store, "key", ArchiveKind.Detect, ArchiveLimits.Default, Token))!;
        await foreach (var item in content.ItemsAsync(Token))
        {
            using var reader = new StreamReader(item.Content);
            return await reader.ReadToEndAsync(Token);
        }

        return "";
    }

    [Fact]
    public async Task KeptContent_IsReadFromAnyPlace_AndAsAZipIs()
    {
        await PutAsync("key", "content");
        await ReadAsync(Store, TimeProvider.System, "key");
        await using var kept = (await Store.OpenAsync("key", Token))!;

        kept.Seek(-4, SeekOrigin.End);
        var tail = new byte[10];
        Assert.Equal(4, kept.Read(tail, 0, 10));
        Assert.Equal("tent", Encoding.UTF8.GetString(tail, 0, 4));
        kept.Position = 0;
        using var reader = new StreamReader(kept);
        Assert.Equal("content", await reader.ReadToEndAsync(Token));
        Assert.Equal(1, _counted.Opened);
    }

    [Fact]
    public async Task Folder_ThatCannotBeWritten_IsOnlySlower()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "cache"), "a file", Token);
        await PutAsync("key", "content");

        await ReadAsync(Store, TimeProvider.System, "key", "key");

        Assert.Equal(2, _counted.Opened);
    }

    [Fact]
    public async Task ReplacedContent_IsTheNewOne()
    {
        await PutAsync("key", "old");
        await ReadAsync(Store, TimeProvider.System, "key");
        await PutAsync("key", "new");

        using var reader = new StreamReader((await Store.OpenAsync("key", Token))!);
        Assert.Equal("new", await reader.ReadToEndAsync(Token));
    }

    private static async Task ReadAsync(IArtifactStore store, TimeProvider time, params string[] keys)
    {
        foreach (var key in keys)
        {
            (time as FakeTimeProvider)?.Advance(TimeSpan.FromMinutes(1));
            await using var stream = (await store.OpenAsync(key, Token))!;
            await stream.CopyToAsync(Stream.Null, Token);
        }
    }

    private IArtifactStore Cached(long limit, TimeProvider? time = null) => new ArtifactCache(Path.Combine(_folder, "cache"), limit, time ?? TimeProvider.System).Over(_counted);
}
