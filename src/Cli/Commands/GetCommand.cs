using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet get</c>.</summary>
internal static class GetCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var names = CommandOptions.Names();
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var command = new Command("get", "Shows workflows with their nodes.") { names, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            foreach (var name in parsed.GetRequiredValue(names))
                WorkflowOutput.Write(environment, await connection.Api.GetAsync(parsed.GetValue(GlobalOptions.Namespace)!, name, cancellationToken), parsed.GetValue(output));
            return ExitCodes.Succeeded;
        });
        return command;
    }
}
