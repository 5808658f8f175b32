using System.Diagnostics;

namespace Fleet.EndToEnd.Tests;

/// <summary>Runs another program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Exit code and all it wrote, both streams together.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Working directory; null: the repository.</param>
    /// <param name="variables">Variables beside those of this process.</param>
    public static async Task<(int Exit, string Output)> RunAsync(string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? variables = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? Part.Root };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
