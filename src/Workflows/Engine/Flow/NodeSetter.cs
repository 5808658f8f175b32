using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary><c>argo node set</c>: outputs, message and phase of suspend nodes.</summary>
internal static class NodeSetter
{
    public static void Set(Turn turn, SetNodeRequested request)
    {
        if (Check(turn, request, out var nodes, out var phase) is { } error)
        {
            turn.Send(new RequestRefused(error));
            return;
        }

        foreach (var node in nodes)
            Set(turn, node, request, phase);
    }

    private static string? Check(Turn turn, SetNodeRequested request, out List<Node> nodes, out NodePhase? phase)
    {
        var state = turn.State;
        nodes = [];
        phase = null;
        var selector = NodeSelection.Parse(request.NodeFieldSelector, out var error);
        if (error is not null)
            return error;
        if (!string.IsNullOrEmpty(request.Phase))
        {
            if (request.Phase is not (nameof(NodePhase.Succeeded) or nameof(NodePhase.Failed) or nameof(NodePhase.Error)))
                return $"{request.Phase} is an invalid phase to set to; use Succeeded, Failed or Error";
            phase = Enum.Parse<NodePhase>(request.Phase);
        }

        nodes = [.. state.Nodes.Where(n => n.IsSuspended && selector!.Matches(state, n))];
        if (nodes.Count == 0)
            return NodeSelection.NoneSuspended(request.NodeFieldSelector);
        foreach (var node in nodes)
        {
            foreach (var name in request.OutputParameters.Keys)
            {
                if (node.Outputs?.Find(name) is not { } output)
                    return node.Outputs is null
                        ? $"cannot set output parameters because node is not expecting any raw parameters: {NodeNames.DisplayName(state, node)}"
                        : $"node is not expecting output parameter '{name}'";
                if (output.Value is not null)
                    return $"cannot set output parameter '{name}' of node {NodeNames.DisplayName(state, node)} because it was already set";
            }
        }

        return null;
    }

    private static void Set(Turn turn, Node node, SetNodeRequested request, NodePhase? phase)
    {
        if (request.OutputParameters.Count > 0)
        {
            node.Outputs = new NodeOutputs
            {
                Parameters = [.. node.Outputs!.Parameters.Select(p => request.OutputParameters.TryGetValue(p.Name, out var value) ? p with { Value = value } : p)],
            };
            turn.Touch(node);
            GlobalOutputs.Export(turn, node);
        }

        if (phase is { } ended)
            SuspendFlow.End(turn, node, ended, request.Message ?? node.Message);
        else if (request.Message is { } message)
            Completion.Update(turn, node, node.Phase, message);
    }
}
