using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>The nodes of a workflow that a <see cref="NodeFieldSelector"/> means; they have the fields that the status object shows.</summary>
internal sealed class NodeSelection
{
    private readonly NodeFieldSelector _selector;

    private NodeSelection(NodeFieldSelector selector) => _selector = selector;

    /// <summary>Reads a selector; an empty one matches all.</summary>
    public static NodeSelection? Parse(string? text, out string? error) => NodeFieldSelector.Parse(text, out error) is { } selector ? new NodeSelection(selector) : null;

    /// <summary>That none of the nodes that wait for a user matches, in Argo's words.</summary>
    public static string NoneSuspended(string? text) => $"currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: {text}";

    /// <summary>Whether a node matches.</summary>
    public bool Matches(WorkflowState state, Node node) => _selector.Matches(field => Value(state, node, field));

    private static string? Value(WorkflowState state, Node node, string field) => field switch
    {
        "displayName" => NodeNames.DisplayName(state, node),
        "name" => NodeNames.Name(state, node),
        "id" => NodeNames.Id(state, node),
        "templateName" => node.Referenced is not null || node.Type == NodeType.StepGroup ? null : node.TemplateName ?? node.Template?.Template.Name,
        "templateRef.name" => node.Referenced?.ScopeName,
        "templateRef.template" => node.Referenced?.Template.Name,
        "phase" => node.Phase.ToString(),
        _ => NodeFieldSelector.InputName(field) is { } input ? Input(node, input) : null,
    };

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
