using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet get</c>: workflows with their nodes, and objects beside them.</summary>
internal static class GetCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var names = CommandOptions.RefuseOptions(new Argument<string[]>("NAME")
        {
            Description = $"Names of workflows, or @latest; KIND/NAME; or KIND and names, a KIND alone for all of it ({ResourceKindNames.Known}).",
            Arity = ArgumentArity.OneOrMore,
        });
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Of all namespaces, where a KIND stands alone." };
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var filter = new NodeFilter();
        var command = new Command("get", "Shows workflows with their nodes, and templates, ConfigMaps and Secrets (without their values).") { names, all, output };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var shows = filter.Read(parsed);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var (ns, format) = (parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetValue(output));
            var asked = ResourceKindNames.Read(parsed.GetRequiredValue(names));
            if (parsed.GetValue(all) && asked is not [{ Name: null }])
                throw new CliException("-A has no meaning with a name.", ExitCodes.Invalid);
            if (filter.Given(parsed) is { } given && (format is "json" or "yaml" or "name" || asked.Any(item => item.Kind != "Workflow")))
                throw new CliException($"{given} chooses lines of the nodes of workflows: it does not go with -o json, yaml or name, nor with other kinds.", ExitCodes.Invalid);
            if (asked is [{ Kind: "Workflow", Name: null }])
                throw new CliException("name a workflow, or list them: fleet list.", ExitCodes.Invalid);
            foreach (var (_, name) in asked.Where(item => item.Kind == "Workflow"))
                WorkflowOutput.Write(environment, await connection.Api.GetAsync(ns, name!, cancellationToken), format, shows);
            foreach (var group in asked.Where(item => item.Kind != "Workflow").GroupBy(item => item.Kind))
            {
                var items = new List<System.Text.Json.JsonElement>();
                foreach (var (kind, name) in group)
                {
                    var where = kind == "ClusterWorkflowTemplate" || (name is null && parsed.GetValue(all)) ? "" : ns;
                    if (name is null)
                        items.AddRange(await connection.Api.Resources.ListAsync(kind, where, cancellationToken));
                    else
                        items.Add(await connection.Api.Resources.GetAsync(kind, where, name, cancellationToken));
                }

                ResourceOutput.Write(environment, group.Key, items, group.Any(item => item.Name is null), parsed.GetValue(all) && group.Key != "ClusterWorkflowTemplate", format);
            }

            return ExitCodes.Succeeded;
        });
        return command;
    }
}
