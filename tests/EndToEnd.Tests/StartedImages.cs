using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>What the container engine itself noted.</summary>
internal static class StartedImages
{
    /// <summary>Images of the containers with a label that were started since a moment, in the order of their starts.</summary>
    public static async Task<IReadOnlyList<string>> OfLabelAsync(string label, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var info = new System.Diagnostics.ProcessStartInfo("docker", ["events", "--since", Seconds(since), "--until", Seconds(DateTimeOffset.UtcNow), "--filter", "event=start", "--filter", "label=" + label, "--format", "{{json .}}"])
        {
            RedirectStandardOutput = true,
        };
        using var docker = System.Diagnostics.Process.Start(info)!;
        var lines = (await docker.StandardOutput.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await docker.WaitForExitAsync(cancellationToken);
        return [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("Actor").GetProperty("Attributes").GetProperty("image").GetString()!)];
    }

    private static string Seconds(DateTimeOffset moment) => moment.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
