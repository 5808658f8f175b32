using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Coordinator.Logs;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>Artifacts as users fetch and see them, on Argo's routes.</summary>
[Collection("api")]
public sealed class DownloadTests(ApiFixture api)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_AsItIsStored_WithItsName_AndNothingOfItRunsAsAPage()
    {
        var (ns, uid) = await RunAsync();
        foreach (var path in new[] { $"/artifacts/{ns}/w/w/main-logs", $"/artifacts-by-uid/{uid}/w/main-logs", $"/artifact-files/{ns}/workflows/w/w/outputs/main-logs", $"/artifact-files/{ns}/archived-workflows/{uid}/w/outputs/main-logs" })
        {
            using var response = await SendAsync(path);
            Assert.Equal("one\ntwo", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal("filename=\"main.log\"", response.Content.Headers.NonValidated["Content-Disposition"].ToString());
            Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            Assert.StartsWith("sandbox;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }

        using var head = await SendAsync($"/artifacts/{ns}/@latest/w/main-logs", HttpMethod.Head);
        Assert.Equal((HttpStatusCode.OK, 7L), (head.StatusCode, head.Content.Headers.ContentLength));
        using var part = await SendAsync($"/artifacts/{ns}/w/w/main-logs", range: new RangeHeaderValue(4, 6));
        Assert.Equal((HttpStatusCode.PartialContent, "two"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Folder_IsPacked_AndShownAsPages()
    {
        var (ns, _) = await RunAsync();
        using var packed = await SendAsync($"/input-artifacts/{ns}/w/w/tree");
        Assert.Equal("filename=\"tree.tgz\"", packed.Content.Headers.NonValidated["Content-Disposition"].ToString());
        using var tar = new TarReader(new GZipStream(await packed.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: Token) is { } entry)
            names.Add(entry.Name);
        Assert.Equal(["tree/", "tree/<b>.txt", "tree/site/", "tree/site/index.html", "tree/ünï.txt"], names.Order(StringComparer.Ordinal));

        var at = $"/artifact-files/{ns}/workflows/w/w/inputs/tree";
        using var plain = await SendAsync(at);
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "./tree/"), (plain.StatusCode, plain.Headers.Location!.OriginalString));
        using var page = await SendAsync(at + "/");
        var html = await page.Content.ReadAsStringAsync(Token);
        Assert.Contains("<a href=\"./%3Cb%3E.txt\">&lt;b&gt;.txt</a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"./site/\">site/</a>", html, StringComparison.Ordinal);
        using var inner = await SendAsync(at + "/site");
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "./site/"), (inner.StatusCode, inner.Headers.Location!.OriginalString));
        using var index = await SendAsync(at + "/site/");
        Assert.Equal((HttpStatusCode.TemporaryRedirect, "./index.html"), (index.StatusCode, index.Headers.Location!.OriginalString));
        using var site = await SendAsync(at + "/site/index.html");
        Assert.Equal(("<script>", "text/html"), (await site.Content.ReadAsStringAsync(Token), site.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("sandbox;", site.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var named = await SendAsync(at + "/%C3%BCn%C3%AF.txt");
        Assert.Equal("filename=\"_n_.txt\"; filename*=UTF-8''%C3%BCn%C3%AF.txt", named.Content.Headers.NonValidated["Content-Disposition"].ToString());
    }

    [Fact]
    public async Task Raw_IsWhatTheManifestSays()
    {
        var (ns, _) = await RunAsync();
        using var raw = await SendAsync($"/input-artifacts/{ns}/w/w/note");
        Assert.Equal("a note", await raw.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task WhatIsNotThere_Is404_InPlainText_AndNothingOutsideIsReached()
    {
        var (ns, uid) = await RunAsync();
        string[] missing =
        [
            $"/artifacts/{ns}/absent/w/main-logs", $"/artifacts/{ns}/w/absent/main-logs", $"/artifacts/{ns}/w/w/absent", $"/artifacts-by-uid/{Guid.NewGuid()}/w/main-logs", $"/artifact-files/{ns}/archived-workflows/no-uid/w/outputs/main-logs",
            $"/artifact-files/other/archived-workflows/{uid}/w/outputs/main-logs", $"/artifact-files/{ns}/things/w/w/outputs/main-logs", $"/artifact-files/{ns}/workflows/w/w/sideways/main-logs", $"/artifact-files/{ns}/workflows/w/w/inputs/tree/absent",
            $"/artifact-files/{ns}/workflows/w/w/outputs/main-logs/x",
        ];
        foreach (var path in missing)
        {
            using var response = await SendAsync(path);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, path);
            Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        }

        using var outside = await SendAsync($"/artifact-files/{ns}/workflows/w/w/inputs/tree/a%2F..%2F..%2F..%2Fsecret");
        Assert.Contains(outside.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task Log_AfterRetention_IsReadFromTheArchive()
    {
        var (ns, uid) = await RunAsync();
        await RetireAsync(ns, uid);

        foreach (var (query, expected) in new[] { ("", "one,two"), ("?logOptions.tailLines=1", "two"), ("?grep=o$", "two"), ("?podName=w&logOptions.follow=true", "one,two"), ("?podName=other", ""), ("?logOptions.container=wait", ""), ("?logOptions.limitBytes=4", "one"), ("?logOptions.sinceTime.seconds=32503680000", ""), ("?selector=app", "") })
        {
            await using var log = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflows/{ns}/w/log{query}");
            Assert.Equal(expected, string.Join(",", (await log.AllAsync()).Select(line => line.GetProperty("content").GetString())));
        }
    }

    [Fact]
    public async Task Log_AfterRetention_WithoutAnArchive_SaysThatItWasRemoved()
    {
        var ns = api.Namespace();
        var created = await api.RunAsync(ns, Bodies.Workflow("w", """{"name":"main","metadata":{"annotations":{"fleet.dummy/result":"one"}},"container":{"image":"alpine","command":["echo"]}}"""));
        await RetireAsync(ns, created.GetProperty("metadata").GetProperty("uid").GetGuid());

        foreach (var (query, pod) in new[] { ("", "w"), ("?podName=w&logOptions.follow=true", "w"), ("?logOptions.container=wait", null) })
        {
            await using var log = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflows/{ns}/w/log{query}");
            var lines = await log.AllAsync();
            Assert.Equal(pod is null ? [] : [pod], lines.Select(line => line.GetProperty("podName").GetString()));
            Assert.All(lines, line => Assert.Contains("removed by retention", line.GetProperty("content").GetString(), StringComparison.Ordinal));
        }
    }

    // When all of the log has come: it comes by another way than the end.
    private async Task RetireAsync(string ns, Guid uid)
    {
        await using (var whole = await JsonStream.OpenAsync(api.Http, $"/api/v1/workflows/{ns}/w/log?logOptions.follow=true"))
            await whole.AllAsync();
        api.Fleet.Services.GetRequiredService<FileLogStore>().Retire(uid);
    }

    private async Task<(string Namespace, Guid Uid)> RunAsync()
    {
        var ns = api.Namespace();
        foreach (var (key, text) in new[] { ("<b>.txt", "b"), ("ünï.txt", "u"), ("site/index.html", "<script>") })
            await api.Artifacts.PutAsync($"{ns}/tree/{key}", new MemoryStream(Encoding.UTF8.GetBytes(text)), Token);
        var created = await api.RunAsync(ns, Bodies.Workflow("w", $$$"""
            {"name":"main","archiveLocation":{"archiveLogs":true,"s3":{"key":"{{{ns}}}/logs"}},"inputs":{"artifacts":[{"name":"note","path":"/note","raw":{"data":"a note"}},{"name":"tree","path":"/tree","s3":{"key":"{{{ns}}}/tree"}}]},
             "metadata":{"annotations":{"fleet.dummy/result":"one\ntwo"}},"container":{"image":"alpine","command":["echo"]}}
            """));
        return (ns, created.GetProperty("metadata").GetProperty("uid").GetGuid());
    }

    // Not the client of the fixture: redirects are looked at.
    private async Task<HttpResponseMessage> SendAsync(string path, HttpMethod? method = null, RangeHeaderValue? range = null)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Http.BaseAddress };
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Range = range;
        var response = await http.SendAsync(request, Token);
        await response.Content.LoadIntoBufferAsync(Token);
        return response;
    }
}
