using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli;

/// <summary>The command line: parses, runs, and turns what went wrong into a sentence and an exit code.</summary>
internal static class FleetCli
{
    /// <summary>Runs one command line.</summary>
    public static async Task<int> RunAsync(string[] arguments, CliEnvironment environment)
    {
        // A leading @ is a name here (@latest), not a response file.
        var parsed = Root(environment).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await environment.Error.WriteLineAsync($"fleet: {error.Message}");
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
    }

    /// <summary>The whole tree of commands.</summary>
    public static RootCommand Root(CliEnvironment environment)
    {
        var root = new RootCommand("Runs Argo Workflow YAML, unchanged, on plain Docker hosts.");
        GlobalOptions.AddTo(root);
        foreach (var command in CommandTable.All(environment))
            root.Subcommands.Add(command);
        return root;
    }

    private static Stack<string> PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result?.Parent is System.CommandLine.Parsing.CommandResult parent; result = parent)
            names.Push(result.Command.Name);
        return names;
    }
}
