using System.CommandLine;
using System.CommandLine.Invocation;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary><c>--help</c>, and the program without a command.</summary>
/// <param name="environment">Where.</param>
/// <param name="root">The program.</param>
/// <param name="groups">Its commands.</param>
/// <param name="asked">By the option: what else is wrong with the command line does not matter then.</param>
internal sealed class ShowHelp(CliEnvironment environment, RootCommand root, IReadOnlyList<CommandTable.Group> groups, bool asked) : SynchronousCommandLineAction
{
    private const int Widest = 120;

    public override bool ClearsParseErrors => asked;

    public override int Invoke(ParseResult parseResult)
    {
        var width = environment.IsTerminal ? Math.Min(Widest, environment.Size().Columns) : Widest;
        var command = parseResult.CommandResult.Command;
        foreach (var line in command == root ? HelpText.OfProgram(root, groups, width) : HelpText.OfCommand(command, root, groups.Single(group => group.Commands.Contains(command)).TalksToServer, width))
            environment.Out.WriteLine(line);
        return ExitCodes.Succeeded;
    }
}
