using System.ComponentModel;
using System.Diagnostics;

namespace Fleet.Artifacts;

/// <summary>
/// Removes folders that others have filled (tasks, repositories), whatever is in them: names of any bytes, trees deeper than a path can be long, folders without rights. .NET can say neither such a
/// name nor such a path; rm of coreutils goes from folder to folder by their handles.
/// </summary>
public static class FolderRemoval
{
    private const int Tries = 3;
    private const int LongestReason = 500;

    /// <summary>Removes a folder with all that is in it; no link is followed, and what is mounted there stays. Somebody else may remove it at the same time.</summary>
    /// <returns>Null: it is gone. Else why it is not.</returns>
    public static async Task<string?> RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        for (var (tries, why) = (0, ""); Directory.Exists(folder); tries++)
        {
            if (tries == Tries)
                return why;
            // Whoever filled it may have taken the rights from folders in it.
            if (tries > 0)
                await RunAsync(["chmod", "-R", "u+rwx", "--", folder], cancellationToken).ConfigureAwait(false);
            why = await RunAsync(["rm", "-rf", "--one-file-system", "--", folder], cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    // What it says went wrong.
    private static async Task<string> RunAsync(string[] command, CancellationToken cancellationToken)
    {
        try
        {
            using var program = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, WorkingDirectory = "/" }) ?? throw new InvalidOperationException($"{command[0]} did not start");
            try
            {
                // A line for each file: the first says enough.
                var said = new char[LongestReason];
                var length = await program.StandardError.ReadBlockAsync(said, cancellationToken).ConfigureAwait(false);
                await program.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                await program.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                var reason = new string(said, 0, length).Split('\n')[0];
                return reason.Length > 0 ? reason : $"{command[0]} ended with exit code {program.ExitCode}";
            }
            finally
            {
                if (!program.HasExited)
                    program.Kill();
            }
        }
        catch (Win32Exception error)
        {
            return $"{command[0]} did not start: {error.Message}";
        }
    }
}
