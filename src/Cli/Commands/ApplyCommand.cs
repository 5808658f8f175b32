using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Client;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet apply</c>: makes or replaces templates, ConfigMaps and Secrets, and says which, as kubectl.</summary>
internal static class ApplyCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "File or folder of manifests, or - for standard input; may be given several times.", HelpName = "FILE" };
        var more = CommandOptions.RefuseOptions(new Argument<string[]>("FILE") { Description = "The same.", Arity = ArgumentArity.ZeroOrMore });
        var command = new Command("apply", "Makes or replaces WorkflowTemplates, ClusterWorkflowTemplates, ConfigMaps and Secrets.") { files, more };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] paths = [.. parsed.GetValue(files) ?? [], .. parsed.GetValue(more) ?? []];
            if (paths.Length == 0)
                throw new CliException("name the files to apply: fleet apply -f FILE.", ExitCodes.Invalid);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var given = parsed.GetResult(GlobalOptions.Namespace) is { Implicit: false };
            var objects = await ResourceFiles.ReadAsync(environment, connection.Api.Resources, paths, parsed.GetValue(GlobalOptions.Namespace)!, given, cancellationToken);
            if (objects is null)
                return ExitCodes.Invalid;
            return await ApplyAsync(environment, connection.Api.Resources, objects, cancellationToken) ? ExitCodes.Succeeded : ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>Applies in the order of the files; what refers to something that comes later is tried again after it.</summary>
    private static async Task<bool> ApplyAsync(CliEnvironment environment, IFleetResources resources, IReadOnlyList<ResourceManifest> objects, CancellationToken cancellationToken)
    {
        var left = objects;
        while (left.Count > 0)
        {
            var refused = new List<(ResourceManifest Object, FleetApiException Error)>();
            foreach (var item in left)
            {
                try
                {
                    await environment.Out.WriteLineAsync($"{ResourceKindNames.Shown(item.Kind)}/{item.Name} {await PutAsync(resources, item, cancellationToken)}");
                }
                catch (FleetApiException e)
                {
                    refused.Add((item, e));
                }
            }

            if (refused.Count == left.Count || refused.Exists(one => one.Error.HttpStatus != 400))
            {
                foreach (var (item, error) in refused)
                    await environment.Error.WriteLineAsync($"fleet: {item.Source}: {ResourceKindNames.Shown(item.Kind)}/{item.Name}: {error.Message}");
                return false;
            }

            left = [.. refused.Select(one => one.Object)];
        }

        return true;
    }

    private static async Task<string> PutAsync(IFleetResources resources, ResourceManifest item, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var before = await resources.GetAsync(item.Kind, item.Namespace, item.Name, cancellationToken);
                var after = await resources.UpdateAsync(item.Kind, item.Namespace, item.Name, item.Json, cancellationToken);
                return Version(before) == Version(after) ? "unchanged" : "configured";
            }
            catch (FleetApiException e) when (e.IsNotFound)
            {
                // Made below.
            }

            try
            {
                await resources.CreateAsync(item.Kind, item.Namespace, item.Json, cancellationToken);
                return "created";
            }
            catch (FleetApiException e) when (e.HttpStatus == 409)
            {
                // Somebody else was quicker: it is there now, and is replaced.
            }
        }
    }

    private static string Version(JsonElement item) => item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
}
