using System.Globalization;
using System.Net;
using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Tests.Api;
using Fleet.Coordinator.Tests.Hosting;
using Fleet.Workflows.Spec;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Fleet.Coordinator.Tests.Messaging;

[Collection("broker")]
public sealed class StandbyOn4() : StandbyTests("FLEET_TEST_AMQP");

[Collection("broker")]
public sealed class StandbyOn310() : StandbyTests("FLEET_TEST_AMQP_310");

/// <summary>Two coordinators on one broker and one PostgreSQL: the API of the one that stands by does everything too.</summary>
public abstract class StandbyTests(string variable) : BrokerTest(variable)
{
    private readonly string _schema = "standby_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-standby-").FullName;
    private readonly string _postgres = FindPostgres();
    private readonly SecretCipher _secrets = new([SecretKey.Create()]);

    [Fact]
    public async Task Standby_CreatesControlsReadsAndWatches()
    {
        await using var leader = await StartFleetAsync("a", standsBy: false);
        await WithinAsync(leader.Leadership.WhenConsumingAsync(Token));
        await using var standby = await StartFleetAsync("b", standsBy: true);
        await using var server = await ServeAsync(standby);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = Patience };
        await using var watch = await JsonStream.OpenAsync(http, "/api/v1/workflow-events/ci");

        var created = await CallAsync(http, HttpMethod.Post, "/api/v1/workflows/ci", Bodies.Workflow("gate", Bodies.Gate));
        Assert.Equal("Running", created.Json.GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal("ADDED", (await watch.NextAsync()).GetProperty("type").GetString());
        Assert.Equal((409, 6), (await CallAsync(http, HttpMethod.Post, "/api/v1/workflows/ci", Bodies.Workflow("gate", Bodies.Gate))).Error is var taken ? (taken.Status, taken.Code) : default);

        Assert.True((await CallAsync(http, HttpMethod.Put, "/api/v1/workflows/ci/gate/suspend")).Json.GetProperty("spec").GetProperty("suspend").GetBoolean());
        await watch.UntilAsync((_, workflow) => workflow.GetProperty("spec").TryGetProperty("suspend", out System.Text.Json.JsonElement _));
        await CallAsync(http, HttpMethod.Put, "/api/v1/workflows/ci/gate/resume");
        var end = await watch.UntilAsync((_, workflow) => workflow.GetProperty("status").GetProperty("finishedAt").ValueKind == System.Text.Json.JsonValueKind.String);
        Assert.Equal("Succeeded", end.GetProperty("object").GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal((400, 9), (await CallAsync(http, HttpMethod.Put, "/api/v1/workflows/ci/gate/stop")).Error is var late ? (late.Status, late.Code) : default);

        const string Limits = "/api/v1/namespaces/ci/configmaps";
        const string Map = """{"metadata":{"name":"limits"},"data":{"a":"1"}}""";
        var map = (await CallAsync(http, HttpMethod.Post, Limits, Map)).Json;
        Assert.Equal("limits", map.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal((409, 6), (await CallAsync(http, HttpMethod.Post, Limits, Map)).Error is var exists ? (exists.Status, exists.Code) : default);
        var changed = (await CallAsync(http, HttpMethod.Put, Limits + "/limits", Map.Replace("\"1\"", "\"2\"", StringComparison.Ordinal))).Json;
        Assert.Equal(("2", 2), (changed.GetProperty("data").GetProperty("a").GetString(), changed.GetProperty("metadata").GetProperty("generation").GetInt32()));
        Assert.Equal("{}", (await CallAsync(http, HttpMethod.Delete, Limits + "/limits")).Json.GetRawText());
        Assert.Equal(404, (await CallAsync(http, HttpMethod.Delete, Limits + "/limits")).Error.Status);

        var secret = (await CallAsync(http, HttpMethod.Post, "/api/v1/namespaces/ci/secrets", """{"metadata":{"name":"login"},"stringData":{"password":"hunter2"}}""")).Json;
        Assert.Equal(7, secret.GetProperty("dataBytes").GetProperty("password").GetInt32());
        var stored = SecretData.Read((await leader.Store.FindResourceAsync(new ResourceKey(ResourceKinds.Secret, "ci", "login"), Token))!.Manifest)["password"];
        Assert.Equal("hunter2", _secrets.OpenText(new Sealed(stored, "secret/ci/login/password")));

        Assert.Equal("{}", (await CallAsync(http, HttpMethod.Delete, "/api/v1/workflows/ci/gate")).Json.GetRawText());
        Assert.Equal("DELETED", (await watch.UntilAsync((type, _) => type == "DELETED")).GetProperty("type").GetString());
        Assert.Equal(404, (await CallAsync(http, HttpMethod.Delete, "/api/v1/workflows/ci/gate")).Error.Status);
        Assert.False(standby.Leadership.IsLeading);
        Assert.Equal(0u, await CountAsync(EntityNames.Dead));
    }

    [Fact]
    public async Task LeaderGoes_TheStandbysApiWorksOn()
    {
        var leader = await StartFleetAsync("a", standsBy: false);
        await WithinAsync(leader.Leadership.WhenConsumingAsync(Token));
        await using var standby = await StartFleetAsync("b", standsBy: true);
        await using var server = await ServeAsync(standby);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = Patience };
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(http, HttpMethod.Post, "/api/v1/workflows/ci", Bodies.Workflow("before", Bodies.Gate))).Status);

        await leader.DisposeAsync();

        // Asked at once: it waits in the queue until somebody leads, or is taken by this one, which leads by now.
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(http, HttpMethod.Post, "/api/v1/workflows/ci", Bodies.Workflow("after", Bodies.Gate))).Status);
        await WithinAsync(standby.Leadership.WhenLeadingAsync(Token));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(http, HttpMethod.Put, "/api/v1/workflows/ci/before/resume")).Status);
        Assert.Equal("Succeeded", (await standby.UntilFinishedAsync((await standby.Store.FindAsync("ci", "before", Token))!.Uid)).Phase);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var source = NpgsqlDataSource.Create(_postgres + ";Pooling=false");
        await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        await drop.ExecuteNonQueryAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private Task<EmbeddedFleet> StartFleetAsync(string owner, bool standsBy) => EmbeddedFleet.StartAsync(
        _folder, new CoordinatorOptions { Owner = owner, Secrets = _secrets }, Broker, withWorker: false, store: $"{_postgres};Search Path={_schema}", standsBy: standsBy);

    private static Task<ApiServer> ServeAsync(EmbeddedFleet fleet) => ApiServer.StartAsync(
        new ApiListen("http://127.0.0.1:0", null), fleet.Services.GetRequiredService<ApiServices>(), () => true, fleet.Services.GetRequiredService<ILoggerFactory>(), CancellationToken.None);

    private static async Task<Reply> CallAsync(HttpClient http, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    private static string FindPostgres()
    {
        if (Environment.GetEnvironmentVariable("FLEET_TEST_PG") is { Length: > 0 } connection) return connection;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") == "1", "FLEET_TEST_PG is not set: no PostgreSQL to test with.");
        throw new InvalidOperationException("FLEET_TEST_PG is not set, and FLEET_TEST_REQUIRE=1 says that nothing may be left out.");
    }
}
