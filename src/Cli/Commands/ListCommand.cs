using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet list</c>.</summary>
internal static class ListCommand
{
    private const string Fields = "metadata,items.metadata,items.spec.suspend,items.spec.priority,items.spec.arguments,items.status.phase,items.status.message,items.status.startedAt,items.status.finishedAt,items.status.progress,items.status.conditions";

    public static Command Create(CliEnvironment environment)
    {
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Of all namespaces." };
        var running = new Option<bool>("--running") { Description = "Only those that are not done." };
        var completed = new Option<bool>("--completed") { Description = "Only those that are done." };
        var status = CommandOptions.Phases("Only these phases, comma separated.");
        var since = CommandOptions.Duration("--since", "Only those created within this time.");
        var older = CommandOptions.Duration("--older", "Only those that finished longer ago than this.");
        var prefix = new Option<string?>("--prefix") { Description = "Only names that begin with this.", HelpName = "TEXT" };
        var resubmitted = CommandOptions.Resubmitted("Only those that were resubmitted from others.");
        var chunk = new Option<int>("--chunk-size") { Description = "How many are asked for at a time; 0: all at once.", HelpName = "NUMBER", DefaultValueFactory = _ => 500 };
        var selector = CommandOptions.Selector();
        var output = CommandOptions.Output("json", "yaml", "name", "wide");
        var command = new Command("list", "Lists workflows, newest first.") { all, running, completed, status, since, older, prefix, selector, resubmitted, chunk, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var phases = CommandOptions.ReadPhases(parsed.GetValue(status));
            if (parsed.GetValue(running) && parsed.GetValue(completed))
                throw new CliException("--running and --completed exclude each other.", ExitCodes.Invalid);
            if (parsed.GetValue(chunk) < 0)
                throw new CliException("--chunk-size must be 0 or more.", ExitCodes.Invalid);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var now = environment.Time.GetUtcNow();
            var format = parsed.GetValue(output);
            var request = new ListRequest
            {
                LabelSelector = CommandOptions.LabelsOf(parsed.GetValue(selector), parsed.GetValue(resubmitted)),
                FieldSelector = parsed.GetValue(prefix) is { } text ? "metadata.name=" + text : null,
                NameFilter = parsed.GetValue(prefix) is null ? null : "Prefix",
                CreatedAfter = CommandOptions.ParseDuration("--since", parsed.GetValue(since)) is { } age ? now - age : null,
                FinishedBefore = CommandOptions.ParseDuration("--older", parsed.GetValue(older)) is { } old ? now - old : null,
                Limit = parsed.GetValue(chunk),
                Fields = format switch { "json" or "yaml" => "metadata,items", "wide" => Fields + ",items.status.nodes", _ => Fields },
            };
            bool Wanted(WorkflowView workflow) => (phases.Count == 0 || phases.Contains(workflow.Phase.Length > 0 ? workflow.Phase : "Pending"))
                && (!parsed.GetValue(running) || !workflow.IsDone) && (!parsed.GetValue(completed) || workflow.IsDone);
            var items = new List<JsonElement>();
            do
            {
                var page = await connection.Api.ListAsync(parsed.GetValue(all) ? "" : parsed.GetValue(GlobalOptions.Namespace)!, request, cancellationToken);
                items.AddRange(page.Items.Where(item => Wanted(WorkflowView.Read(item))));
                request = request with { Continue = page.Continue };
            }
            while (request.Continue is not null);
            WorkflowOutput.WriteList(environment, items, parsed.GetValue(all), format);
            return ExitCodes.Succeeded;
        });
        return command;
    }
}
