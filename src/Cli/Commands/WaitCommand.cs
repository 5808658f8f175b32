using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Cli.Runs;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet wait</c>: exits 1 when one of the workflows did not succeed, as <c>argo wait</c>.</summary>
internal static class WaitCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var names = CommandOptions.Names();
        var ignore = new Option<bool>("--ignore-not-found") { Description = "A missing workflow is no error." };
        var command = new Command("wait", "Waits until workflows end; exits 1 unless all succeeded, also when one was interrupted and nobody runs it any more.") { names, ignore };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var exit = ExitCodes.Succeeded;
            foreach (var name in parsed.GetRequiredValue(names))
            {
                try
                {
                    if (await EndOfAsync(environment, connection.Api, parsed.GetValue(GlobalOptions.Namespace)!, name, cancellationToken) is not { } end)
                    {
                        exit = ExitCodes.Failed;
                        continue;
                    }

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

    // Null: nobody runs it, so that it would never end; that was said.
    private static async Task<WorkflowView?> EndOfAsync(CliEnvironment environment, IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var interrupted = InterruptionWatch.WhenInterruptedAsync(api, @namespace, name, environment.Time, over.Token);
        var end = LiveView.FollowAsync(environment, api.WatchAsync(@namespace, new WatchRequest { Name = name }, over.Token), interrupted: null, show: false, over.Token);
        var first = await Task.WhenAny(end, interrupted);
        await over.CancelAsync();
        if (first == end || !interrupted.IsCompletedSuccessfully)
            return await end;
        await environment.Error.WriteLineAsync(await interrupted);
        await ((Task)end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }
}
