using System.Diagnostics;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>Other programs, run to their end: the engine's client, scripts of the repository.</summary>
internal static class Commands
{
    /// <summary>Long enough for an image build on a loaded machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Runs a command in the repository; a failed one fails the test.</summary>
    /// <returns>Its standard output.</returns>
    public static async Task<string> RunAsync(string? input, string program, params string[] arguments)
    {
        var (exit, output, error) = await TryAsync(input, program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: exit {exit}\n{output}\n{error}");
        return output;
    }

    /// <summary>Runs a command in the repository.</summary>
    public static async Task<(int Exit, string Out, string Error)> TryAsync(string? input, string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Part.Root };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        if (input is not null)
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
