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

    [Theory]
    [InlineData("""{"name":"a","s3":{"key":"wf/a.tgz"}}""", "wf/a.tgz", "a")]
    [InlineData("""{"name":"a","s3":{"key":"wf/a.tgz"},"fleet":{"bytes":0}}""", "wf/a.tgz (0 bytes)", "a (0 bytes)")]
    [InlineData("""{"name":"a","s3":{"key":"wf/a.tgz"},"fleet":{"bytes":1572864}}""", "wf/a.tgz (1.5 MiB)", "a (1.5 MiB)")]
    [InlineData("""{"name":"a","s3":{"key":"wf/a.tgz"},"fleet":{"bytes":2048},"deleted":true}""", "wf/a.tgz (2 KiB, deleted)", "a (2 KiB)")]
    [InlineData("""{"name":"a","s3":{"key":"wf/a.tgz"},"deleted":true}""", "wf/a.tgz (deleted)", "a")]
    public void Lines_HaveTheSize_WhereItIsKnown(string artifact, string line, string name)
    {
        var json = JsonSerializer.Deserialize<JsonElement>(artifact);

        Assert.Equal((line, name), (ArtifactText.Line(json), ArtifactText.Name(json)));
    }
}
