using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("alpine", "docker.io", "alpine", "latest")]
    [InlineData("alpine:3.23", "docker.io", "alpine", "3.23")]
    [InlineData("team/tool:1", "docker.io", "team/tool", "1")]
    [InlineData("ghcr.io/team/tool", "ghcr.io", "ghcr.io/team/tool", "latest")]
    [InlineData("localhost/tool:1", "localhost", "localhost/tool", "1")]
    [InlineData("127.0.0.1:5000/tool", "127.0.0.1:5000", "127.0.0.1:5000/tool", "latest")]
    [InlineData("registry:5000/a/b/c:v1.2", "registry:5000", "registry:5000/a/b/c", "v1.2")]
    [InlineData("alpine@sha256:abc", "docker.io", "alpine", "sha256:abc")]
    [InlineData("quay.io/x/y:1@sha256:abc", "quay.io", "quay.io/x/y:1", "sha256:abc")]
    public void Parse_Reference_GivesItsParts(string image, string registry, string name, string tag) =>
        Assert.Equal(new ImageReference(registry, name, tag), ImageReference.Parse(image));
}
