using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Output;

/// <summary>The help of a command as lines: usage, arguments, its own options, those of every command, examples.</summary>
internal static class HelpText
{
    private const int LabelWidth = 34;

    /// <summary>Help of the program: commands in their groups.</summary>
    public static IEnumerable<string> OfProgram(RootCommand root, IReadOnlyList<CommandTable.Group> groups, int width)
    {
        yield return root.Description!;
        yield return "";
        yield return "Usage: fleet COMMAND [options]";
        foreach (var group in groups)
        {
            yield return "";
            yield return group.Title + ":";
            foreach (var line in group.Commands.SelectMany(command => Entry(command.Name, command.Description ?? "", width, 18)))
                yield return line;
        }

        foreach (var line in Section("Options of every command", root.Options.SelectMany(option => Entry(option, width))).Concat(Examples("")))
            yield return line;
        yield return "";
        yield return "fleet COMMAND --help says more.";
    }

    /// <summary>Help of one command.</summary>
    public static IEnumerable<string> OfCommand(Command command, RootCommand root, bool talksToServer, int width)
    {
        foreach (var line in Wrap(command.Description ?? "", width))
            yield return line;
        yield return "";
        yield return $"Usage: fleet {string.Join(' ', command.Arguments.Select(Usage).Prepend(command.Name))} [options]";
        var arguments = command.Arguments.SelectMany(argument => Entry(argument.Name, argument.Description ?? "", width, LabelWidth));
        var own = command.Options.SelectMany(option => Entry(option, width));
        var general = root.Options.Where(option => option is not VersionOption && (talksToServer || !GlobalOptions.OfServer.Contains(option))).SelectMany(option => Entry(option, width));
        foreach (var line in Section("Arguments", arguments).Concat(Section("Options", own)).Concat(Section("Options of every command", general)).Concat(Examples(command.Name)))
            yield return line;
    }

    private static IEnumerable<string> Examples(string command) => Section("Examples", CommandExamples.Of(command).Select(example => "  " + example));

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? [] : ["", title + ":", .. all];
    }

    private static string Usage(Argument argument)
    {
        var name = argument.Name + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static IEnumerable<string> Entry(Option option, int width)
    {
        var names = option.Aliases.Append(option.Name).OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);
        var label = string.Join(", ", names) + (option.HelpName is { } value ? " " + value : "");
        var otherwise = option is { HasDefaultValue: true, Hidden: false } and not VersionOption && option.GetDefaultValue() is { } given and not (false or Array)
            ? string.Create(CultureInfo.InvariantCulture, $" Default: {given}.")
            : "";
        return Entry(option.Name.StartsWith("--", StringComparison.Ordinal) && option.Aliases.Count == 0 ? "    " + label : label, option.Description + otherwise, width, LabelWidth);
    }

    // A label that is too long for its column gets a line of its own.
    private static IEnumerable<string> Entry(string label, string text, int width, int column)
    {
        var lines = Wrap(text, width - column - 2).ToList();
        if (label.Length + 2 > column)
            lines.Insert(0, "");
        return lines.Select((line, at) => ("  " + (at == 0 ? label.PadRight(column) : new string(' ', column)) + line).TrimEnd());
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Math.Max(20, width))
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : line + " " + word;
        }

        yield return line;
    }
}
