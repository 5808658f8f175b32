using System.Text;

namespace Fleet.Worker.Containers.Docker;

/// <summary>What the engine's init (tini) says when there is no program to start: <c>[FATAL tini (7)] exec make failed: No such file or directory</c>.</summary>
internal static class InitFailure
{
    /// <summary>Exit code of Argo's executor when it could not start the program.</summary>
    public const int ExitCode = 64;

    private const string Mark = "[FATAL tini (";
    private const string Missing = " failed: No such file or directory";

    /// <summary>Its exit codes are those of a shell: 126 for what cannot be executed, 127 for what is not there.</summary>
    public static bool IsPossible(int? exitCode) => exitCode is 126 or 127;

    /// <summary>The sentence in a container's first output; null: the program itself wrote it.</summary>
    public static string? Of(in LogFrame first)
    {
        if (first.Stream != "stderr")
            return null;
        var line = Encoding.UTF8.GetString(first.Bytes.Span).TrimEnd();
        if (!line.StartsWith(Mark, StringComparison.Ordinal) || line.IndexOf(")] exec ", StringComparison.Ordinal) is not (> 0 and var at))
            return null;
        var said = line[(at + ")] ".Length)..];
        // As Go says it, for whom searches for that.
        return said.EndsWith(Missing, StringComparison.Ordinal) ? $"exec: \"{said["exec ".Length..^Missing.Length]}\": executable file not found in $PATH" : said;
    }
}
