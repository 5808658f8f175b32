using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>sync create|get|update|delete</c>: limits of semaphores in the database, with Argo's options and output.</summary>
internal static class SyncCommand
{
    private const string Database = "DATABASE";

    public static Command Create(CliEnvironment environment)
    {
        var action = new Argument<string>("ACTION") { Description = "What to do: create, get, update or delete." };
        action.AcceptOnlyFromAmong("create", "get", "update", "delete");
        var key = CommandOptions.RefuseOptions(new Argument<string>("KEY") { Description = "Key of the limit: semaphores name it as database.key." });
        var type = new Option<string?>("--type") { Description = "Where the limit stands: database. (Those of ConfigMaps: fleet apply.)", HelpName = "TYPE" };
        var limit = new Option<int?>("--limit") { Description = "How many may hold the semaphore at a time; for create and update.", HelpName = "N" };
        var command = new Command("sync", "Makes, shows, changes or deletes a limit of semaphores.") { action, key, type, limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (verb, name, places) = (parsed.GetRequiredValue(action), parsed.GetRequiredValue(key), parsed.GetValue(limit));
            Check(verb, parsed.GetValue(type), places);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var (sync, ns) = (connection.Api.Sync, parsed.GetValue(GlobalOptions.Namespace)!);
            switch (verb)
            {
                case "create": await ShowAsync(environment, "Sync limit created", await sync.CreateAsync(ns, new SyncLimitRequest(Database, name, places!.Value), cancellationToken)); break;
                case "update": await ShowAsync(environment, "Sync limit updated", await sync.UpdateAsync(ns, new SyncLimitRequest(Database, name, places!.Value), cancellationToken)); break;
                case "get": await ShowAsync(environment, null, await sync.GetAsync(ns, Database, name, cancellationToken)); break;
                default:
                    await sync.DeleteAsync(ns, Database, name, cancellationToken);
                    await environment.Out.WriteLineAsync("Sync limit deleted");
                    break;
            }

            return ExitCodes.Succeeded;
        });
        return command;
    }

    private static void Check(string verb, string? type, int? limit)
    {
        if (string.Equals(type, "configmap", StringComparison.OrdinalIgnoreCase))
            throw new CliException("limits of ConfigMaps are changed with the ConfigMap itself: fleet apply -f FILE.", ExitCodes.Invalid);
        if (!string.Equals(type, "database", StringComparison.OrdinalIgnoreCase))
            throw new CliException("--type must be 'database' (a limit of a ConfigMap is changed with fleet apply).", ExitCodes.Invalid);
        if ((verb is "create" or "update") != limit is not null)
            throw new CliException(limit is null ? $"'{verb}' needs --limit." : $"'{verb}' takes no --limit.", ExitCodes.Invalid);
    }

    private static async Task ShowAsync(CliEnvironment environment, string? done, JsonElement limit)
    {
        if (done is not null)
            await environment.Out.WriteLineAsync(done);
        await environment.Out.WriteLineAsync($"Key: {limit.GetProperty("key").GetString()}");
        await environment.Out.WriteLineAsync("Type: database");
        await environment.Out.WriteLineAsync($"Namespace: {limit.GetProperty("namespace").GetString()}");
        await environment.Out.WriteLineAsync($"Limit: {limit.GetProperty("limit").GetRawText()}");
    }
}
