using System.Text;
using Fleet.Artifacts;
using Fleet.Artifacts.Values;

namespace Fleet.Artifacts.Tests;

/// <summary>What every store must do. Each driver runs it on a store of its own.</summary>
public abstract class StoreCompliance
{
    protected abstract IArtifactStore Store { get; }

    /// <summary>Any character may be in a key.</summary>
    protected virtual bool KeepsEveryCharacter => true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_ThenOpen_GivesTheBytes()
    {
        await PutAsync("a/b c/ü.tgz", "content");

        Assert.Equal("content", await ReadAsync("a/b c/ü.tgz"));
        Assert.True(await Store.ExistsAsync("a/b c/ü.tgz", Token));
    }

    [Fact]
    public async Task Value_StoredTwice_IsOneObject_AndNothingElseIsTakenForIt()
    {
        var (values, workflow) = (new ValueStore(Store), Guid.NewGuid());
        var bytes = Encoding.UTF8.GetBytes(new string('v', 200_000));

        var digest = await values.PutAsync(workflow, bytes, Token);
        Assert.Equal(digest, await values.PutAsync(workflow, bytes, Token));

        var key = Assert.Single(await KeysAsync(ValueStore.FolderOf(workflow) + "/"));
        Assert.Equal(bytes, await values.ReadAsync(workflow, digest, Token));
        Assert.Contains("nothing is stored", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => values.ReadAsync(Guid.NewGuid(), digest, Token))).Message, StringComparison.Ordinal);
        await PutAsync(key, new string('w', 200_000));
        Assert.Contains("is not the value", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => values.ReadAsync(workflow, digest, Token))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactRefusedException>(() => values.ReadAsync(workflow, digest with { Sha256 = "../" + digest.Sha256 }, Token));
    }

    [Fact]
    public async Task Put_Again_ReplacesWhatWasThere()
    {
        await PutAsync("key", "a longer one");
        await PutAsync("key", "short");

        Assert.Equal("short", await ReadAsync("key"));
    }

    [Fact]
    public async Task Put_WhoseStreamFails_LeavesWhatWasThere()
    {
        await PutAsync("key", "before");

        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("key", new BreakingStream(300_000), Token));
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("new", new BreakingStream(300_000), Token));

        Assert.Equal("before", await ReadAsync("key"));
        Assert.Null(await Store.OpenAsync("new", Token));
        Assert.Equal(["key"], await KeysAsync(""));
    }

    [Fact]
    public async Task Put_UnderWay_IsNotSeen()
    {
        var stream = new HeldStream();
        var putting = Store.PutAsync("key", stream, Token);
        await stream.Asked;

        Assert.False(await Store.ExistsAsync("key", Token));
        Assert.Empty(await KeysAsync(""));
        stream.End();
        await putting;

        Assert.True(await Store.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task Put_Cancelled_LeavesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        var stream = new HeldStream();
        var putting = Store.PutAsync("key", stream, cancelled.Token);
        await stream.Asked;
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => putting);
        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task Open_OfWhatIsNotThere_GivesNull()
    {
        await PutAsync("folder/file", "x");

        Assert.Null(await Store.OpenAsync("other", Token));
        Assert.Null(await Store.OpenAsync("folder", Token));
        Assert.False(await Store.ExistsAsync("folder", Token));
    }

    [Fact]
    public async Task Open_GivesAStreamThatSeeks()
    {
        await PutAsync("key", "0123456789");

        await using var stream = (await Store.OpenAsync("key", Token))!;
        stream.Position = 7;
        using var reader = new StreamReader(stream);

        Assert.Equal(10, stream.Length);
        Assert.Equal("789", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task List_GivesKeysWithThePrefixInOrder()
    {
        foreach (var key in (string[])["w/a/2", "w/a-b", "w/a/10", "w/a.x", "other", "w2"])
            await PutAsync(key, key);

        Assert.Equal(["w/a-b", "w/a.x", "w/a/10", "w/a/2"], await KeysAsync("w/"));
        Assert.Equal(["w/a/10", "w/a/2"], await KeysAsync("w/a/"));
        Assert.Equal(["w/a-b", "w/a.x", "w/a/10", "w/a/2", "w2"], await KeysAsync("w"));
        Assert.Empty(await KeysAsync("none/"));
        Assert.Equal(5, (await ListAsync("other"))[0].Bytes);
    }

    [Fact]
    public async Task Keys_OfAnyCharacter_AreStored_Listed_AndDeleted()
    {
        // What an address or XML writes in its own way or cannot have.
        string[] keys = ["k/a b", "k/a%20b", "k/a%2Bb", "k/a&lt;<>&\"'b", "k/a+b", "k/a?#;=b", "k/a\u00fc\u2028b", "k/a\ud83d\ude80b/c", .. KeepsEveryCharacter ? ["k/a\\b", "k/a\u0001b", "k/a\tb", "k/a\uffffb"] : Array.Empty<string>()];
        Assert.False(await Store.ExistsAsync(keys[0], Token));
        Assert.Null(await Store.OpenAsync(keys[0], Token));
        foreach (var key in keys)
            await PutAsync(key, key);

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await KeysAsync("k/")).Order(StringComparer.Ordinal));
        Assert.Equal(["k/a\ud83d\ude80b/c"], await KeysAsync("k/a\ud83d\ude80b/"));
        foreach (var key in keys)
        {
            Assert.Equal(key, await ReadAsync(key));
            await Store.DeleteAsync(key, Token);
        }

        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task Version_IsOfOneContent_AndOpensThatOneOnly()
    {
        if (Store is not IContentVersions versions)
            return;
        await PutAsync("key", "same");
        await PutAsync("other", "else");
        var first = (await versions.VersionAsync("key", Token))!;

        Assert.Equal(4, first.Bytes);
        Assert.Matches("^[0-9a-f]{64}$", first.Name);
        Assert.Equal(first, await versions.VersionAsync("key", Token));
        Assert.NotEqual(first.Name, (await versions.VersionAsync("other", Token))!.Name);
        using (var reader = new StreamReader((await versions.OpenAsync("key", first, Token))!))
            Assert.Equal("same", await reader.ReadToEndAsync(Token));
        Assert.Null(await versions.VersionAsync("none", Token));
        Assert.Null(await versions.OpenAsync("none", first, Token));

        await PutAsync("key", "next");
        Assert.NotEqual(first.Name, (await versions.VersionAsync("key", Token))!.Name);
        Assert.Null(await versions.OpenAsync("key", first, Token));
    }

    [Fact]
    public async Task Delete_RemovesOneKey_AndNothingElse()
    {
        await PutAsync("a/one", "1");
        await PutAsync("a/two", "2");

        await Store.DeleteAsync("a/one", Token);
        await Store.DeleteAsync("a/one", Token);
        await Store.DeleteAsync("never/was", Token);

        Assert.Equal(["a/two"], await KeysAsync(""));
    }

    [Fact]
    public async Task Keys_ThatAreNone_AreRefused()
    {
        foreach (var key in (string[])["", "/a", "a/", "a//b", "../a", "a/../../b", "a/./b", "a\0b", new string('x', 256), string.Join('/', Enumerable.Repeat("abcdefgh", 130))])
        {
            await Assert.ThrowsAsync<ArtifactRefusedException>(() => PutAsync(key, "x"));
            await Assert.ThrowsAsync<ArtifactRefusedException>(() => Store.OpenAsync(key, Token));
            await Assert.ThrowsAsync<ArtifactRefusedException>(() => Store.DeleteAsync(key, Token));
        }

        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task Put_OfManyAtOnce_AndDeletes_LoseNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await PutAsync($"same/folder/{i}", $"{i}");
            if (i % 2 == 0)
                await Store.DeleteAsync($"same/folder/{i}", Token);
        }));

        Assert.Equal(20, (await KeysAsync("same/folder/")).Length);
    }

    [Fact]
    public async Task List_BesidePutsAndDeletes_ShowsWhatStays()
    {
        await PutAsync("root/stays", "x");
        using var enough = new CancellationTokenSource();
        var others = Enumerable.Range(0, 2).Select(i => Task.Run(async () =>
        {
            do
            {
                await PutAsync($"root/comes/and/goes/{i}", "y");
                await Store.DeleteAsync($"root/comes/and/goes/{i}", Token);
                await Store.DeleteAsync("root/comes/and/goes/0", Token);
            }
            while (!enough.IsCancellationRequested);
        }, Token)).ToArray();

        try
        {
            for (var round = 0; round < 200; round++)
                Assert.Contains("root/stays", await KeysAsync("root/"));
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(others);
        }

        Assert.Equal(["root/stays"], await KeysAsync("root/"));
    }

    protected Task PutAsync(string key, string text) => Store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)), Token);

    protected async Task<string[]> KeysAsync(string prefix) => [.. (await ListAsync(prefix)).Select(found => found.Key)];

    private async Task<List<StoredObject>> ListAsync(string prefix)
    {
        var all = new List<StoredObject>();
        await foreach (var found in Store.ListAsync(prefix, Token))
            all.Add(found);
        return all;
    }

    private async Task<string> ReadAsync(string key)
    {
        using var reader = new StreamReader((await Store.OpenAsync(key, Token))!);
        return await reader.ReadToEndAsync(Token);
    }
}
