using System.Net;
using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

[Collection("api")]
public sealed class CreateTests(ApiFixture api)
{
    // Its room is taken when it has come: a slow line keeps nobody out.
    [Fact]
    public async Task LargeSubmission_WhileAnotherOneComesSlowly_IsTaken()
    {
        using var slow = new System.Net.Sockets.TcpClient();
        await slow.ConnectAsync(api.Http.BaseAddress!.Host, api.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        var begin = $"POST /api/v1/workflows/{api.Namespace()} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {16 << 20}\r\n\r\n{new string(' ', 100_000)}";
        await slow.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(begin), TestContext.Current.CancellationToken);

        var body = $$$$"""{"workflow":{"metadata":{"name":"large"},"spec":{"entrypoint":"main","arguments":{"parameters":[{"name":"p","value":"{{{{new string('x', 100_000)}}}}"}]},"templates":[{{{{Bodies.Gate}}}}]}}}""";
        var reply = await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{api.Namespace()}", body);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
    }

    [Fact]
    public async Task Create_AnswersTheStoredObject_WithTheServersOwnMetadata()
    {
        var ns = api.Namespace();
        var body = Bodies.Workflow("made", Bodies.Gate, ""","uid":"00000000-0000-0000-0000-000000000000","resourceVersion":"77","creationTimestamp":"2001-01-01T00:00:00Z","labels":{"a":"b"}""");

        var workflow = await api.CreateAsync(ns, body);

        Assert.Equal(("argoproj.io/v1alpha1", "Workflow"), (workflow.GetProperty("apiVersion").GetString(), workflow.GetProperty("kind").GetString()));
        var metadata = workflow.GetProperty("metadata");
        Assert.Equal(("made", ns), (metadata.GetProperty("name").GetString(), metadata.GetProperty("namespace").GetString()));
        Assert.NotEqual(Guid.Empty, metadata.GetProperty("uid").GetGuid());
        Assert.NotEqual("77", metadata.GetProperty("resourceVersion").GetString());
        Assert.StartsWith("20", metadata.GetProperty("creationTimestamp").GetString());
        Assert.DoesNotContain("2001", metadata.GetProperty("creationTimestamp").GetString(), StringComparison.Ordinal);
        Assert.Equal("b", metadata.GetProperty("labels").GetProperty("a").GetString());
        Assert.Equal(JsonValueKind.Object, workflow.GetProperty("status").ValueKind);
    }

    [Fact]
    public async Task Create_GenerateName_EndsInFiveRandomLetters()
    {
        var workflow = await api.CreateAsync(api.Namespace(), """{"workflow":{"metadata":{"generateName":"hello-"},"spec":{"entrypoint":"main","templates":[{"name":"main","suspend":{}}]}}}""");

        Assert.Matches("^hello-[bcdfghjklmnpqrstvwxz2456789]{5}$", workflow.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal("hello-", workflow.GetProperty("metadata").GetProperty("generateName").GetString());
    }

    [Fact]
    public async Task Create_TakenName_Is409InArgosWords()
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("twice", Bodies.Gate));

        var reply = await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{ns}", Bodies.Workflow("twice", Bodies.Gate));

