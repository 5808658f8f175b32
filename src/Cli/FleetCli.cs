using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli;

/// <summary>The command line: parses, runs, and turns what went wrong into a sentence and an exit code.</summary>
internal static partial class FleetCli
{
    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] arguments, CliEnvironment environment)
    {
        // A leading @ is a name here (@latest), not a response file.
        var parsed = Root(environment).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not ShowHelp { ClearsParseErrors: true })
        {
            foreach (var error in parsed.Errors)
                await environment.Error.WriteLineAsync($"fleet: {Plain(error.Message)}");
            await environment.Error.WriteLineAsync($"Try 'fleet {string.Join(' ', PathOf(parsed))} --help'.".Replace("  ", " ", StringComparison.Ordinal));
            return ExitCodes.Invalid;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = environment.Out,
                Error = environment.Error,
                ProcessTerminationTimeout = null, // commands handle their signals themselves
            });
        }
        catch (CliException e)
        {
            await environment.Error.WriteLineAsync("fleet: " + e.Message);
            return e.ExitCode;
        }
        catch (FleetApiException e)
        {
            await environment.Error.WriteLineAsync("fleet: " + e.Message);
            return e.HttpStatus == 400 ? ExitCodes.Invalid : ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            // The last edge: whatever it is, the user gets a sentence; where it came from is shown on request.
            await environment.Error.WriteLineAsync("fleet: " + Sentence(e));
            await environment.Error.WriteLineAsync(LogLevels.IsDebug(environment) ? e.ToString() : "FLEET_LOG=debug shows where this comes from.");
            return ExitCodes.Failed;
        }
    }

    /// <summary>The whole tree of commands.</summary>
    public static RootCommand Root(CliEnvironment environment)
    {
        var root = new RootCommand("Runs Argo Workflow YAML, unchanged, on plain Docker hosts.");
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        GlobalOptions.AddTo(root);
        var groups = CommandTable.All(environment);
        foreach (var group in groups)
        {
            foreach (var command in group.Commands)
            {
                if (!group.TalksToServer)
                    command.Validators.Add(RefuseServer);
                root.Subcommands.Add(command);
            }
        }

        root.Options.Add(new HelpOption("--help", "-h") { Description = "Show this help.", Action = new ShowHelp(environment, root, groups, asked: true) });
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
        root.Action = new ShowHelp(environment, root, groups, asked: false);
        return root;
    }

    // Nothing is ignored in silence: these commands work in this process.
    private static void RefuseServer(CommandResult command)
    {
        foreach (var option in GlobalOptions.OfServer)
        {
            if (command.GetResult(option) is { Implicit: false })
                command.AddError($"{option.Name} has no meaning for 'fleet {command.Command.Name}', which works in this process{(command.Command.Name == "run" ? "; to send the workflow to a server say 'fleet submit FILE --watch'" : "")}.");
        }
    }

    // The parser names .NET's types.
    private static string Plain(string message) => NumberType().Replace(message, found => found.ValueSpan.Contains("Double", StringComparison.Ordinal) ? ": a number is expected." : ": a whole number is expected.");

    [GeneratedRegex(@" as expected type 'System\.(Nullable`1\[System\.)?(Int(32|64)|Double)\]?'\.?")]
    private static partial Regex NumberType();

    private static string Sentence(Exception e)
    {
        var cause = e.GetBaseException();
        return cause == e || e.Message.Contains(cause.Message, StringComparison.Ordinal) ? e.Message : $"{e.Message} ({cause.Message})";
    }

    private static Stack<string> PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result?.Parent is CommandResult parent; result = parent)
            names.Push(result.Command.Name);
        return names;
    }
}
