using System.Text.Json;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>docker-compose.yml as docker compose reads it.</summary>
public sealed class ComposeFileTests : IDisposable
{
    private readonly string settings = Path.GetTempFileName();

    public ComposeFileTests() => Part.NeedsEngine();

    [Fact]
    public async Task Config_PublishesTheApiOnLoopbackAndNothingElse_AndWatchesEveryService()
    {
        await File.WriteAllTextAsync(settings, "RABBITMQ_PASSWORD=one\nPOSTGRES_PASSWORD=two\nFLEET_TOKEN=three\n", TestContext.Current.CancellationToken);

        var (exit, output, error) = await ConfigAsync("--format", "json");

        Assert.True(exit == 0, error);
        var services = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("services").EnumerateObject().ToDictionary(service => service.Name, service => service.Value);
        Assert.Equal(["coordinator", "postgres", "rabbitmq", "worker"], services.Keys.Order(StringComparer.Ordinal));
        var (service, port) = Assert.Single(services.SelectMany(item => item.Value.TryGetProperty("ports", out var ports) ? ports.EnumerateArray().Select(published => (item.Key, published)) : []));
        Assert.Equal(("coordinator", "127.0.0.1", "2746", 2746), (service, port.GetProperty("host_ip").GetString(), port.GetProperty("published").GetString(), port.GetProperty("target").GetInt32()));
        Assert.All(services.Values, item => Assert.True(item.TryGetProperty("healthcheck", out _) && !item.TryGetProperty("network_mode", out _) && !item.TryGetProperty("privileged", out _), item.ToString()));
        Assert.Equal("three", services["coordinator"].GetProperty("environment").GetProperty("FLEET_TOKEN").GetString());
    }

    [Theory]
    [InlineData("RABBITMQ_PASSWORD")]
    [InlineData("POSTGRES_PASSWORD")]
    [InlineData("FLEET_TOKEN")]
    public async Task Config_WithoutASecret_SaysWhatToDo(string missing)
    {
        await File.WriteAllLinesAsync(settings, new[] { "RABBITMQ_PASSWORD", "POSTGRES_PASSWORD", "FLEET_TOKEN" }.Where(name => name != missing).Select(name => name + "=x"), TestContext.Current.CancellationToken);

        var (exit, _, error) = await ConfigAsync();

        Assert.NotEqual(0, exit);
        Assert.Contains($"copy .env.example to .env and set {missing}", error, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(settings);

    private Task<(int Exit, string Out, string Error)> ConfigAsync(params string[] arguments) => Commands.TryAsync(null, "docker", ["compose", "--env-file", settings, "config", .. arguments]);
}
