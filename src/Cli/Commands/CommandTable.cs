using System.CommandLine;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>Every command, in the order of the help.</summary>
internal static class CommandTable
{
    public static IEnumerable<Command> All(CliEnvironment environment)
    {
        yield return RunCommand.Create(environment);
        yield return SubmitCommand.Create(environment);
        yield return ListCommand.Create(environment);
        yield return GetCommand.Create(environment);
        yield return WatchCommand.Create(environment);
        yield return WaitCommand.Create(environment);
        yield return LogsCommand.Create(environment);
        yield return LintCommand.Create(environment);
        yield return ControlCommands.Suspend(environment);
        yield return ControlCommands.Resume(environment);
        yield return ControlCommands.Stop(environment);
        yield return ControlCommands.Terminate(environment);
        yield return DeleteCommand.Create(environment);
        yield return ServerCommands.Server(environment);
        yield return ServerCommands.Coordinator(environment);
        yield return ServerCommands.Worker(environment);
        yield return CompletionCommand.Create(environment);
        yield return VersionCommand.Create(environment);
    }
}
