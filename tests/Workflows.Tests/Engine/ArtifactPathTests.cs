using System.Text.Json.Nodes;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Artifacts;

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

    // What leads out stays what it is, and is refused as a key.
    [Theory]
    [InlineData("a/f", "w/t/a/f")]
    [InlineData("./a/f", "w/t/a/f")]
    [InlineData("/a//f/", "w/t/a/f")]
    [InlineData("a/../b", "w/t/b")]
    [InlineData(".", "w/t")]
    [InlineData("a/../../x", "w/t/../x")]
    public void SubPath_GoesOnFromTheKey_AsGoJoinsPaths(string subPath, string key)
    {
        var artifact = JsonNode.Parse("""{"name":"a","s3":{"key":"w/t/"}}""")!.AsObject();

        Assert.True(ArtifactJson.AppendToKey(artifact, subPath));
        Assert.Equal(key, (string?)artifact["s3"]!["key"]);
    }
}
