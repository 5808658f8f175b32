using System.Net;
using System.Text;
using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Tests.Api;

[CollectionDefinition("api")]
public sealed class ApiCollection : ICollectionFixture<ApiFixture>;

/// <summary>The real server on a free port of loopback: Kestrel, SQLite, engine, in-memory bus, a worker of dummies. Each test has a namespace of its own.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-api-").FullName;
    private ApiServer _server = null!;
    private int _namespaces;

    public HttpClient Http { get; private set; } = null!;

    internal EmbeddedFleet Fleet { get; private set; } = null!;

    /// <summary>Its artifact store.</summary>
    public IArtifactStore Artifacts { get; private set; } = null!;

    internal ApiServices Api => Fleet.Services.GetRequiredService<ApiServices>();

    public async ValueTask InitializeAsync()
    {
        Fleet = await EmbeddedFleet.StartAsync(
            _folder,
            new CoordinatorOptions
            {
                Secrets = new Contracts.SecretCipher([Contracts.SecretKey.Create()]),
                Artifacts = Artifacts = new FileArtifactStore(Path.Combine(_folder, "artifacts"), TimeProvider.System),
            });
        _server = await ApiServer.StartAsync(new ApiListen("http://127.0.0.1:0", null), Api, () => true, Fleet.Services.GetRequiredService<ILoggerFactory>(), CancellationToken.None);
        Http = new HttpClient { BaseAddress = new Uri(_server.Address), Timeout = EmbeddedFleet.Patience };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        await Fleet.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A namespace that no other test uses.</summary>
    public string Namespace() => "ns-" + Interlocked.Increment(ref _namespaces);

    /// <summary>One call without a Content-Type, as Argo's own client makes it.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, string? contentType = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> PutAsync(string path, string? body = null) => SendAsync(HttpMethod.Put, path, body);

    /// <summary>Creates a workflow and gives it as answered.</summary>
    public async Task<JsonElement> CreateAsync(string ns, string body)
    {
        var reply = await SendAsync(HttpMethod.Post, "/api/v1/workflows/" + ns, body);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Json.GetRawText());
        return reply.Json;
    }

    /// <summary>Creates a workflow and waits for its end.</summary>
    public async Task<JsonElement> RunAsync(string ns, string body)
    {
        var created = await CreateAsync(ns, body);
        await Fleet.UntilFinishedAsync(created.GetProperty("metadata").GetProperty("uid").GetGuid());
        return created;
    }
}
