using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.Client;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>The repository's docker-compose.yml as a project of its own, with passwords of its own: built and started when the first test needs it, taken away with its volumes after the last.</summary>
public sealed class ComposeFleet : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string project = "fleet-e2e-" + Guid.NewGuid().ToString("N")[..8];
    private readonly string settings = Path.GetTempFileName();
    private readonly string token = Secret();
    private bool started;
    private HttpFleetClient? api;

    internal HttpFleetClient Api => api!;

    /// <summary>Makes sure that so many workers run; the first call builds the image and starts everything.</summary>
    internal async Task ScaleAsync(int workers)
    {
        Part.NeedsEngine();
        await gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            string[] build = started ? ["--no-build", "--no-recreate"] : ["--build"];
            if (!started)
                await WriteSettingsAsync();
            started = true;
            await ComposeAsync(["up", .. build, "--detach", "--wait", "--wait-timeout", "240", "--scale", string.Create(CultureInfo.InvariantCulture, $"worker={workers}")]);
            api ??= new HttpFleetClient((await ComposeAsync("port", "coordinator", "2746")).Trim(), token);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Runs docker compose on this project.</summary>
    /// <returns>Its standard output.</returns>
    internal Task<string> ComposeAsync(params string[] arguments) =>
        Commands.RunAsync(null, "docker", ["compose", "--project-name", project, "--env-file", settings, .. arguments]);

    /// <summary>Containers of a service: id, and what Docker says of their health.</summary>
    internal async Task<(string Id, string Health)[]> ContainersAsync(string service)
    {
        var lines = (await ComposeAsync("ps", "--format", "json", "--no-trunc", service)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
        return [.. lines.Select(line => (line.GetProperty("ID").GetString()!, line.GetProperty("Health").GetString()!))];
    }

    public async ValueTask DisposeAsync()
    {
        api?.Dispose();
        if (started)
            await ComposeAsync("down", "--volumes", "--timeout", "5");
        File.Delete(settings);
        gate.Dispose();
    }

    private static string Secret() => RandomNumberGenerator.GetHexString(48, lowercase: true);

    /// <summary>The port is one that is free: the usual one may be in use on this machine.</summary>
    private Task WriteSettingsAsync() => File.WriteAllLinesAsync(settings, [
        $"RABBITMQ_PASSWORD={Secret()}", $"POSTGRES_PASSWORD={Secret()}", $"FLEET_TOKEN={token}", "FLEET_PORT=0", "FLEET_SLOTS=2",
        $"FLEET_BUILD_NETWORK={Environment.GetEnvironmentVariable("FLEET_BUILD_NETWORK") ?? "host"}"], TestContext.Current.CancellationToken);
}
