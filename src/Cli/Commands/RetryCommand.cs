using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet retry</c>: runs workflows that failed again from where they failed, as <c>argo retry</c>.</summary>
internal static class RetryCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var names = CommandOptions.Names(atLeastOne: false);
        var parameters = new Option<string[]>("--parameter", "-p") { Description = "New value of an argument, NAME=VALUE; may be given several times.", HelpName = "NAME=VALUE" };
        var restart = new Option<bool>("--restart-successful") { Description = "Run the nodes of --node-field-selector again too, those that succeeded as well." };
        var nodes = new Option<string?>("--node-field-selector") { Description = "Which nodes --restart-successful means, e.g. templateName=build.", HelpName = "SELECTOR" };
        var following = new FollowOptions();
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        // With --restart-successful one that succeeded can be retried too.
        var selection = new WorkflowSelection(workflow => workflow.IsDone);
        var command = new Command("retry", "Runs workflows that failed again: what failed and what comes after it. What succeeded is kept.") { names, parameters, restart, nodes };
        selection.AddTo(command);
        following.AddTo(command);
        command.Options.Add(output);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var change = new RetryChange
            {
                RestartSuccessful = parsed.GetValue(restart),
                NodeFieldSelector = parsed.GetValue(nodes),
                Parameters = CommandOptions.Values(parsed.GetValue(parameters) ?? []),
            };
            if (change.RestartSuccessful != change.NodeFieldSelector is { Length: > 0 })
                throw new CliException("--restart-successful and --node-field-selector go together: one says that, the other which nodes.", ExitCodes.Invalid);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var ns = parsed.GetValue(GlobalOptions.Namespace)!;
            var chosen = await selection.ChooseAsync(connection.Api, ns, parsed.GetValue(names) ?? [], parsed, cancellationToken);
            return await following.EachAsync(environment, connection.Api, chosen, name => selection.IsDry(parsed) ? null : connection.Api.RetryAsync(ns, name, change, cancellationToken), "retried", parsed.GetValue(output), parsed, cancellationToken);
        });
        return command;
    }
}
