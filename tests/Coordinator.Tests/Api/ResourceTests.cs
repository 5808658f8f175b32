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
        Assert.Equal((409, 6), Code(stale));
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

    [Theory]
    [InlineData("""{"template":{"metadata":{"name":"d"},"metadata":{"name":"d"},"spec":{}}}""", "metadata")]
    [InlineData("""{"template":{"metadata":{"name":"d","name":"d"},"spec":{}}}""", "name")]
    public async Task Body_WithAKeyTwice_Is400(string body, string key)
    {
        foreach (var path in (string[])[$"/api/v1/workflow-templates/{_ns}", $"/api/v1/workflow-templates/{_ns}/lint", $"/api/v1/workflows/{_ns}"])
        {
            var reply = await api.SendAsync(HttpMethod.Post, path, path.Contains("workflows", StringComparison.Ordinal) ? body.Replace("template", "workflow", StringComparison.Ordinal) : body);
            Assert.Equal((400, 3), Code(reply));
            Assert.Contains($"'{key}'", reply.Error.Message, StringComparison.Ordinal);
        }
    }

    // What is taken can be listed; what is deeper is refused with a sentence of Fleet.
    [Fact]
    public async Task DeepestManifest_IsListed_ADeeperOneIsRefused()
    {
        var root = $"/api/v1/workflow-templates/{_ns}";
        string Deep(int levels) => "{\"name\":\"b\",\"plugin\":{\"hello\":" + new string('[', levels) + new string(']', levels) + "}}";
        var most = 30;
        while ((await api.SendAsync(HttpMethod.Post, root, Template("deep-" + (most + 1), "," + Deep(most + 1)))).Status == System.Net.HttpStatusCode.OK)
            most++;
        Assert.Contains("deep-" + most, await NamesAsync(root));
        var refused = await api.SendAsync(HttpMethod.Post, root, Template("deeper", "," + Deep(most + 1)));
        Assert.Equal((400, 3), Code(refused));
        Assert.Contains("nested deeper than 50 levels", refused.Error.Message, StringComparison.Ordinal);

        await OkAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}", Template("deep-one", "," + Deep(most)).Replace("\"template\":{", "\"workflow\":{", StringComparison.Ordinal).Replace("\"spec\":{", "\"spec\":{\"entrypoint\":\"b\",", StringComparison.Ordinal));
        await OkAsync(HttpMethod.Get, $"/api/v1/workflows/{_ns}");
        await OkAsync(HttpMethod.Get, $"/api/v1/workflows/{_ns}/deep-one");
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

    [Fact]
    public async Task Submit_RunsATemplate_WithArgosOptions()
    {
        const string Spec = """{"entrypoint":"main","arguments":{"parameters":[{"name":"who","value":"nobody"},{"name":"more","value":"x"}]},"workflowMetadata":{"labels":{"from":"template"}},"templates":[{"name":"main","suspend":{"duration":"0"}},{"name":"other","suspend":{"duration":"0"}}]}""";
        var (name, cluster) = ("hello", "cluster-" + Interlocked.Increment(ref _names));
        await OkAsync(HttpMethod.Post, $"/api/v1/workflow-templates/{_ns}", $$"""{"template":{"metadata":{"name":"{{name}}"},"spec":{{Spec}} } }""");
        await OkAsync(HttpMethod.Post, "/api/v1/cluster-workflow-templates", $$"""{"template":{"metadata":{"name":"{{cluster}}"},"spec":{{Spec}} } }""");

        var made = await OkAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}/submit", """{"resourceKind":"workflowtemplates","resourceName":"hello","submitOptions":{"entryPoint":"other","parameters":["who=world"],"labels":"a=b,c=d","priority":7,"serviceAccount":"robot"}}""");
        Assert.Equal((7, "robot"), (made.GetProperty("spec").GetProperty("priority").GetInt32(), made.GetProperty("spec").GetProperty("serviceAccountName").GetString()));
        Assert.Matches("^hello-.{5}$", Text(made.GetProperty("metadata"), "name"));
        var labels = made.GetProperty("metadata").GetProperty("labels");
        Assert.Equal(("b", "d", "hello", "template"), (Text(labels, "a"), Text(labels, "c"), Text(labels, "workflows.argoproj.io/workflow-template"), Text(labels, "from")));
        Assert.Equal("hello", Text(made.GetProperty("spec").GetProperty("workflowTemplateRef"), "name"));
        Assert.False(made.GetProperty("spec").TryGetProperty("templates", out _));
        await api.Fleet.UntilFinishedAsync(made.GetProperty("metadata").GetProperty("uid").GetGuid());
        await OkAsync(HttpMethod.Delete, $"/api/v1/workflow-templates/{_ns}/{name}");
        var ended = await OkAsync(HttpMethod.Get, $"/api/v1/workflows/{_ns}/{Text(made.GetProperty("metadata"), "name")}");
        var stored = ended.GetProperty("status").GetProperty("storedWorkflowTemplateSpec");
        Assert.Equal(("other", 2), (Text(stored, "entrypoint"), stored.GetProperty("templates").GetArrayLength()));
        Assert.Equal(["who=world", "more=x"], stored.GetProperty("arguments").GetProperty("parameters").EnumerateArray().Select(parameter => $"{Text(parameter, "name")}={Text(parameter, "value")}"));
        Assert.Equal("other", Text(ended.GetProperty("status").GetProperty("nodes").GetProperty(Text(made.GetProperty("metadata"), "name")!), "templateName"));

        var another = await OkAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}/submit", $$"""{"resourceKind":"cwftmpl","resourceName":"{{cluster}}","submitOptions":{"name":"mine"} }""");
        Assert.Equal(("mine", cluster), (Text(another.GetProperty("metadata"), "name"), Text(another.GetProperty("metadata").GetProperty("labels"), "workflows.argoproj.io/cluster-workflow-template")));
        Assert.Equal((409, 6), Code(await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}/submit", $$"""{"resourceKind":"cwftmpl","resourceName":"{{cluster}}","submitOptions":{"name":"mine"} }""")));
        Assert.Equal((404, 5, "workflowtemplates.argoproj.io \"hello\" not found"), (await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}/submit", """{"resourceKind":"WorkflowTemplate","resourceName":"hello"}""")).Error);
        Assert.Equal((404, 5), Code(await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}", """{"workflow":{"metadata":{"generateName":"a-"},"spec":{"workflowTemplateRef":{"name":"none"}}}}""")));
        Assert.Equal((400, 3, "submitOptions.parameters: \"who=x\" is no list of texts"), (await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}/submit", $$"""{"resourceKind":"cwftmpl","resourceName":"{{cluster}}","submitOptions":{"parameters":"who=x"} }""")).Error);
        Assert.Equal((400, 3, "Resource kind 'Pod' is not supported for submitting"), (await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}/submit", """{"resourceKind":"Pod","resourceName":"x"}""")).Error);
    }

    [Fact]
    public async Task Create_LabelsAndTheRepository_HaveArgumentsOfStoredConfigMaps()
    {
        await OkAsync(HttpMethod.Post, $"/api/v1/namespaces/{_ns}/configmaps", """{"metadata":{"name":"c"},"data":{"k":"one"}}""");
        await OkAsync(HttpMethod.Post, $"/api/v1/namespaces/{_ns}/configmaps", """{"metadata":{"name":"of-one","annotations":{"workflows.argoproj.io/default-artifact-repository":"r"}},"data":{"r":"s3: {bucket: b, endpoint: 'h:1'}"}}""");

        await api.CreateAsync(_ns, """
            {"workflow":{"metadata":{"name":"w"},"spec":{"entrypoint":"main","arguments":{"parameters":[{"name":"p","valueFrom":{"configMapKeyRef":{"name":"c","key":"k"}}}]},
             "workflowMetadata":{"labelsFrom":{"of":{"expression":"workflow.parameters.p"}}},"artifactRepositoryRef":{"configMap":"of-{{workflow.parameters.p}}"},"templates":[{"name":"main","suspend":{}}]}}}
            """);

        var workflow = (await api.GetAsync($"/api/v1/workflows/{_ns}/w")).Json;
        Assert.Equal("one", Text(workflow.GetProperty("metadata").GetProperty("labels"), "of"));
        Assert.Equal(("Running", "of-one"), (Text(workflow.GetProperty("status"), "phase"), Text(workflow.GetProperty("status").GetProperty("artifactRepositoryRef"), "configMap")));
    }

    [Fact]
    public async Task Run_AnswersTheEngine_FromWhatIsStoredNow()
    {
        await OkAsync(HttpMethod.Post, $"/api/v1/workflow-templates/{_ns}", """{"template":{"metadata":{"name":"library"},"spec":{"templates":[{"name":"say","inputs":{"parameters":[{"name":"v","valueFrom":{"configMapKeyRef":{"name":"limits","key":"a"}}}]},"suspend":{"duration":"0"}}]}}}""");
        await OkAsync(HttpMethod.Post, $"/api/v1/namespaces/{_ns}/configmaps", """{"metadata":{"name":"limits"},"data":{"a":"7"}}""");
        const string Spec = """{"entrypoint":"main","templates":[{"name":"main","steps":[[{"name":"x","templateRef":{"name":"library","template":"say"}}]]}]}""";

        var made = await api.RunAsync(_ns, $$"""{"workflow":{"metadata":{"name":"caller"},"spec":{{Spec}} } }""");
        var given = await api.RunAsync(_ns, $$"""{"workflow":{"metadata":{"name":"given"},"spec":{{Spec}} },"resources":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"limits"},"data":{"a":"own"} }]}""");

        Assert.Equal(["7", "own"], [await InputAsync(made), await InputAsync(given)]);
        Assert.Equal("7", Text((await OkAsync(HttpMethod.Get, $"/api/v1/namespaces/{_ns}/configmaps/limits")).GetProperty("data"), "a"));
        Assert.Contains("resources[0].kind: ", (await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{_ns}", $$"""{"workflow":{"metadata":{"name":"bad"},"spec":{{Spec}} },"resources":[{"kind":"CronWorkflow"}]}""")).Error.Message, StringComparison.Ordinal);

        async Task<string?> InputAsync(JsonElement workflow)
        {
            var ended = await OkAsync(HttpMethod.Get, $"/api/v1/workflows/{_ns}/{Text(workflow.GetProperty("metadata"), "name")}");
            Assert.Equal("Succeeded", Text(ended.GetProperty("status"), "phase"));
            return Text(ended.GetProperty("status").GetProperty("nodes").EnumerateObject().Single(node => Text(node.Value, "displayName") == "x").Value.GetProperty("inputs").GetProperty("parameters")[0], "value");
        }
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
