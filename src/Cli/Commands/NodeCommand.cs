using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>node set</c>: outputs, phase and message of suspend nodes.</summary>
internal static class NodeCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var action = new Argument<string>("ACTION") { Description = "What to do: set." };
        action.AcceptOnlyFromAmong("set");
        var name = CommandOptions.Name();
        var parameters = new Option<string[]>("--output-parameter", "-p") { Description = "Value of a supplied output, NAME=VALUE; may be given several times.", HelpName = "NAME=VALUE" };
        var phase = new Option<string?>("--phase") { Description = "Phase that ends the nodes: Succeeded, Failed or Error.", HelpName = "PHASE" };
        phase.AcceptOnlyFromAmong("Succeeded", "Failed", "Error");
        var message = new Option<string?>("--message", "-m") { Description = "Message of the nodes.", HelpName = "TEXT" };
        var selector = CommandOptions.NodeFieldSelector();
        var command = new Command("node", "Sets outputs, phase or message of suspend nodes; resume then lets them go on.") { action, name, parameters, phase, message, selector };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(selector) is not { Length: > 0 } nodes)
                throw new CliException("'set' only targets suspend nodes: say which with --node-field-selector, e.g. displayName=approve.", ExitCodes.Invalid);
            var change = new NodeChange(nodes)
            {
                Phase = parsed.GetValue(phase),
                Message = parsed.GetValue(message),
                OutputParameters = CommandOptions.Values(parsed.GetValue(parameters) ?? []),
            };
            if (change is { Phase: null, Message: null, OutputParameters.Count: 0 })
                throw new CliException("nothing to set: give -p NAME=VALUE, --phase or --message.", ExitCodes.Invalid);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            await connection.Api.SetAsync(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), change, cancellationToken);
            await environment.Out.WriteLineAsync("workflow values set");
            return ExitCodes.Succeeded;
        });
        return command;
    }
}
