using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>The node that a hook belongs to, under the name of its step or task: in a loop it is the item, not the aggregate.</summary>
internal sealed class OwnVariables(WorkflowState state, Node node, string prefix) : IVariables
{
    public bool TryGet(string name, out object? value)
    {
        value = null;
        return name.Length > prefix.Length && name[prefix.Length] == '.' && name.StartsWith(prefix, StringComparison.Ordinal)
            && NodeFacts.TryGet(state, node, name[(prefix.Length + 1)..], out value);
    }

    public void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references) => NodeFacts.Collect(state, node, prefix, all);
}
