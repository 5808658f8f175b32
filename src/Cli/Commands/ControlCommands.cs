using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>suspend</c>, <c>resume</c>, <c>stop</c> and <c>terminate</c>.</summary>
internal static class ControlCommands
{
    public static Command Suspend(CliEnvironment environment) =>
        Each(environment, new Command("suspend", "Lets running steps finish and starts nothing new."), "suspended", (api, ns, name, _, token) => api.SuspendAsync(ns, name, token));

    public static Command Resume(CliEnvironment environment)
    {
        var selector = CommandOptions.NodeFieldSelector();
        return Each(environment, new Command("resume", "Goes on after a suspend, and completes suspend nodes.") { selector }, "resumed",
            (api, ns, name, parsed, token) => api.ResumeAsync(ns, name, parsed.GetValue(selector), token));
    }

    public static Command Stop(CliEnvironment environment)
    {
        var selector = CommandOptions.NodeFieldSelector();
        var message = new Option<string?>("--message") { Description = "Message for the nodes that fail.", HelpName = "TEXT" };
        return Each(environment, new Command("stop", "Stops workflows; their exit handlers run.") { message, selector }, "stopped",
            (api, ns, name, parsed, token) => api.StopAsync(ns, name, parsed.GetValue(message), parsed.GetValue(selector), token), new WorkflowSelection());
    }

    public static Command Terminate(CliEnvironment environment) =>
        Each(environment, new Command("terminate", "Stops workflows at once, without exit handlers."), "terminated", (api, ns, name, _, token) => api.TerminateAsync(ns, name, token),
            new WorkflowSelection());

    private static Command Each(
        CliEnvironment environment,
        Command command,
        string done,
        Func<IFleetApi, string, string, ParseResult, CancellationToken, Task<JsonElement>> act,
        WorkflowSelection? selection = null)
    {
        var names = CommandOptions.Names(atLeastOne: selection is null);
        command.Arguments.Add(names);
        selection?.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var exit = ExitCodes.Succeeded;
            var ns = parsed.GetValue(GlobalOptions.Namespace)!;
            IReadOnlyList<string> chosen = parsed.GetValue(names) ?? [];
            if (selection is not null)
                chosen = await selection.ChooseAsync(connection.Api, ns, chosen, parsed, cancellationToken);
            foreach (var name in chosen)
            {
                if (selection?.IsDry(parsed) == true)
                {
                    await environment.Out.WriteLineAsync($"workflow {name} {done} (dry-run)");
                    continue;
                }

                try
                {
                    var workflow = await act(connection.Api, ns, name, parsed, cancellationToken);
                    await environment.Out.WriteLineAsync($"workflow {Rendering.WorkflowView.Read(workflow).Name} {done}");
                }
                catch (FleetApiException e)
                {
                    await environment.Error.WriteLineAsync($"fleet: {name}: {e.Message}");
                    exit = ExitCodes.Failed;
                }
            }

            return exit;
        });
        return command;
    }
}
