using Fleet.Artifacts.Files;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Artifacts.Tests;

public sealed class FileStoreTests : StoreCompliance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-artifacts-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    protected override IArtifactStore Store => field ??= new FileArtifactStore(Path.Combine(_folder, "store"), _time);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Artifact_LiesAtItsKey_AsItIs()
    {
        await PutAsync("wf/pod/x.txt", "readable");

        Assert.Equal("readable", await File.ReadAllTextAsync(Path.Combine(_folder, "store/wf/pod/x.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Key_BelowOrAboveAnArtifact_IsRefused()
    {
        await PutAsync("a/b", "x");

        Assert.Contains("'a/b' is an artifact", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => PutAsync("a/b/c", "y"))).Message, StringComparison.Ordinal);
        Assert.Contains("below the key 'a'", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => PutAsync("a", "y"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactRefusedException>(() => PutAsync(".fleet-partial/x", "y"));
        Assert.Equal(["a/b"], await KeysAsync(""));
    }

    [Fact]
    public async Task Partial_OfADeadProcess_GoesWhenItIsOld()
    {
        var partial = Path.Combine(_folder, "store/.fleet-partial/dead");
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        await File.WriteAllTextAsync(partial, "half", TestContext.Current.CancellationToken);

        await PutAsync("one", "1");
        Assert.True(File.Exists(partial));
        _time.Advance(TimeSpan.FromDays(3));
        await PutAsync("two", "2");

        Assert.False(File.Exists(partial));
    }

    [Fact]
    public async Task Folder_ThatCannotBeMade_IsUnavailable()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "store"), "a file", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => PutAsync("key", "x"));

        Assert.Contains(Path.Combine(_folder, "store"), error.Message, StringComparison.Ordinal);
    }
}
