using System.Net;
using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>Templates in Argo's shapes, ConfigMaps in Kubernetes'.</summary>
[Collection("api")]
public sealed class ResourceTests(ApiFixture api)
{
    private static int _names;

    private readonly string _ns = api.Namespace();

    [Fact]
    public async Task WorkflowTemplate_IsMadeReadReplacedListedAndDeleted()
    {
        var root = $"/api/v1/workflow-templates/{_ns}";
        var made = await OkAsync(HttpMethod.Post, root, Template("hello", """,{"name":"b","suspend":{}}""", ""","uid":"x","labels":{"app":"shop"}"""));
        var metadata = made.GetProperty("metadata");
        Assert.Equal(("argoproj.io/v1alpha1", "WorkflowTemplate"), (Text(made, "apiVersion"), Text(made, "kind")));
        Assert.Equal(("hello", _ns, 1), (Text(metadata, "name"), Text(metadata, "namespace"), metadata.GetProperty("generation").GetInt32()));
        Assert.StartsWith("20", Text(metadata, "creationTimestamp"));
        Assert.Equal(made.GetRawText(), (await OkAsync(HttpMethod.Get, root + "/hello")).GetRawText());

        // As Hera does it: read, change, send all of it back.
        var replaced = await OkAsync(HttpMethod.Put, root + "/hello", $$"""{"template":{{made.GetRawText().Replace("\"suspend\":{}", "\"suspend\":{\"duration\":\"1\"}", StringComparison.Ordinal)}}}""");
        Assert.Equal(metadata.GetProperty("uid").GetGuid(), replaced.GetProperty("metadata").GetProperty("uid").GetGuid());
        Assert.Equal(2, replaced.GetProperty("metadata").GetProperty("generation").GetInt32());
        Assert.True(Version(replaced) > Version(made));

        await OkAsync(HttpMethod.Post, root, Template("other"));
        Assert.Equal(["hello", "other"], await NamesAsync(root));
        Assert.Equal(["hello"], await NamesAsync(root + "?listOptions.labelSelector=app%3Dshop"));
        Assert.Equal(["other"], await NamesAsync(root + "?namePattern=the"));
        Assert.Equal(["other"], await NamesAsync(root + "?listOptions.limit=1&listOptions.continue=1"));
        Assert.Contains("other", await NamesAsync("/api/v1/workflow-templates/"));

        Assert.Equal("{}", (await OkAsync(HttpMethod.Delete, root + "/hello")).GetRawText());
        Assert.Equal((404, 5, "workflowtemplates.argoproj.io \"hello\" not found"), (await api.GetAsync(root + "/hello")).Error);
        Assert.Equal((404, 5), Code(await api.SendAsync(HttpMethod.Delete, root + "/hello")));
        Assert.Equal((404, 5), Code(await api.PutAsync(root + "/hello", Template("hello"))));
    }

