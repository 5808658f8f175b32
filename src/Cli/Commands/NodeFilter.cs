using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Commands;

/// <summary><c>--status</c> and <c>--node-field-selector</c> of commands that show the nodes of a workflow: which of them are shown.</summary>
internal sealed class NodeFilter
{
    private static readonly string[] Phases = ["Pending", "Running", "Succeeded", "Skipped", "Failed", "Error", "Omitted"];

    private readonly Option<string[]> status;
    private readonly Option<string?> selector;

    /// <param name="only">How the help of the options begins.</param>
    public NodeFilter(string only = "Only")
    {
        status = new("--status") { Description = $"{only} nodes in these phases, comma separated.", HelpName = "PHASES" };
        selector = new("--node-field-selector") { Description = $"{only} nodes that match, e.g. displayName=build,phase!=Succeeded.", HelpName = "SELECTOR" };
    }

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(status);
        command.Options.Add(selector);
    }

    /// <summary>The first of the options that was given; null: none.</summary>
    public string? Given(ParseResult parsed) => ((Option[])[status, selector]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Whether a node is shown; null: all are.</summary>
    /// <exception cref="CliException">There is no such phase, or the selector is none.</exception>
    public Func<NodeView, bool>? Read(ParseResult parsed)
    {
        var phases = CommandOptions.ReadPhases(parsed.GetValue(status), Phases);
        var match = NodeFieldSelector.Parse(parsed.GetValue(selector), out var error) ?? throw new CliException($"{error}.", ExitCodes.Invalid);
        return phases.Count == 0 && match.IsEmpty ? null : node => (phases.Count == 0 || phases.Contains(node.Phase)) && match.Matches(field => Value(node, field));
    }

    private static string? Value(NodeView node, string field) => field switch
    {
        "displayName" => node.DisplayName,
        "id" => node.Id,
        "name" => node.Name,
        "phase" => node.Phase,
        "templateName" => node.TemplateName,
        "templateRef.name" => node.Json.Member("templateRef", "name")?.GetString(),
        "templateRef.template" => node.Json.Member("templateRef", "template")?.GetString(),
        _ => node.Json.Items("inputs", "parameters").FirstOrDefault(parameter => parameter.Text("name") == NodeFieldSelector.InputName(field)) is { ValueKind: JsonValueKind.Object } input ? input.Text("value") : null,
    };
}
