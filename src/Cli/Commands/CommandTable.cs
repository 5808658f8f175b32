using System.CommandLine;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>Every command, in the groups and the order of the help.</summary>
internal static class CommandTable
{
    /// <summary>Commands that belong together.</summary>
    /// <param name="Title">Title in the help.</param>
    /// <param name="Commands">In order.</param>
    /// <param name="TalksToServer">They take --server and --token.</param>
    internal sealed record Group(string Title, IReadOnlyList<Command> Commands, bool TalksToServer);

    public static IReadOnlyList<Group> All(CliEnvironment environment) =>
    [
        new("Run", [RunCommand.Create(environment), SimulateCommand.Create(environment), EvalCommand.Create(environment)], TalksToServer: false),
        new("Submit", [LintCommand.Create(environment), SubmitCommand.Create(environment), ApplyCommand.Create(environment)], TalksToServer: true),
        new("Look", [ListCommand.Create(environment), GetCommand.Create(environment), WatchCommand.Create(environment), WaitCommand.Create(environment), WhyCommand.Create(environment), LogsCommand.Create(environment), CopyCommand.Create(environment)], TalksToServer: true),
        new(
            "Act",
            [ControlCommands.Suspend(environment), ControlCommands.Resume(environment), ControlCommands.Stop(environment), ControlCommands.Terminate(environment), RetryCommand.Create(environment), NodeCommand.Create(environment), TemplateCommands.Namespaced(environment), TemplateCommands.Cluster(environment), SyncCommand.Create(environment), DeleteCommand.Create(environment)],
            TalksToServer: true),
        new("Serve", [ServerCommands.Server(environment), ServerCommands.Coordinator(environment), ServerCommands.Worker(environment)], TalksToServer: false),
        new("Other", [CompletionCommand.Create(environment), VersionCommand.Create(environment)], TalksToServer: false),
    ];
}
