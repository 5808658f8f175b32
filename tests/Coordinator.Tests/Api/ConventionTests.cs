using System.Net;
using System.Text.Json;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>What holds for every call.</summary>
[Collection("api")]
public sealed class ConventionTests(ApiFixture api)
{
    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task ContentType_IsNeverLookedAt(string? contentType)
    {
        var reply = await api.SendAsync(HttpMethod.Post, "/api/v1/workflows/" + api.Namespace(), Bodies.Workflow("w", Bodies.Gate), contentType);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task EmptyBody_MeansAnEmptyObject(string? body)
    {
        var ns = api.Namespace();
        await api.CreateAsync(ns, Bodies.Workflow("w", Bodies.Gate));

        Assert.Equal(HttpStatusCode.OK, (await api.PutAsync($"/api/v1/workflows/{ns}/w/suspend", body)).Status);
    }

    [Fact]
    public async Task Success_CarriesTheVersionHeader_ErrorsDoNot()
    {
        var good = await api.GetAsync("/api/v1/version");
        var bad = await api.GetAsync("/api/v1/workflows/default/absent");

        Assert.StartsWith("v4.", good.ArgoVersion);
        Assert.Null(bad.ArgoVersion);
        Assert.Equal(("application/json", "application/json"), (good.ContentType, bad.ContentType));
        Assert.Equal(["code", "message"], bad.Json.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nonsense")]
    [InlineData("GET", "/api/v2/workflows/default")]
    [InlineData("PATCH", "/api/v1/workflows/default/w")]
    [InlineData("POST", "/api/v1/workflows/default/w/suspend")]
    [InlineData("PUT", "/api/v1/workflows/default/w/dance")]
    [InlineData("PUT", "/api/v1/version")]
    [InlineData("GET", "/api/")]
    public async Task UnknownRouteOrMethod_Is501AsJson(string method, string path) =>
        Assert.Equal((501, 12, "Not Implemented"), (await api.SendAsync(new HttpMethod(method), path)).Error);

    [Fact]
    public async Task AnyOtherPath_Is404AsJson() => Assert.Equal((404, 5), (await api.GetAsync("/nowhere")).Error is var error ? (error.Status, error.Code) : default);

    [Theory]
    [InlineData("/api/v1/workflows/default?")]
    [InlineData("/api/v1/workflows/?")]
    [InlineData("/api/v1/workflows/?listOptions.limit=1")]
    [InlineData("/api/v1/workflows/default?listOptions.resourceVersion=0&listOptions.watch=False&something=else")]
    public async Task BareQuestionMark_TrailingSlash_AndUnknownParameters_AreFine(string path)
    {
        var reply = await api.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(JsonValueKind.Object, reply.Json.GetProperty("metadata").ValueKind);
    }

    [Fact]
    public async Task Version_HasAllEightTexts()
    {
        var version = (await api.GetAsync("/api/v1/version")).Json;

        foreach (var name in new[] { "version", "buildDate", "gitCommit", "gitTag", "gitTreeState", "goVersion", "compiler", "platform" })
            Assert.Equal(JsonValueKind.String, version.GetProperty(name).ValueKind);
        Assert.StartsWith("v4.", version.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Info_HasWhatTheClientsRead()
    {
        var info = (await api.GetAsync("/api/v1/info")).Json;

        Assert.Equal("", info.GetProperty("managedNamespace").GetString());
        Assert.Equal(JsonValueKind.Array, info.GetProperty("links").ValueKind);
        Assert.Equal(JsonValueKind.Array, info.GetProperty("columns").ValueKind);
        foreach (var modal in new[] { "feedback", "firstTimeUser", "newVersion" }) Assert.False(info.GetProperty("modals").GetProperty(modal).GetBoolean());
    }

    [Fact]
    public async Task Health_IsOk() => Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/healthz")).Status);

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "evil.example")]
    public async Task WithoutAToken_PagesOfOtherSites_AreRefused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/workflows/default") { Content = new StringContent(Bodies.Workflow("evil", Bodies.Gate)) };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((403, 7), (await Reply.ReadAsync(response)).Error is var error ? (error.Status, error.Code) : default);
    }

    [Fact]
    public async Task WithoutAToken_ThePageOfTheServerItself_IsLetIn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/version");
        request.Headers.TryAddWithoutValidation("Origin", api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
