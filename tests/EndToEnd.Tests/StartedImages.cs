using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>What the container engine itself tells of started containers, from the beginning of a test on: afterwards it knows its last 256 events only.</summary>
internal sealed class StartedImages : IDisposable
{
    private readonly ConcurrentQueue<JsonElement> started = new();
    private readonly Process docker;

    public StartedImages()
    {
        var since = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        docker = Process.Start(new ProcessStartInfo("docker", ["events", "--since", since, "--filter", "event=start", "--filter", "label=fleet.workflow", "--format", "{{json .}}"]) { RedirectStandardOutput = true })!;
        docker.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } json)
                started.Enqueue(JsonSerializer.Deserialize<JsonElement>(json).GetProperty("Actor").GetProperty("Attributes"));
        };
        docker.BeginOutputReadLine();
    }

    /// <summary>Images of the containers of a workflow, in the order of their starts.</summary>
    public IReadOnlyList<string> Of(string workflow) =>
        [.. started.Where(attributes => attributes.GetProperty("fleet.workflow").GetString() == workflow).Select(attributes => attributes.GetProperty("image").GetString()!)];

    public void Dispose()
    {
        docker.Kill();
        docker.Dispose();
    }
}
