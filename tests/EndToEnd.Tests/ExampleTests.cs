using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>Every file of examples/ runs and succeeds, on the container engine and as processes of this machine: none needs more of its image than a shell.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(Part.Root, "examples"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Run_OnDocker_Succeeds(string file)
    {
        Part.NeedsEngine();

        await SucceedsAsync(file, "docker");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Run_AsProcesses_Succeeds(string file)
    {
        await Part.NeedsSandboxAsync();

        await SucceedsAsync(file, "process");
    }

    private static async Task SucceedsAsync(string file, string runtime)
    {
        using var fleet = new FleetProcess();
        if (file == "locks.yaml")
            Assert.Equal(0, (await fleet.RunAsync("sync", "create", "builds", "--type", "database", "--limit", "2")).Exit);

        var (exit, output, error) = await fleet.RunAsync("run", "examples/" + file, "--runtime", runtime, "-o", "json");

        Assert.True(exit == 0, $"exit {exit}\n{output}\n{error}");
        var status = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("status");
        Assert.Equal("Succeeded", status.GetProperty("phase").GetString());
        Assert.All(status.GetProperty("nodes").EnumerateObject(), node => Assert.NotEqual(JsonValueKind.Null, node.Value.GetProperty("finishedAt").ValueKind));
    }
}
