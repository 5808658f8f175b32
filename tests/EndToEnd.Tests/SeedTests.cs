using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>The seed pipelines, unchanged, on both runtimes: one step strictly after the other, their output in the logs, and standard output exactly the Workflow.</summary>
public sealed class SeedTests
{
    private static readonly (string Task, string Image, string[] Says)[] Steps =
    [
        ("build-docker", "docker:latest", ["Building Docker image...", "Image built."]),
        ("push-docker", "docker:latest", ["Pushing Docker image...", "Image pushed."]),
        ("deploy-app", "alpine:latest", ["Deploying application...", "Application deployed."]),
        ("run-tests", "alpine:latest", ["Running integration tests...", "Tests passed."]),
    ];

    [Theory]
    [InlineData("sequential-pipeline.yaml", 3)]
    [InlineData("sequential-pipeline-with-tests.yaml", 4)]
    public async Task Run_AsProcesses_StepByStep(string file, int steps)
    {
        using var fleet = new FleetProcess();
        await Part.NeedsSandboxAsync();

        await RunAsync(fleet, file, steps, "process");
    }

    [Theory]
    [InlineData("sequential-pipeline.yaml", 3)]
    [InlineData("sequential-pipeline-with-tests.yaml", 4)]
    public async Task Run_OnDocker_StepByStep_OnTheNamedImages(string file, int steps)
    {
        Part.NeedsEngine();
        using var fleet = new FleetProcess();
        using var started = new StartedImages();

        var workflow = await RunAsync(fleet, file, steps, "docker");

        var uid = workflow.GetProperty("metadata").GetProperty("uid").GetString()!;
        Assert.Equal(Steps.Take(steps).Select(step => step.Image), await started.OfAsync(uid, steps));
    }

    private static async Task<JsonElement> RunAsync(FleetProcess fleet, string file, int steps, string runtime)
    {
        var (exit, output, error) = await fleet.RunAsync("run", Part.Shared("seed/" + file), "--runtime", runtime, "-o", "json");

        Assert.True(exit == 0, $"exit {exit}\n{output}\n{error}");
        // One document and nothing else: anything before or after it would not parse.
        var workflow = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal(("Workflow", "Succeeded"), (workflow.GetProperty("kind").GetString(), workflow.GetProperty("status").GetProperty("phase").GetString()));

        var nodes = workflow.GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Value)
            .Where(node => node.GetProperty("type").GetString() == "Pod").ToDictionary(node => node.GetProperty("displayName").GetString()!);
        Assert.Equal(Steps.Take(steps).Select(step => step.Task).Order(StringComparer.Ordinal), nodes.Keys.Order(StringComparer.Ordinal));
        for (var step = 1; step < steps; step++)
            Assert.True(Time(nodes[Steps[step - 1].Task], "finishedAt") <= Time(nodes[Steps[step].Task], "startedAt"), output);

        var (_, logs, _) = await fleet.RunAsync("logs", "@latest", "--no-color");
        var lines = logs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
        Assert.Equal(Steps.Take(steps).SelectMany(step => step.Says), lines);
        return workflow;
    }

    private static DateTimeOffset Time(JsonElement node, string name) => node.GetProperty(name).GetDateTimeOffset();
}
