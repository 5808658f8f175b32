using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var names = CommandOptions.RefuseOptions(new Argument<string[]>("NAME")
        {
            Description = $"Names of workflows, or @latest; KIND/NAME; or KIND and names ({ResourceKindNames.Known}).",
            Arity = ArgumentArity.ZeroOrMore,
        });
        var all = new Option<bool>("--all") { Description = "All workflows of the namespace." };
        var completed = new Option<bool>("--completed") { Description = "Those that are done." };
        var older = CommandOptions.Duration("--older", "Those that finished longer ago than this.");
        var prefix = new Option<string?>("--prefix") { Description = "Those whose names begin with this.", HelpName = "TEXT" };
        var status = CommandOptions.Phases("Those in these phases, comma separated.");
        var resubmitted = CommandOptions.Resubmitted("Those that were resubmitted from others.");
        var selector = CommandOptions.Selector();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be deleted." };
        var force = new Option<bool>("--force") { Description = "As argo's, which removes finalizers: there are none here, deleting waits for nothing." };
        var command = new Command("delete", "Deletes workflows and their logs; templates, ConfigMaps and Secrets.") { names, all, completed, status, older, prefix, selector, resubmitted, dryRun, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var phases = CommandOptions.ReadPhases(parsed.GetValue(status));
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var ns = parsed.GetValue(GlobalOptions.Namespace)!;
            var chosen = ResourceKindNames.Read(parsed.GetValue(names) ?? []).Select(item => (item.Kind, Name: item.Name ?? throw new CliException($"name what to delete: fleet delete {item.Kind.ToLowerInvariant()} NAME.", ExitCodes.Invalid))).ToList();
            if (parsed.GetValue(all) || parsed.GetValue(completed) || parsed.GetValue(older) is not null || parsed.GetValue(prefix) is not null || parsed.GetValue(selector) is not null || parsed.GetValue(resubmitted) || phases.Count > 0)
            {
                var request = new ListRequest
                {
                    LabelSelector = CommandOptions.LabelsOf(parsed.GetValue(selector), parsed.GetValue(resubmitted)),
                    FieldSelector = parsed.GetValue(prefix) is { } text ? "metadata.name=" + text : null,
                    NameFilter = parsed.GetValue(prefix) is null ? null : "Prefix",
                    FinishedBefore = CommandOptions.ParseDuration("--older", parsed.GetValue(older)) is { } age ? environment.Time.GetUtcNow() - age : null,
                    Fields = "metadata,items.metadata,items.status.phase,items.status.finishedAt",
                };
                var page = await connection.Api.ListAsync(ns, request, cancellationToken);
                chosen.AddRange(page.Items.Select(WorkflowView.Read).Where(workflow => (!parsed.GetValue(completed) || workflow.IsDone) && (phases.Count == 0 || phases.Contains(workflow.Phase.Length > 0 ? workflow.Phase : "Pending"))).Select(workflow => ("Workflow", workflow.Name)));
            }
            else if (chosen.Count == 0)
            {
                throw new CliException("name the workflows to delete, or say --all, --completed, --status, --older, --prefix, --resubmitted or -l.", ExitCodes.Invalid);
            }

            var exit = ExitCodes.Succeeded;
            foreach (var (kind, name) in chosen)
            {
                try
                {
                    if (!parsed.GetValue(dryRun))
                        await DeleteAsync(connection.Api, kind, ns, name, cancellationToken);
                    await environment.Out.WriteLineAsync($"{(kind == "Workflow" ? $"Workflow '{name}'" : $"{ResourceKindNames.Shown(kind)}/{name}")} deleted{(parsed.GetValue(dryRun) ? " (dry-run)" : "")}");
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

    private static Task DeleteAsync(IFleetApi api, string kind, string ns, string name, CancellationToken cancellationToken) => kind switch
    {
        "Workflow" => api.DeleteAsync(ns, name, cancellationToken),
        "ClusterWorkflowTemplate" => api.Resources.DeleteAsync(kind, "", name, cancellationToken),
        _ => api.Resources.DeleteAsync(kind, ns, name, cancellationToken),
    };
}
