using System.Net;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>Secrets under Kubernetes' paths: what goes in never comes out.</summary>
[Collection("api")]
public sealed class SecretTests(ApiFixture api)
{
    private readonly string _ns = api.Namespace();

    [Fact]
    public async Task Secret_IsMadeReplacedListedAndDeleted_ItsValuesAreNeverAnswered_NorStoredPlain()
    {
        var root = $"/api/v1/namespaces/{_ns}/secrets";
        var made = await OkAsync(HttpMethod.Post, root, """{"metadata":{"name":"login"},"stringData":{"password":"hunter2"},"data":{"user":"Ym9i"}}""");
        var read = await OkAsync(HttpMethod.Get, root + "/login");
        var replaced = await OkAsync(HttpMethod.Put, root + "/login", """{"metadata":{},"stringData":{"password":"hunter2!!"}}""");
        var list = await OkAsync(HttpMethod.Get, root);
        var all = await OkAsync(HttpMethod.Get, "/api/v1/secrets");

        Assert.Contains("\"dataBytes\":{\"user\":3,\"password\":7}", made, StringComparison.Ordinal);
        Assert.Equal(made, read);
        Assert.Contains("\"dataBytes\":{\"password\":9}", replaced, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"SecretList\"", list, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"login\"", all, StringComparison.Ordinal);
        var row = await api.Fleet.Store.FindResourceAsync(new ResourceKey(ResourceKinds.Secret, _ns, "login"), TestContext.Current.CancellationToken);
        foreach (var text in (string[])[made, read, replaced, list, all, System.Text.Encoding.UTF8.GetString(row!.Manifest.Span)])
        {
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
            Assert.DoesNotContain("aHVudGVyM", text, StringComparison.Ordinal);
        }

        await OkAsync(HttpMethod.Delete, root + "/login");
        Assert.Equal((404, 5, "secrets \"login\" not found"), (await api.GetAsync(root + "/login")).Error);
    }

    private async Task<string> OkAsync(HttpMethod method, string path, string? body = null)
    {
        var reply = await api.SendAsync(method, path, body);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Json.GetRawText());
        return reply.Json.GetRawText();
    }
}
