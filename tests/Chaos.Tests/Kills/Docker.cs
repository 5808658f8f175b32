using System.Diagnostics;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>The engine's own client program: what it says of the engine does not come from Fleet.</summary>
internal static class Docker
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command; a failed one fails the test.</summary>
    /// <returns>Standard output without the last newline.</returns>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var info = new ProcessStartInfo("docker") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: exit {process.ExitCode}: {await error}");
        return (await output).TrimEnd();
    }

    /// <summary>Ids of containers that match the filters, ended ones included.</summary>
    public static async Task<string[]> ContainersAsync(params string[] filters) =>
        (await RunAsync(["ps", "--all", "--quiet", "--no-trunc", .. filters.SelectMany(filter => new[] { "--filter", filter })])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
