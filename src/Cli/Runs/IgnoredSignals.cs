using System.Globalization;

namespace Fleet.Cli.Runs;

/// <summary>What the process was told to ignore by whoever started it; a handler of its own would undo that.</summary>
internal static class IgnoredSignals
{
    // Bit n - 1 of the mask is signal n (proc(5)); SIGHUP is 1.
    private const ulong HangupBit = 1;

    /// <summary>SIGHUP is ignored, as <c>nohup</c> does: the process is meant to outlive its terminal. False where the system does not tell.</summary>
    public static bool Hangup
    {
        get
        {
            try
            {
                var mask = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))?["SigIgn:".Length..];
                return ulong.TryParse(mask.AsSpan().Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) && (bits & HangupBit) != 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
