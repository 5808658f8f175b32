using System.Text.RegularExpressions;
using Fleet.Contracts;
using Fleet.Workflows.Engine;

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
    public static ContainerWork Place(ContainerWork work, WorkTexts texts)
    {
        foreach (var variable in work.Env)
        {
            if (variable.Sealed is null && (variable.Value.Length > MostBytes / 4 || TaskText.MayMention(variable.Value)) && texts.Bytes($"{variable.Name}={variable.Value}") is > MostBytes and var size)
                throw new WorkException($"Variable '{variable.Name}' of container '{work.Name}' has {size} bytes; Linux takes at most {MostBytes} for one. Hand it over as a file: an input artifact with raw.data, or a script.");
        }

        if (work.Env.Any(variable => TaskText.MayMention(variable.Value)))
            work = work with { Env = [.. work.Env.Select(variable => variable with { Value = texts.Whole(variable.Value) })] };

        // Nearly every container is given little; three bytes are the most that a character takes.
        string[] all = [.. work.Command ?? [], .. work.Args ?? []];
        var mentions = Array.Exists(all, TaskText.MayMention);
        if (!mentions && all.Sum(text => (long)text.Length) <= MostBytes / 3)
            return work;
        var at = Array.FindIndex(all, IsLong);
        if (at < 0 && !mentions)
            return work;
        if (at >= 0 && (at < 2 || work.Command is null || !Shell().IsMatch(all[0]) || !CommandFlag().IsMatch(all[at - 1]) || Array.FindIndex(all, at + 1, IsLong) >= 0))
            throw new WorkException($"Argument {at - (work.Command?.Count ?? 0) + 1} of container '{work.Name}' has {texts.Bytes(all[at])} bytes; Linux takes at most {MostBytes} for one. Hand it over as a file: an input artifact with raw.data, or a script (the text of sh -c may be longer).");
        var file = at < 0 ? null : texts.File(CommandPath, all[at]);
        if (file is not null)
            all[at] = ". " + CommandPath;
        all = Array.ConvertAll(all, texts.Whole);
        return work with { Command = work.Command is null ? null : all[..work.Command.Count], Args = work.Args is null ? null : all[(work.Command?.Count ?? 0)..], Files = file is null ? work.Files : [.. work.Files, file] };

        bool IsLong(string text) => texts.Bytes(text) > MostBytes;
    }

    [GeneratedRegex("^(/[^ ]*/)?(sh|bash|ash|dash|ksh|zsh)\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Shell();

    [GeneratedRegex("^-[a-z]*c\\z", RegexOptions.NonBacktracking)]
    private static partial Regex CommandFlag();
}
