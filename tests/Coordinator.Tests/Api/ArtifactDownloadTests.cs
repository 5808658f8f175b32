using System.Runtime.CompilerServices;
using Fleet.Artifacts;
using Fleet.Coordinator.Api.Downloads;

namespace Fleet.Coordinator.Tests.Api;

public sealed class ArtifactDownloadTests
{
    [Fact]
    public async Task List_OfAFolderWithMarksOfFolders_HasItsNamesOnly()
    {
        var download = ArtifactDownload.OfKey(new ListedStore("w/tree/", "w/tree/a", "w/tree/empty/", "w/tree/sub/", "w/tree/sub/b"), "w/tree");

        Assert.Equal(["a", "empty/", "sub/"], await download.ListAsync("", TestContext.Current.CancellationToken));
        Assert.Equal(["b"], await download.ListAsync("sub", TestContext.Current.CancellationToken));
    }

    // Objects as others leave them, which no store takes by its key.
    private sealed class ListedStore(params string[] keys) : IArtifactStore
    {
        public string Description => "listed";

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var key in keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
                yield return new StoredObject(key, 0);
        }

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
