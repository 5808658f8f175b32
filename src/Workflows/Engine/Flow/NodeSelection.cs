using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>A node field selector: <c>displayName=approve,phase=Running</c> (Argo docs, "Node Field Selectors").</summary>
internal sealed class NodeSelection
{
    private readonly List<(string Field, bool Equal, string Value)> _terms = [];

    /// <summary>Reads a selector; an empty one matches all.</summary>
    public static NodeSelection? Parse(string? text, out string? error)
    {
        error = null;
        var selection = new NodeSelection();
        foreach (var term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                error = $"node field selector '{term}' is not of the form field=value";
                return null;
            }

            var equal = term[at - 1] != '!';
            var field = term[..(equal ? at : at - 1)];
            if (!IsKnown(field))
            {
                error = $"node field selector: unknown field '{field}'; use displayName, name, id, templateName, templateRef.name, templateRef.template, phase or inputs.parameters.NAME.value";
                return null;
            }

            selection._terms.Add((field, equal, term[(at + 1)..].TrimStart('=')));
        }

        return selection;
    }

    /// <summary>Whether a node matches all terms.</summary>
    public bool Matches(WorkflowState state, Node node) => _terms.TrueForAll(t => (Value(state, node, t.Field) == t.Value) == t.Equal);

    private static bool IsKnown(string field) =>
        field is "displayName" or "name" or "id" or "templateName" or "templateRef.name" or "templateRef.template" or "phase" || InputName(field) is not null;

    private static string? Value(WorkflowState state, Node node, string field) => field switch
    {
        "displayName" => NodeNames.DisplayName(state, node),
        "name" => NodeNames.Name(state, node),
        "id" => NodeNames.Id(state, node),
        "templateName" => node.TemplateName ?? node.Template?.Template.Name,
        "phase" => node.Phase.ToString(),
        _ => InputName(field) is { } input ? Input(node, input) : null,
    };

    private static string? InputName(string field) =>
        field.StartsWith("inputs.parameters.", StringComparison.Ordinal) && field.EndsWith(".value", StringComparison.Ordinal) && field.Length > 24 ? field[18..^6] : null;

    private static string? Input(Node node, string name)
    {
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (node.Template!.Template.Inputs.Parameters[i].Name == name)
                return node.Inputs[i];
        }

        return null;
    }
}
