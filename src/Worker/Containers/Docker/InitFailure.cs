using System.Text;

namespace Fleet.Worker.Containers.Docker;

/// <summary>What the engine's init (tini) says when there is no program to start: <c>[FATAL tini (7)] exec make failed: No such file or directory</c>.</summary>
internal static class InitFailure
{
    private const string Mark = "[FATAL tini (";

    /// <summary>Its exit codes are those of a shell: 126 for what cannot be executed, 127 for what is not there.</summary>
    public static bool IsPossible(int? exitCode) => exitCode is 126 or 127;

    /// <summary>The sentence in a container's first output; null: the program itself wrote it.</summary>
    public static string? Of(in LogFrame first)
    {
        if (first.Stream != "stderr")
            return null;
        var line = Encoding.UTF8.GetString(first.Bytes.Span).TrimEnd();
        return line.StartsWith(Mark, StringComparison.Ordinal) && line.IndexOf(")] exec ", StringComparison.Ordinal) is > 0 and var at ? line[(at + ")] ".Length)..] : null;
    }
}
