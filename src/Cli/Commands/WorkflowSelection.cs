using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary>Which workflows commands act on: names, or selectors, of which those that are of no use to the command are left out; and <c>--dry-run</c>.</summary>
/// <param name="take">Whether the command can do something to a workflow that a selector finds; null: to those that are not done.</param>
internal sealed class WorkflowSelection(Func<WorkflowView, bool>? take = null)
{
    private readonly Option<string?> labels = CommandOptions.Selector();
    private readonly Option<string?> fields = new("--field-selector") { Description = "Field selector, e.g. metadata.name=build.", HelpName = "SELECTOR" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say which ones it would be." };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(labels);
        command.Options.Add(fields);
        command.Options.Add(dryRun);
    }

    /// <summary>Nothing is to be done.</summary>
    public bool IsDry(ParseResult parsed) => parsed.GetValue(dryRun);

    /// <summary>The names that were given, and those of the workflows that match.</summary>
    public async Task<IReadOnlyList<string>> ChooseAsync(IFleetApi api, string @namespace, IReadOnlyList<string> names, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(labels) is null && parsed.GetValue(fields) is null)
            return names.Count > 0 ? names : throw new CliException("name the workflows, or say -l or --field-selector.", ExitCodes.Invalid);
        var chosen = new List<string>(names);
        var request = new ListRequest { LabelSelector = parsed.GetValue(labels), FieldSelector = parsed.GetValue(fields), Limit = 500, Fields = "metadata,items.metadata,items.status.finishedAt" };
        do
        {
            var page = await api.ListAsync(@namespace, request, cancellationToken);
            chosen.AddRange(page.Items.Select(WorkflowView.Read).Where(take ?? (workflow => !workflow.IsDone)).Select(workflow => workflow.Name));
            request = request with { Continue = page.Continue };
        }
        while (request.Continue is not null);
        return chosen;
    }
}