        Assert.Equal((409, 6, "workflows.argoproj.io \"twice\" already exists"), reply.Error);
    }

    [Fact]
    public async Task Create_Invalid_Is400WithAllErrors_AndStoresNothing()
    {
        var ns = api.Namespace();
        var body = """{"workflow":{"metadata":{"name":"bad"},"spec":{"entrypoint":"nowhere","templates":[{"name":"main","dag":{"tasks":[{"name":"a","template":"absent"}]}}]}}}""";

        var reply = await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{ns}", body);

        Assert.Equal((400, 3), (reply.Error.Status, reply.Error.Code));
        Assert.Contains("nowhere", reply.Error.Message, StringComparison.Ordinal);
        Assert.Contains("absent", reply.Error.Message, StringComparison.Ordinal);
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{ns}/bad")).Error.Status);
    }

    // Latin-1 must not become replacement characters in the stored manifest.
    [Fact]
    public async Task Create_NotUtf8_Is400()
    {
        using var body = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes(Bodies.Workflow("größe", Bodies.Gate)));

        using var response = await api.Http.PostAsync(new Uri($"/api/v1/workflows/{api.Namespace()}", UriKind.Relative), body, TestContext.Current.CancellationToken);

        var reply = await Reply.ReadAsync(response);
        Assert.Equal((400, 3, "the body is not valid UTF-8"), reply.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_Large_WaitsForRoom(bool told)
    {
        var ns = api.Namespace();
        var held = await api.Api.Room.EnterAsync(long.MaxValue, TestContext.Current.CancellationToken);
        using var body = new StringContent(Bodies.Workflow("large", Bodies.Gate, $$""","annotations":{"a":"{{new string('x', 70_000)}}"}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/workflows/{ns}") { Content = body };
        request.Headers.TransferEncodingChunked = !told;

        var large = api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await api.CreateAsync(ns, Bodies.Workflow("small", Bodies.Gate));
        Assert.False(large.IsCompleted);
        held.Dispose();

        using var response = await large;
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(70_000)]
    public async Task Create_HalfACharacter_Is400(int length)
    {
        var argument = $$"""{"name":"a","value":"\ud800{{new string('x', length)}}"}""";

        var reply = await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{api.Namespace()}", $$$$"""{"workflow":{"metadata":{"name":"half"},"spec":{"entrypoint":"main","arguments":{"parameters":[{{{{argument}}}}]},"templates":[{{{{Bodies.Gate}}}}]}}}""");

        Assert.Equal((400, 3), (reply.Error.Status, reply.Error.Code));
        Assert.EndsWith("has half a surrogate pair, \\ud800: it was cut in the middle of a character", reply.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"serverDryRun\":true")]
    [InlineData("\"createOptions\":{\"dryRun\":[\"All\"]}")]
    public async Task Create_DryRun_EchoesAndStoresNothing(string option)
    {
        var ns = api.Namespace();

        var workflow = await api.CreateAsync(ns, Bodies.Workflow("dry", Bodies.Gate)[..^1] + "," + option + "}");

        Assert.Equal(("dry", ns), (workflow.GetProperty("metadata").GetProperty("name").GetString(), workflow.GetProperty("metadata").GetProperty("namespace").GetString()));
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{ns}/dry")).Error.Status);
    }

    [Fact]
    public async Task Create_ServerDryRun_SaysWhatWouldBeStored()
    {
        var ns = api.Namespace();

        var workflow = await api.CreateAsync(ns, Bodies.Workflow("dry", Bodies.Gate).Replace("\"name\":\"dry\"", "\"generateName\":\"dry-\"", StringComparison.Ordinal)[..^1] + ",\"serverDryRun\":true}");

        var metadata = workflow.GetProperty("metadata");
        Assert.Matches("^dry-[a-z0-9]{5}$", metadata.GetProperty("name").GetString());
        Assert.Equal("dry-", metadata.GetProperty("generateName").GetString());
        Assert.NotEqual(Guid.Empty, metadata.GetProperty("uid").GetGuid());
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{ns}/{metadata.GetProperty("name").GetString()}")).Error.Status);
    }

    [Fact]
    public async Task Create_PathWinsOverTheBody_AndAnEmptyPathTakesTheBodys()
    {
        var (ns, other) = (api.Namespace(), api.Namespace());
        string Body(string name) => $$$$"""{"namespace":"{{{{other}}}}","workflow":{"metadata":{"name":"{{{{name}}}}","namespace":"{{{{other}}}}"},"spec":{"entrypoint":"main","templates":[{"name":"main","suspend":{}}]}}}""";

        var inPath = await api.CreateAsync(ns, Body("one"));
        var inBody = await api.CreateAsync("", Body("two"));

        Assert.Equal(ns, inPath.GetProperty("metadata").GetProperty("namespace").GetString());
        Assert.Equal(other, inBody.GetProperty("metadata").GetProperty("namespace").GetString());
    }

    [Fact]
    public async Task Create_ScalarParameters_ComeBackAsText()
    {
        var body = """
            {"workflow":{"metadata":{"name":"scalars"},"spec":{"entrypoint":"main",
             "arguments":{"parameters":[{"name":"n","value":5},{"name":"t","value":true},{"name":"s","value":"x"}]},
             "templates":[{"name":"main","suspend":{}}]}}}
            """;

        var workflow = await api.CreateAsync(api.Namespace(), body);

        var values = workflow.GetProperty("spec").GetProperty("arguments").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("value").GetString());
        Assert.Equal(["5", "true", "x"], values);
    }

    [Fact]
    public async Task Create_UnknownFields_AreIgnored()
    {
        var body = """{"workflow":{"metadata":{"name":"odd","madeUp":1},"spec":{"entrypoint":"main","new":{"x":1},"templates":[{"name":"main","suspend":{},"novel":true}]}},"instanceID":"","also":"this"}""";

        var workflow = await api.CreateAsync(api.Namespace(), body);

        Assert.Equal("odd", workflow.GetProperty("metadata").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("{}", "workflow")]
    [InlineData("", "workflow")]
    [InlineData("{\"workflow\":7}", "workflow")]
    [InlineData("[1]", "JSON object")]
    [InlineData("{\"workflow\":", "no JSON")]
    public async Task Create_BodyWithoutAWorkflow_Is400WithASentence(string body, string part)
    {
        var reply = await api.SendAsync(HttpMethod.Post, "/api/v1/workflows/default", body);

        Assert.Equal((400, 3), (reply.Error.Status, reply.Error.Code));
        Assert.Contains(part, reply.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithALargeArgument_StoresItBesideTheManifest_AndListsDoNotHaveIt()
    {
        var ns = api.Namespace();
        var large = new string('x', 6_000_000);
        var body = new
        {
            workflow = new
            {
                metadata = new { name = "large" },
                spec = new
                {
                    entrypoint = "main",
                    suspend = true,
                    arguments = new { parameters = new[] { new { name = "a", value = large } } },
                    templates = new[] { new { name = "main", script = new { image = "x", command = new[] { "sh" }, source = string.Concat(Enumerable.Repeat("{{workflow.parameters.a}}", 10)) } } },
                },
            },
        };

        var made = await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{ns}", System.Text.Json.JsonSerializer.Serialize(body));
        var got = await api.SendAsync(HttpMethod.Get, $"/api/v1/workflows/{ns}/large");
        var listed = await api.SendAsync(HttpMethod.Get, $"/api/v1/workflows/{ns}");

        Assert.Equal(System.Net.HttpStatusCode.OK, made.Status);
        Assert.Contains("too large to be shown here", Argument(made.Json), StringComparison.Ordinal);
        Assert.Equal(large, Argument(got.Json));
        Assert.Equal("... (too large to be shown here)", Argument(listed.Json.GetProperty("items")[0]));

        static string Argument(System.Text.Json.JsonElement workflow) => workflow.GetProperty("spec").GetProperty("arguments").GetProperty("parameters")[0].GetProperty("value").GetString()!;
    }

    [Fact]
    public async Task Create_TooLarge_Is413_WhetherItsLengthIsToldOrNot()
    {
        var body = new string('x', Fleet.Contracts.MessageLimits.SubmissionBytes + 10_000);

        var told = await api.SendAsync(HttpMethod.Post, "/api/v1/workflows/default", body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/workflows/default") { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var chunked = await Reply.ReadAsync(response);

        foreach (var reply in new[] { told, chunked })
        {
            Assert.Equal(413, reply.Error.Status);
            Assert.NotEmpty(reply.Error.Message);
        }
    }

    [Fact]
    public async Task Lint_EchoesWhatWasSent_AndStoresNothing()
    {
        var ns = api.Namespace();

        var reply = await api.SendAsync(HttpMethod.Post, $"/api/v1/workflows/{ns}/lint", Bodies.Workflow("checked"));

        Assert.Equal("checked", reply.Json.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal(404, (await api.GetAsync($"/api/v1/workflows/{ns}/checked")).Error.Status);
    }

    [Fact]
    public async Task Lint_Invalid_Is400()
    {
        var reply = await api.SendAsync(HttpMethod.Post, "/api/v1/workflows/default/lint", """{"workflow":{"metadata":{"generateName":"x-"},"spec":{"templates":[]}}}""");

        Assert.Equal((400, 3), (reply.Error.Status, reply.Error.Code));
        Assert.Contains("entrypoint", reply.Error.Message, StringComparison.Ordinal);
    }
}
