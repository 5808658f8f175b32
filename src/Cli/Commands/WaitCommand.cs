using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet wait</c>: exits 1 when one of the workflows did not succeed, as <c>argo wait</c>.</summary>
internal static class WaitCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var names = CommandOptions.Names();
        var ignore = new Option<bool>("--ignore-not-found") { Description = "A missing workflow is no error." };
        var command = new Command("wait", "Waits until workflows end; exits 1 unless all succeeded.") { names, ignore };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var exit = ExitCodes.Succeeded;
            foreach (var name in parsed.GetRequiredValue(names))
            {
                try
                {
                    var changes = connection.Api.WatchAsync(parsed.GetValue(GlobalOptions.Namespace)!, new WatchRequest { Name = name }, cancellationToken);
                    var end = await LiveView.FollowAsync(environment, changes, show: false, cancellationToken);
                    await environment.Out.WriteLineAsync($"{end.Name} {end.Phase} at {end.FinishedAt:yyyy-MM-dd HH:mm:ss zzz}");
                    if (end.Phase != "Succeeded")
                        exit = ExitCodes.Failed;
                }
                catch (FleetApiException e) when (e.IsNotFound && parsed.GetValue(ignore))
                {
                }
            }

            return exit;
        });
        return command;
    }
}
