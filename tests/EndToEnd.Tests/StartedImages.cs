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

    /// <summary>Images of the containers of a workflow, in the order of their starts, once so many have started: the engine tells of them by another way than Fleet.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(string workflow, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            List<string> images = [.. started.Where(attributes => attributes.GetProperty("fleet.workflow").GetString() == workflow).Select(attributes => attributes.GetProperty("image").GetString()!)];
            if (images.Count >= count)
                return images;
            await Task.Delay(50, patience.Token);
        }
    }

    public void Dispose()
    {
        docker.Kill();
        docker.Dispose();
    }
}