    [Fact]
    public async Task WorkflowTemplate_TakenNameAndStaleVersion_Are409_SameContentWritesNothing()
    {
        var root = $"/api/v1/workflow-templates/{_ns}";
        var made = await OkAsync(HttpMethod.Post, root, Template("hello"));

        Assert.Equal((409, 6, "workflowtemplates.argoproj.io \"hello\" already exists"), (await api.SendAsync(HttpMethod.Post, root, Template("hello"))).Error);
        Assert.Equal(Version(made), Version(await OkAsync(HttpMethod.Put, root + "/hello", Template("hello"))));
        await OkAsync(HttpMethod.Put, root + "/hello", Template("hello", """,{"name":"b","suspend":{}}"""));
        var stale = await api.PutAsync(root + "/hello", Template("hello", "", $$""","resourceVersion":"{{Version(made)}}" """));
        Assert.Equal((409, 10), Code(stale));
        Assert.Contains("has been modified", stale.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkflowTemplate_Invalid_Is400WithAllErrors_LintStoresNothing()
    {
        var root = $"/api/v1/workflow-templates/{_ns}";
        const string Bad = """{"template":{"metadata":{"name":"Bad"},"spec":{"templates":[{"name":"a","steps":[[{"name":"x","template":"absent"}]]},{"name":"b"}]}}}""";

        var reply = await api.SendAsync(HttpMethod.Post, root, Bad);
        Assert.Equal((400, 3), Code(reply));
        Assert.All((string[])["name 'Bad' is invalid", "absent", "template type unspecified"], text => Assert.Contains(text, reply.Error.Message, StringComparison.Ordinal));
        Assert.Equal((400, 3), Code(await api.SendAsync(HttpMethod.Post, root + "/lint", Bad)));
        Assert.Equal((400, 3), Code(await api.SendAsync(HttpMethod.Post, root, """{"template":{"kind":"ConfigMap","metadata":{"name":"x"}}}""")));
        await OkAsync(HttpMethod.Post, root + "/lint", Template("fine"));
        Assert.Empty(await NamesAsync(root));
    }

    [Fact]
    public async Task ClusterWorkflowTemplate_HasNoNamespace()
    {
        const string Root = "/api/v1/cluster-workflow-templates";
        var name = "cluster-" + Interlocked.Increment(ref _names);
        var made = await OkAsync(HttpMethod.Post, Root, Template(name, "", ""","namespace":"somewhere" """));

        Assert.Equal("ClusterWorkflowTemplate", Text(made, "kind"));
        Assert.False(made.GetProperty("metadata").TryGetProperty("namespace", out _));
        Assert.Contains(name, await NamesAsync(Root));
        await OkAsync(HttpMethod.Post, Root + "/lint", Template(name));
        await OkAsync(HttpMethod.Put, $"{Root}/{name}", Template(name, """,{"name":"b","suspend":{}}"""));
        await OkAsync(HttpMethod.Delete, $"{Root}/{name}");
        Assert.Equal((404, 5, $"clusterworkflowtemplates.argoproj.io \"{name}\" not found"), (await api.GetAsync($"{Root}/{name}")).Error);
    }

    [Fact]
    public async Task ConfigMap_HasKubernetesOwnPathsAndShapes()
    {
        var root = $"/api/v1/namespaces/{_ns}/configmaps";
        var made = await OkAsync(HttpMethod.Post, root, """{"metadata":{"name":"limits"},"data":{"a":"1"}}""");
        Assert.Equal(("v1", "ConfigMap"), (Text(made, "apiVersion"), Text(made, "kind")));

        await OkAsync(HttpMethod.Put, root + "/limits", """{"metadata":{"name":"limits"},"data":{"a":"2"}}""");
        Assert.Equal("2", Text((await OkAsync(HttpMethod.Get, root + "/limits")).GetProperty("data"), "a"));
        var list = await OkAsync(HttpMethod.Get, root);
        Assert.Equal(("v1", "ConfigMapList"), (Text(list, "apiVersion"), Text(list, "kind")));
        Assert.Equal(["limits"], await NamesAsync(root));
        Assert.Contains("limits", await NamesAsync("/api/v1/configmaps"));
        Assert.Equal((400, 3), Code(await api.SendAsync(HttpMethod.Post, root, """{"metadata":{"name":"bad"},"data":{"a b":"1"},"binaryData":{"c":"?"}}""")));
        await OkAsync(HttpMethod.Delete, root + "/limits");
        Assert.Equal((404, 5, "configmaps \"limits\" not found"), (await api.GetAsync(root + "/limits")).Error);
    }

    private static string Template(string name, string more = "", string metadata = "") =>
        $$$$"""{"template":{"metadata":{"name":"{{{{name}}}}"{{{{metadata}}}}},"spec":{"templates":[{"name":"main","suspend":{}}{{{{more}}}}]}}}""";

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();

    private static long Version(JsonElement item) => long.Parse(Text(item.GetProperty("metadata"), "resourceVersion")!, System.Globalization.CultureInfo.InvariantCulture);

    private static (int Status, int Code) Code(Reply reply) => (reply.Error.Status, reply.Error.Code);

    private async Task<IEnumerable<string>> NamesAsync(string path) =>
        (await OkAsync(HttpMethod.Get, path)).GetProperty("items").EnumerateArray().Select(item => Text(item.GetProperty("metadata"), "name")!);

    private async Task<JsonElement> OkAsync(HttpMethod method, string path, string? body = null)
    {
        var reply = await api.SendAsync(method, path, body);
        Assert.True(reply.Status == HttpStatusCode.OK, $"{method} {path}: {reply.Json.GetRawText()}");
        return reply.Json;
    }
}
