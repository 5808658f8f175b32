using System.Text.Json;
using Fleet.Cli.Rendering;

namespace Fleet.Cli.Tests.Rendering;

public sealed class ArtifactTextTests
{
    [Theory]
    [InlineData("""{"name":"a","s3":{"key":"wf/pod/a.tgz"}}""", "wf/pod/a.tgz")]
    [InlineData("""{"name":"a","s3":{"endpoint":"minio:9000","bucket":"my","key":"wf/a.tgz"}}""", "my/wf/a.tgz")]
    [InlineData("""{"name":"a","azure":{"endpoint":"https://x","container":"box","blob":"wf/a.tgz"}}""", "box/wf/a.tgz")]
    [InlineData("""{"name":"a","http":{"url":"https://example.com/a"}}""", "https://example.com/a")]
    [InlineData("""{"name":"a","raw":{"data":"x"}}""", "raw")]
    [InlineData("""{"name":"a"}""", "")]
    public void Place_SaysWhereItIs(string artifact, string expected) => Assert.Equal(expected, ArtifactText.Place(JsonSerializer.Deserialize<JsonElement>(artifact)));
}
