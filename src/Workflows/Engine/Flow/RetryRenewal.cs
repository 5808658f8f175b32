using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Engine.Runtime;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// New arguments of a retry by hand reach what is open again: inputs are what the calls say now, and loops have the items that they have now. Items that ended well and have the same name keep
/// their nodes (as in Argo's source <c>FormulateRetryWorkflow</c>, which looks at nodes alone).
/// </summary>
/// <param name="turn">The turn.</param>
/// <param name="plan">What is open again.</param>
/// <param name="remove">Removes one node.</param>
internal sealed class RetryRenewal(Turn turn, RetryPlan plan, Action<Node> remove)
{
    private readonly Dictionary<(int Boundary, int Group, int Site), PreparedCall> _prepared = [];

    /// <summary>Gives an open node the inputs that it has now; those that cannot be had stay what they were.</summary>
    /// <param name="node">The node; what it is in was renewed and restored before.</param>
    public void Renew(Node node)
    {
        // A loop that was not expanded to its end is what it is now, too.
        node.LoopTexts = null;
        try
        {
            if (node.Role == NodeRole.Attempt)
            {
                node.DisplayName = turn.Node(node.Owner).DisplayName;
                node.Inputs = InputResolution.OfAttempt(turn.Node(node.Owner).Inputs, NodeScopes.Inside(turn, node));
            }
            else if (Call(node) is { } call && node.Template is { } handle)
                node.Inputs = Resolve(node, InputResolution.Resolve(turn, handle.Template, call.Arguments, AbsentArguments.None));
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
        }
    }

    /// <summary>Removes what is in open loops of a Steps or DAG node and is no item of them any more.</summary>
    /// <param name="boundary">The node, renewed and restored.</param>
    /// <returns>Something was removed.</returns>
    public bool Prune(Node boundary)
    {
        var before = plan.Removed.Count;
        foreach (var group in Owned(boundary).Where(child => child.Type is NodeType.TaskGroup or NodeType.StepGroup && plan.Opened.Contains(child.Ordinal)))
        {
            foreach (var loop in Owned(group).Where(IsItem).GroupBy(item => item.Site).ToList())
                Prune(boundary, loop.ToList());
            // As one that never had any: it is made again.
            if (!Owned(group).Any(child => child.Role != NodeRole.Hook))
                Remove(group);
        }

        return plan.Removed.Count > before;
    }

    private void Prune(Node boundary, List<Node> items)
    {
        var loop = Prepared(items[0]).Loop;
        if (loop is not null && LoopCheck.Problem(turn, boundary, loop) is not null)
            loop = null;
        foreach (var item in items)
        {
            if (loop is null || item.Index >= loop.Items.Count || !item.Suffix.EndsWith(loop.Items[item.Index].NodeName("", item.Index), StringComparison.Ordinal))
                Remove(item);
        }
    }

    private TemplateCall? Call(Node node)
    {
        if (node.Role == NodeRole.Root)
            return WorkflowFlow.EntryCall(turn);
        if (node.Type == NodeType.TaskGroup || HookFlow.Site(turn.State, node) is not { } site)
            return null;
        if (!IsItem(node))
            return Prepared(node).Call;
        return Prepared(node).Loop is { } loop && node.Index < loop.Items.Count
            ? site.Read(NodeScopes.Inside(turn, turn.Node(node.Boundary)).ApplyItem(loop.Text, loop.Items[node.Index], node.Index))
            : null;
    }

    // The call of a step or task, of an item the loop that it is of: prepared once for all items.
    private PreparedCall Prepared(Node node)
    {
        var group = node.Role == NodeRole.Step ? turn.Node(node.Owner).Index : 0;
        var key = (node.Boundary, group, node.Site);
        if (!_prepared.TryGetValue(key, out var prepared))
            _prepared[key] = prepared = CallPreparation.Prepare(turn, turn.Node(node.Boundary), HookFlow.Site(turn.State, node)!);
        return prepared;
    }

    private string?[] Resolve(Node node, string?[] inputs)
    {
        var scope = NodeScopes.ForTemplate(turn, NodeSeed.Of(node), node.Template!, inputs, NodeNames.Name(turn.State, node));
        InputResolution.Substitute(inputs, scope);
        if (DisplayNames.Of(node.Template!, scope) is { } name && DisplayNames.Problem(name) is null)
            node.DisplayName = name;
        return inputs;
    }

    private void Remove(Node node)
    {
        var open = new Stack<Node>([node]);
        while (open.TryPop(out var next))
        {
            foreach (var child in Owned(next))
                open.Push(child);
            if (plan.Removed.Add(next.Ordinal))
                remove(next);
        }
    }

    private static bool IsItem(Node node) => node.Role == NodeRole.Item || (node.Role == NodeRole.Step && node.Index >= 0);

    private IEnumerable<Node> Owned(Node node) => (node.Owned ?? []).Select(turn.Node).Where(child => !child.Has(NodeFlags.Removed));
}
