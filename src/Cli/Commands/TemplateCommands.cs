using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet template</c> and <c>fleet cluster-template</c>: the actions of argo's commands of these names.</summary>
internal static class TemplateCommands
{
    private static readonly string[] Actions = ["create", "update", "get", "list", "delete", "lint"];

    public static Command Namespaced(CliEnvironment environment) => Create(environment, "template", "WorkflowTemplate");

    public static Command Cluster(CliEnvironment environment) => Create(environment, "cluster-template", "ClusterWorkflowTemplate");

    private static Command Create(CliEnvironment environment, string word, string kind)
    {
        var action = new Argument<string>("ACTION") { Description = "What to do: create, update, get, list, delete or lint." };
        action.AcceptOnlyFromAmong(Actions);
        var what = CommandOptions.RefuseOptions(new Argument<string[]>("NAME") { Description = "Names for get and delete; files or folders, or - for standard input, for create, update and lint.", Arity = ArgumentArity.ZeroOrMore });
        var all = new Option<bool>("--all") { Description = "With delete: all there are." };
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var strict = new Option<bool>("--strict") { Description = "Unknown fields are errors; --strict=false passes over them, with lint.", DefaultValueFactory = _ => true };
        var command = new Command(word, $"Makes, changes, shows, deletes or checks {kind}s.") { action, what, all, output, strict };
        var everywhere = new Option<bool>("--all-namespaces", "-A") { Description = "With list: of all namespaces." };
        if (kind == "WorkflowTemplate")
            command.Add(everywhere);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var verb = parsed.GetRequiredValue(action);
            var words = parsed.GetValue(what) ?? [];
            Check(word, verb, words, parsed.GetValue(all));
            var format = parsed.GetValue(output);
            if (verb == "lint")
                return await LintCommand.LintAsync(environment, parsed, words, new LintRequest(new HashSet<string>([kind]), Offline: false, parsed.GetValue(strict), format == "json" ? format : null), cancellationToken);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var resources = connection.Api.Resources;
            var (ns, many) = (parsed.GetValue(GlobalOptions.Namespace)!, kind == "WorkflowTemplate" && verb == "list" && parsed.GetValue(everywhere));
            var where = kind == "ClusterWorkflowTemplate" || many ? "" : ns;
            switch (verb)
            {
                case "create" or "update":
                    var given = parsed.GetResult(GlobalOptions.Namespace) is { Implicit: false };
                    var manifests = await ResourceFiles.ReadAsync(environment, resources, words, ns, given, cancellationToken);
                    return manifests is null || !AreOf(environment, kind, manifests) ? ExitCodes.Invalid : await StoreAsync(environment, resources, verb, manifests, format, cancellationToken);
                case "delete":
                    string[] names = parsed.GetValue(all) ? [.. (await resources.ListAsync(kind, where, cancellationToken)).Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!)] : words;
                    return await EachAsync(environment, names, name => name, async name =>
                    {
                        await resources.DeleteAsync(kind, where, name, cancellationToken);
                        await environment.Out.WriteLineAsync($"{kind} '{name}' deleted");
                    });
                case "list":
                    ResourceOutput.Write(environment, kind, await resources.ListAsync(kind, where, cancellationToken), asList: true, many, format);
                    return ExitCodes.Succeeded;
                default:
                    return await EachAsync(environment, words, name => name, async name =>
                        ResourceOutput.WriteOne(environment, kind, await resources.GetAsync(kind, where, name, cancellationToken), format));
            }
        });
        return command;
    }

    private static void Check(string word, string verb, string[] words, bool all)
    {
        if (all && (verb != "delete" || words.Length > 0))
            throw new CliException(verb == "delete" ? "--all has no meaning with a name." : $"'{verb}' takes no --all.", ExitCodes.Invalid);
        if (verb == "list" ? words.Length > 0 : words.Length == 0 && !all)
            throw new CliException(verb == "list" ? $"'list' takes no names: fleet {word} get NAME." : $"'{verb}' needs {(verb is "get" or "delete" ? "a name" : "a file")}: fleet {word} {verb} {(verb is "get" or "delete" ? "NAME" : "FILE")}.", ExitCodes.Invalid);
    }

    private static bool AreOf(CliEnvironment environment, string kind, IReadOnlyList<ResourceManifest> manifests)
    {
        var others = manifests.Where(manifest => manifest.Kind != kind).ToList();
        foreach (var other in others)
            environment.Error.WriteLine($"fleet: {other.Source}: {ResourceKindNames.Shown(other.Kind)}/{other.Name} is no {kind}: fleet apply takes every kind");
        return others.Count == 0;
    }

    private static Task<int> StoreAsync(
        CliEnvironment environment, IFleetResources resources, string verb, IReadOnlyList<ResourceManifest> manifests, string? format, CancellationToken cancellationToken) =>
        EachAsync(environment, manifests, manifest => $"{manifest.Source}: {manifest.Name}", async manifest =>
        {
            JsonElement stored = verb == "create"
                ? await resources.CreateAsync(manifest.Kind, manifest.Namespace, manifest.Json, cancellationToken)
                : await resources.UpdateAsync(manifest.Kind, manifest.Namespace, manifest.Name, manifest.Json, cancellationToken);
            ResourceOutput.WriteOne(environment, manifest.Kind, stored, format);
        });

    // What one is refused for is told, and the others are done all the same.
    private static async Task<int> EachAsync<T>(CliEnvironment environment, IReadOnlyList<T> items, Func<T, string> name, Func<T, Task> act)
    {
        var exit = ExitCodes.Succeeded;
        foreach (var item in items)
        {
            try
            {
                await act(item);
            }
            catch (FleetApiException e)
            {
                await environment.Error.WriteLineAsync($"fleet: {name(item)}: {e.Message}");
                exit = ExitCodes.Failed;
            }
        }

        return exit;
    }
}
