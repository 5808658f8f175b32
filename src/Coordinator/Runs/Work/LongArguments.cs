using System.Text;
using System.Text.RegularExpressions;
using Fleet.Contracts;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>
/// Linux takes no argument and no variable of more than 128 KiB (MAX_ARG_STRLEN), whatever engine starts the program. What a shell is given with <c>-c</c> becomes a file that it reads instead, with the same
/// <c>$0</c> and arguments; anything else is refused with a sentence, before an engine says "argument list too long".
/// </summary>
internal static partial class LongArguments
{
    /// <summary>Longest argument or variable, in bytes of UTF-8: 32 pages, and a NUL at the end.</summary>
    public const int MostBytes = (32 * 4096) - 1;

    /// <summary>Where the text of a command is put; beside the source of a script.</summary>
    public const string CommandPath = "/argo/staging/command";

    /// <summary>The container as a kernel can start it.</summary>
    /// <exception cref="WorkException">None can.</exception>
    public static ContainerWork Place(ContainerWork work)
    {
        foreach (var variable in work.Env)
        {
            if (variable.Sealed is null && variable.Value.Length > MostBytes / 4 && Bytes($"{variable.Name}={variable.Value}") is > MostBytes and var size)
                throw new WorkException($"Variable '{variable.Name}' of container '{work.Name}' has {size} bytes; Linux takes at most {MostBytes} for one. Hand it over as a file: an input artifact with raw.data, or a script.");
        }

        // Nearly every container is given little; three bytes are the most that a character takes.
        if (Length(work.Command) + Length(work.Args) <= MostBytes / 3)
            return work;
        string[] all = [.. work.Command ?? [], .. work.Args ?? []];
        var at = Array.FindIndex(all, text => Bytes(text) > MostBytes);
        if (at < 0)
            return work;
        if (at < 2 || work.Command is null || !Shell().IsMatch(all[0]) || !CommandFlag().IsMatch(all[at - 1]) || Array.FindIndex(all, at + 1, text => Bytes(text) > MostBytes) >= 0)
            throw new WorkException($"Argument {at - (work.Command?.Count ?? 0) + 1} of container '{work.Name}' has {Bytes(all[at])} bytes; Linux takes at most {MostBytes} for one. Hand it over as a file: an input artifact with raw.data, or a script (the text of sh -c may be longer).");
        var file = new FileWork(CommandPath, Encoding.UTF8.GetBytes(all[at]));
        all[at] = ". " + CommandPath;
        return work with { Command = all[..work.Command.Count], Args = work.Args is null ? null : all[work.Command.Count..], Files = [.. work.Files, file] };
    }

    private static long Length(IReadOnlyList<string>? texts) => texts?.Sum(text => (long)text.Length) ?? 0;

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    [GeneratedRegex("^(/[^ ]*/)?(sh|bash|ash|dash|ksh|zsh)\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Shell();

    [GeneratedRegex("^-[a-z]*c\\z", RegexOptions.NonBacktracking)]
    private static partial Regex CommandFlag();
}
