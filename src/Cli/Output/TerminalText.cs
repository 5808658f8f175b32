using System.Text.RegularExpressions;

namespace Fleet.Cli.Output;

/// <summary>Lines of strangers (a step's output) made safe for a terminal: colours stay, whatever moves the cursor, clears or retitles goes.</summary>
internal static partial class TerminalText
{
    private const string Reset = "\u001b[0m";

    /// <summary>The line. Of a progress bar that overwrites itself with carriage returns, the last state is kept.</summary>
    public static string Safe(string line)
    {
        if (!line.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !line.Contains('\u007f', StringComparison.Ordinal))
            return line;
        var ended = line.TrimEnd('\r');
        var last = ended[(ended.LastIndexOf('\r') + 1)..];
        var safe = Unsafe().Replace(last, "");
        return safe.Contains('\u001b', StringComparison.Ordinal) ? safe + Reset : safe;
    }

    // Kept: tab, and CSI … m. Gone: other CSI, OSC and the like up to their end, lone escapes, other control characters.
    [GeneratedRegex(@"\x1b\[[0-9;:?<=>]*[ -/]*[@-ln-~]|\x1b[\]PX^_].*?(\x07|\x1b\\|$)|\x1b(?!\[[0-9;:]*m)[ -/]*[0-Z\\^-~]?|[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f]", RegexOptions.CultureInvariant)]
    private static partial Regex Unsafe();
}
