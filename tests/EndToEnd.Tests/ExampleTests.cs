using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>Every file of examples/ runs on the container engine and succeeds.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(Part.Root, "examples"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Run_OnDocker_Succeeds(string file)
    {
        Part.NeedsEngine();
        using var fleet = new FleetProcess();

        var (exit, output, error) = await fleet.RunAsync("run", "examples/" + file, "--runtime", "docker", "-o", "json");

        Assert.True(exit == 0, $"exit {exit}\n{output}\n{error}");
        var status = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("status");
        Assert.Equal("Succeeded", status.GetProperty("phase").GetString());
        Assert.All(status.GetProperty("nodes").EnumerateObject(), node => Assert.NotEqual(JsonValueKind.Null, node.Value.GetProperty("finishedAt").ValueKind));
    }
}
