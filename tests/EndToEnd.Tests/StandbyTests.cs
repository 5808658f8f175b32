using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>Two coordinator processes on one broker and one PostgreSQL; the leading one is killed.</summary>
[Collection("broker 4")]
public sealed partial class StandbyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly PostgresSchema schema = new();
    private readonly FleetProcess first = new();
    private readonly FleetProcess second = new();
    private readonly HttpClient http = new() { Timeout = Patience };

    public ValueTask InitializeAsync()
    {
        foreach (var fleet in new[] { first, second })
        {
            fleet.Variables["FLEET_AMQP"] = Part.Broker("FLEET_TEST_AMQP");
            fleet.Variables["FLEET_STORE"] = schema.Store;
            fleet.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        first.Dispose();
        second.Dispose();
        http.Dispose();
        await schema.DisposeAsync();
    }

    [Fact]
    public async Task LeaderKilled_TheOthersApiWorksAllTheTime_AndItTakesOver()
    {
        var leader = first.Start("coordinator");
        await leader.SeesAsync("Leading 'fleet'");
        var standby = second.Start("coordinator");
        var api = await AddressAsync(standby);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(HttpMethod.Post, api + "/api/v1/workflows/ci", Gate("one")));

        leader.Kill();

        // Reading needs no leader; writing waits for one.
        Assert.Equal(HttpStatusCode.OK, await CallAsync(HttpMethod.Get, api + "/api/v1/workflows/ci/one"));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(HttpMethod.Post, api + "/api/v1/workflows/ci", Gate("two")));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(HttpMethod.Put, api + "/api/v1/workflows/ci/one/resume"));
        await standby.SeesAsync("Leading 'fleet'");

        // The killed one comes back, and stands by.
        var back = await AddressAsync(first.Start("coordinator"));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(HttpMethod.Put, back + "/api/v1/workflows/ci/two/resume"));
        foreach (var name in new[] { "one", "two" })
        {
            var workflow = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{back}/api/v1/workflows/ci/{name}"), TestContext.Current.CancellationToken)).RootElement;
            Assert.Equal("Succeeded", workflow.GetProperty("status").GetProperty("phase").GetString());
        }
    }

    private static string Gate(string name) =>
        $$$$"""{"workflow":{"metadata":{"name":"{{{{name}}}}"},"spec":{"entrypoint":"main","templates":[{"name":"main","suspend":{}}]}}}""";

    private static async Task<string> AddressAsync(FleetProcess.Running coordinator)
    {
        await coordinator.SeesAsync("http://127.0.0.1:");
        return Address().Match(coordinator.Error).Value;
    }

    private async Task<HttpStatusCode> CallAsync(HttpMethod method, string url, string? body = null)
    {
        using var request = new HttpRequestMessage(method, url) { Content = body is null ? null : new StringContent(body) };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
