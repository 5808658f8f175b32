using System.Globalization;
using System.Security.Cryptography;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Files;

namespace Fleet.Artifacts.Tests;

/// <summary>Folders of many files that are not packed: several files are on their way at the same time, and not too many.</summary>
public sealed class TreeTransferTests : IDisposable
{
    private const int AtOnce = 16;
    private const int Files = 40;
    private const int SmallBytes = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-tree-").FullName;
    private readonly FileArtifactStore _inner;

    public TreeTransferTests() => _inner = new FileArtifactStore(Path.Combine(_folder, "store"), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Small_Files_AreStoredSeveralAtATime_WithALargeOneBetween()
    {
        var store = new GatedStore(_inner, AtOnce);
        var source = await SourceAsync(1000);
        await File.WriteAllBytesAsync(Path.Combine(source, "20-large"), new byte[3 * SmallBytes], Token);

        var bytes = await new ArtifactSaver(store).SavePathAsync(source, "tree", ArchiveKind.None, Token);

        Assert.Equal((Files * 1000L) + (3L * SmallBytes), bytes);
        Assert.Equal(AtOnce, store.Most);
        foreach (var file in Directory.EnumerateFiles(source))
            Assert.Equal(await File.ReadAllBytesAsync(file, Token), await File.ReadAllBytesAsync(Path.Combine(_folder, "store/tree", Path.GetFileName(file)), Token));
    }

    [Fact]
    public async Task File_ThatCannotBeStored_EndsTheOthers_AndNothingIsStoredLater()
    {
        var store = new GatedStore(_inner, int.MaxValue) { Fails = "tree/05" };

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await new ArtifactSaver(store).SavePathAsync(await SourceAsync(10), "tree", ArchiveKind.None, Token));

        Assert.Equal("away", error.Message);
        Assert.Equal(0, store.UnderWay);
    }

    [Fact]
    public async Task Small_Files_AreFetchedSeveralAtATime_AndComeInOrder()
    {
        var source = await SourceAsync(600_000);
        await File.WriteAllBytesAsync(Path.Combine(source, "20-large"), new byte[3 * SmallBytes], Token);
        await new ArtifactSaver(_inner).SavePathAsync(source, "tree", ArchiveKind.None, Token);
        // Whoever stops in the middle gives back the memory that it has.
        for (var stops = 0; stops < 5; stops++)
        {
            await foreach (var item in (await ContentAsync(_inner)).ItemsAsync(Token))
            {
                if (item.Name.StartsWith('1'))
                    break;
            }
        }

        var store = new GatedStore(_inner, AtOnce);
        var names = new List<string>();
        await foreach (var item in (await ContentAsync(store)).ItemsAsync(Token))
        {
            if (item.Kind != ArchiveItemKind.File)
                continue;
            names.Add(item.Name);
            using var bytes = new MemoryStream();
            await item.Content.CopyToAsync(bytes, Token);
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(source, item.Name), Token), bytes.ToArray());
        }

        Assert.Equal(Directory.EnumerateFiles(source).Select(Path.GetFileName).Order(StringComparer.Ordinal), names);
        Assert.Equal(AtOnce, store.Most);
    }

    [Fact]
    public async Task File_ThatCannotBeFetched_FailsInItsTurn()
    {
        await new ArtifactSaver(_inner).SavePathAsync(await SourceAsync(10), "tree", ArchiveKind.None, Token);
        var names = new List<string>();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await foreach (var item in (await ContentAsync(new GatedStore(_inner, 1) { Fails = "tree/05" })).ItemsAsync(Token))
                names.Add(item.Name);
        });

        Assert.Equal(["", "00", "01", "02", "03", "04"], names);
    }

    [Fact]
    public async Task File_ThatIsDeletedMeanwhile_IsNotPassedOver()
    {
        await new ArtifactSaver(_inner).SavePathAsync(await SourceAsync(10), "tree", ArchiveKind.None, Token);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await foreach (var item in (await ContentAsync(new GatedStore(_inner, 1) { Gone = "tree/05" })).ItemsAsync(Token))
                Assert.NotEqual("06", item.Name);
        });

        Assert.Contains("'tree/05' was deleted from the artifact store", error.Message, StringComparison.Ordinal);
    }

    private static async Task<ArtifactContent> ContentAsync(IArtifactStore store) => (await ArtifactContent.OpenAsync(store, "tree/", ArchiveKind.None, ArchiveLimits.Default, Token))!;

    private async Task<string> SourceAsync(int bytes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        for (var file = 0; file < Files; file++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, file.ToString("00", CultureInfo.InvariantCulture)), RandomNumberGenerator.GetBytes(bytes), Token);
        }

        return folder;
    }

    /// <summary>Lets nobody go on before so many files are under way.</summary>
    private sealed class GatedStore(IArtifactStore inner, int wanted) : IArtifactStore
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();

        public int UnderWay { get; private set; }

        public int Most { get; private set; }

        public string? Fails { get; init; }

        public string? Gone { get; init; }

        public string Description => inner.Description;

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
            content.Length > SmallBytes ? inner.PutAsync(key, content, cancellationToken) : PassAsync(key, () => inner.PutAsync(key, content, cancellationToken), cancellationToken);

        public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
        {
            var content = key == Gone ? null : await inner.OpenAsync(key, cancellationToken);
            if (content is { Length: <= SmallBytes })
                await PassAsync(key, () => Task.CompletedTask, cancellationToken);
            return content;
        }

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

        private async Task PassAsync(string key, Func<Task> call, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Most = Math.Max(Most, ++UnderWay);
                if (UnderWay >= wanted)
                    _open.TrySetResult();
            }

            try
            {
                if (key == Fails)
                    throw new StoreUnavailableException("away");
                await _open.Task.WaitAsync(cancellationToken);
                await call();
            }
            finally
            {
                lock (_gate)
                    UnderWay--;
            }
        }
    }
}
