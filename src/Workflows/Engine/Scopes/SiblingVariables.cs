using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Runtime;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary><c>steps.S.*</c> or <c>tasks.S.*</c>: what the other calls of a Steps or DAG node gave, looked up by name when asked for.</summary>
/// <param name="state">The workflow.</param>
/// <param name="parent">The Steps or DAG node.</param>
/// <param name="own">The node that a hook belongs to. Of a loop it is the item, which stands under the name of its call: an aggregate would be of those items that happen to be over. Null: no hook asks.</param>
internal sealed class SiblingVariables(WorkflowState state, Node parent, Node? own = null) : IVariables
{
    /// <summary>
    /// Whether what the node of the hook should have written and has not counts as an empty text: so it does in the arguments of its hooks (Argo's source <c>resolveExitTmplArgument</c>), not in their expressions.
    /// </summary>
    public bool TakesUnwritten { get; init; }

    private readonly string _prefix = parent.Type == NodeType.DAG ? "tasks" : "steps";

    public bool TryGet(string name, out object? value)
    {
        value = null;
        if (!name.StartsWith(_prefix, StringComparison.Ordinal) || name.Length <= _prefix.Length || name[_prefix.Length] != '.')
            return false;
        var rest = name[(_prefix.Length + 1)..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || Find(rest[..dot]) is not { } found)
            return false;
        var fact = rest[(dot + 1)..];
        if (found.Items is { } items && LoopOutputs.TryGet(state, items, fact, out value))
            return true;
        return found.Node is { } node && (NodeFacts.TryGet(state, node, fact, out value) || (TakesUnwritten && node == own && NodeFacts.TryGetUnwritten(state, node, fact, out value)));
    }

    public void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references)
    {
        foreach (var name in Asked(references))
        {
            if (Find(name) is not { } found)
                continue;
            if (found.Items is { } items)
                LoopOutputs.Collect(state, items, $"{_prefix}.{name}", all);
            if (found.Node is { } node)
                NodeFacts.Collect(state, node, $"{_prefix}.{name}", all, TakesUnwritten && node == own);
        }
    }

    /// <summary>An output artifact by its whole name, <c>steps.S.outputs.artifacts.A</c>; null: not there. Those of a loop are not gathered.</summary>
    public JsonObject? FindArtifact(string name)
    {
        const string Middle = "outputs.artifacts.";
        if (!name.StartsWith(_prefix + ".", StringComparison.Ordinal))
            return null;
        var rest = name[(_prefix.Length + 1)..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && rest.AsSpan(dot + 1).StartsWith(Middle) && Find(rest[..dot]) is { Items: null, Node: { } node }
            ? ArtifactJson.Find(NodeFacts.Carrier(state, node).Outputs?.Artifacts, rest[(dot + 1 + Middle.Length)..])
            : null;
    }

    // Only named siblings; all of them where an expression takes the whole map.
    private IEnumerable<string> Asked(IReadOnlyList<string> references)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var whole = false;
        foreach (var reference in references)
        {
            if (reference == _prefix)
                whole = true;
            else if (reference.StartsWith(_prefix, StringComparison.Ordinal) && reference[_prefix.Length] == '.')
                names.Add(reference[(_prefix.Length + 1)..].Split('.', 2)[0]);
        }

        return whole && names.Count == 0 ? parent.Template!.Groups.SelectMany(g => g).Select(s => s.Call.Name) : names;
    }

    private (Node? Node, IReadOnlyList<int>? Items)? Find(string name)
    {
        if (parent.Template?.FindSite(name) is not { } site)
            return null;
        // It may be too new for its parent to know it.
        if (own is not null && HookFlow.Site(state, own) == site)
            return Found(own);
        if (parent.Runtime is DagRuntime dag)
        {
            var ordinal = dag.TaskNodes[site.Index];
            return ordinal < 0 ? null : Found(state.Nodes[ordinal]);
        }

        if (parent.Runtime is not StepsRuntime steps || site.Group >= steps.Groups.Count)
            return null;
        var group = state.Nodes[steps.Groups[site.Group]];
        var step = ((GroupRuntime)group.Runtime!).Sites[site.Index];
        if (step.Items is { } items)
            return (group, items);
        return step.Node < 0 ? null : (state.Nodes[step.Node], null);
    }

    private (Node? Node, IReadOnlyList<int>? Items) Found(Node node) => (node, node.Type == NodeType.TaskGroup ? LoopItems.Of(state, node) : null);
}
