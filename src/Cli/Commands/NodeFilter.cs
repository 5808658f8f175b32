using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;

namespace Fleet.Cli.Commands;

/// <summary><c>--status</c> and <c>--node-field-selector</c> of commands that show the nodes of a workflow: which of them are shown.</summary>
internal sealed class NodeFilter
{
    private const string ParameterPrefix = "inputs.parameters.";
    private const string ParameterEnd = ".value";

    private readonly Option<string[]> status = new("--status") { Description = "Only nodes in these phases, comma separated.", HelpName = "PHASES" };
    private readonly Option<string?> selector = new("--node-field-selector") { Description = "Only nodes that match, e.g. displayName=build,phase!=Succeeded.", HelpName = "SELECTOR" };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(status);
        command.Options.Add(selector);
    }

    /// <summary>Whether a node is shown; null: all are.</summary>
    /// <exception cref="CliException">The selector is none.</exception>
    public Func<NodeView, bool>? Read(ParseResult parsed)
    {
        var phases = (parsed.GetValue(status) ?? []).SelectMany(part => part.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var requirements = (parsed.GetValue(selector) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Requirement).ToList();
        return phases.Count == 0 && requirements.Count == 0
            ? null
            : node => (phases.Count == 0 || phases.Contains(node.Phase)) && requirements.TrueForAll(requirement => requirement(node));
    }

    private static Func<NodeView, bool> Requirement(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new CliException($"--node-field-selector: '{text}' is neither FIELD=VALUE nor FIELD!=VALUE.", ExitCodes.Invalid);
        var not = text[at - 1] == '!';
        var field = text[..(not ? at - 1 : at)].Trim();
        var value = text[(at + 1)..].TrimStart('=').Trim();
        var read = Field(field);
        return node => read(node) == value != not;
    }

    private static Func<NodeView, string> Field(string name) => name switch
    {
        "displayName" => node => node.DisplayName,
        "id" => node => node.Id,
        "name" => node => node.Name,
        "phase" => node => node.Phase,
        "templateName" => node => node.TemplateName,
        "templateRef.name" or "templateRef.template" => node => node.Json.Member("templateRef", name["templateRef.".Length..])?.GetString() ?? "",
        _ when name.StartsWith(ParameterPrefix, StringComparison.Ordinal) && name.EndsWith(ParameterEnd, StringComparison.Ordinal) && name.Length > ParameterPrefix.Length + ParameterEnd.Length =>
            node => node.Json.Items("inputs", "parameters").FirstOrDefault(parameter => parameter.Text("name") == name[ParameterPrefix.Length..^ParameterEnd.Length]) is { ValueKind: System.Text.Json.JsonValueKind.Object } found ? found.Text("value") : "",
        _ => throw new CliException($"--node-field-selector: nodes have no field '{name}'; there are displayName, id, name, phase, templateName, templateRef.name, templateRef.template and inputs.parameters.NAME.value.", ExitCodes.Invalid),
    };
}
