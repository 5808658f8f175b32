using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet watch</c>.</summary>
internal static class WatchCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var name = CommandOptions.Name();
        var filter = new NodeFilter();
        var command = new Command("watch", "Shows a workflow live until it ends.") { name };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var shows = filter.Read(parsed);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var changes = connection.Api.WatchAsync(parsed.GetValue(GlobalOptions.Namespace)!, new WatchRequest { Name = parsed.GetRequiredValue(name) }, cancellationToken);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var interrupted = InterruptionWatch.WhenInterruptedAsync(connection.Api, parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), environment.Time, over.Token);
            await LiveView.FollowAsync(environment, changes, interrupted, show: true, cancellationToken, shows);
            await over.CancelAsync();
            return ExitCodes.Succeeded;
        });
        return command;
    }
}
