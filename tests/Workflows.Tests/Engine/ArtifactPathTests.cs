using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Tests.Engine;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData("/tmp//d/./", "/tmp/d")]
    [InlineData("/tmp/d/.", "/tmp/d")]
    [InlineData("/tmp/a/../d", "/tmp/d")]
    [InlineData("/../d", "/d")]
    [InlineData("a/../../d/", "../d")]
    [InlineData("/", "/")]
    public void Clean_IsGos(string path, string clean) => Assert.Equal(clean, ArtifactPaths.Clean(path));
}
