using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

public sealed class WritableFoldersTests
{
    private static readonly ContainerWork ReadOnly = new() { Name = "main", Image = "i", ReadOnlyRoot = true, Mounts = [new MountWork("a", "/work"), new MountWork("b", "/work/inner/")] };

    [Fact]
    public void WritableRoot_IsWhereEverythingGoes()
    {
        var work = ReadOnly with { ReadOnlyRoot = false };

        Assert.Equal("/", WritableFolders.Of(work, "/work/x"));
        Assert.Empty(WritableFolders.Added(work, ["/in/x"]));
    }

    [Theory]
    [InlineData("/work/x", "/work")]
    [InlineData("/work/inner/deep/x", "/work/inner")]
    [InlineData("/work", "/work")]
    [InlineData("/worker/x", "/worker")]
    public void ReadOnlyRoot_TheInnermostMount_OrAFolderOfItsOwn(string path, string folder) => Assert.Equal(folder, WritableFolders.Of(ReadOnly, path));

    [Fact]
    public void ReadOnlyRoot_OnlyFoldersThatNoMountHas_AreAdded() =>
        Assert.Equal(["/argo/staging", "/in"], WritableFolders.Added(ReadOnly with { Files = [new FileWork("/argo/staging/script", [])] }, ["/in/x", "/in/y", "/work/z"]));

    [Fact]
    public void ReadOnlyRoot_NothingCanLieAtTheRootItself() =>
        Assert.Contains("readOnlyRootFilesystem", Assert.Throws<ContainerRefusedException>(() => WritableFolders.Added(ReadOnly, ["/x"])).Message, StringComparison.Ordinal);
}
