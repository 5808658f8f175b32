using Fleet.Artifacts.Files;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Artifacts.Tests;

/// <summary>Files that come into their place while others empty and remove the folders above it.</summary>
public sealed class PartialFilesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("fleet-partial-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Publish_BesideDeletesOfItsFolder_PutsEachInItsPlace()
    {
        var partials = new PartialFiles(Path.Combine(root, "partial"), new FakeTimeProvider());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(one => Task.Run(() =>
        {
            var path = Path.Combine(root, "same", "folder", $"{one}");
            for (var round = 0; round < 2000; round++)
            {
                var partial = partials.New();
                File.WriteAllText(partial, $"{round}");

                PartialFiles.Publish(partial, path);

                Assert.Equal($"{round}", File.ReadAllText(path));
                Assert.False(File.Exists(partial));
                Remove(path);
            }
        })));
    }

    [Fact]
    public void Publish_OfWhatIsGone_Says()
    {
        var partials = new PartialFiles(Path.Combine(root, "partial"), new FakeTimeProvider());

        Assert.Throws<FileNotFoundException>(() => PartialFiles.Publish(partials.New(), Path.Combine(root, "a")));
    }

    private static void Remove(string path)
    {
        File.Delete(path);
        try
        {
            Directory.Delete(Path.GetDirectoryName(path)!);
        }
        catch (IOException)
        {
            // Another one's file is in it, or it is gone.
        }
    }
}
