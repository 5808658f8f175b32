using Fleet.Artifacts.Host;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Artifacts.Tests;

/// <summary>The coordinator's own store: contents by digest.</summary>
public sealed class HostStoreTests : StoreCompliance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-host-store-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    protected override IArtifactStore Store => Host;

    private HostArtifactStore Host => field ??= new HostArtifactStore(_folder, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EqualContent_IsThereOnce_UnderEveryKey()
    {
        await PutAsync("a/one", "the same");
        await PutAsync("b/two", "the same");
        await PutAsync("b/three", "another");

        Assert.Equal(2, Blobs().Length);
        Assert.Equal(await Host.VersionAsync("a/one", Token), await Host.VersionAsync("b/two", Token));
        Assert.Equal(8, (await Host.VersionAsync("a/one", Token))!.Bytes);
        Assert.Null(await Host.VersionAsync("a", Token));
    }

    [Fact]
    public async Task Key_AndKeysBelowIt_MayBothBeThere()
    {
        await PutAsync("a", "1");
        await PutAsync("a/b", "2");
        await PutAsync("a/o/d", "3");
        await PutAsync("a!", "4");

        Assert.Equal(["a", "a!", "a/b", "a/o/d"], await KeysAsync(""));
        await Store.DeleteAsync("a", Token);

        Assert.Equal(["a/b", "a/o/d"], await KeysAsync("a/"));
    }

    [Fact]
    public async Task Sweep_RemovesWhatNoKeyRefersTo_AfterTwoLooks()
    {
        await PutAsync("keep", "kept");
        await PutAsync("shared", "kept");
        await PutAsync("gone", "gone");
        await Store.DeleteAsync("gone", Token);
        await Store.DeleteAsync("shared", Token);

        Assert.Equal(0, Host.Sweep(Token).Count);
        Assert.Equal(2, Blobs().Length);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, Host.Sweep(Token).Count);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((1, 4), Host.Sweep(Token));

        Assert.Single(Blobs());
        Assert.Equal(["keep"], await KeysAsync(""));
    }

    [Fact]
    public async Task Sweeps_OfSeveralProcesses_DoNotDisturbEachOther()
    {
        for (var i = 0; i < 60; i++)
        {
            await PutAsync("gone", $"{i}");
            await PutAsync($"keep/{i % 2}", $"kept {i % 2}");
        }

        await Store.DeleteAsync("gone", Token);
        for (var look = 0; look < 2; look++)
        {
            _time.Advance(TimeSpan.FromHours(2));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => new HostArtifactStore(_folder, _time).Sweep(Token), Token)));
        }

        Assert.Equal(2, Blobs().Length);
        Assert.Equal(["keep/0", "keep/1"], await KeysAsync(""));
    }

    [Fact]
    public async Task Sweep_PutsBack_WhatIsUsedAgain()
    {
        await PutAsync("old", "content");
        await Store.DeleteAsync("old", Token);
        _time.Advance(TimeSpan.FromHours(2));
        Host.Sweep(Token);
        // As a writer does who saw the content before it was set aside, and notes its key only now.
        var aside = Directory.GetFiles(Path.Combine(_folder, "aside")).Single();
        await PutAsync("other", "other");
        var reference = Directory.GetFiles(Path.Combine(_folder, "keys"), "*", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(reference, $"sha256:{Path.GetFileName(aside)} 7\n", Token);

        using (var reader = new StreamReader((await Store.OpenAsync("other", Token))!))
            Assert.Equal("content", await reader.ReadToEndAsync(Token));
        _time.Advance(TimeSpan.FromHours(2));
        Host.Sweep(Token);
        Host.Sweep(Token);

        Assert.True(File.Exists(Path.Combine(_folder, "blobs", Path.GetFileName(aside)[..2], Path.GetFileName(aside))));
        Assert.True(await Store.ExistsAsync("other", Token));
    }

    [Fact]
    public async Task LostContent_IsASentence()
    {
        await PutAsync("key", "content");
        File.Delete(Blobs().Single());

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => Store.OpenAsync("key", Token));

        Assert.Contains("missing from the artifact store", error.Message, StringComparison.Ordinal);
    }

    private string[] Blobs() => Directory.GetFiles(Path.Combine(_folder, "blobs"), "*", SearchOption.AllDirectories);
}
