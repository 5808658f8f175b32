using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Outputs with a <c>globalName</c> become the workflow's (last writer wins).</summary>
internal static class GlobalOutputs
{
    public static void Export(Turn turn, Node node)
    {
        if (node.Outputs is not { Parameters: { Length: > 0 } parameters } || node.Type == NodeType.Retry)
            return;
        foreach (var parameter in parameters)
        {
            if (parameter.GlobalName is not { } name || parameter.Value is not { } value)
                continue;
            turn.State.GlobalOutputs[name] = value;
            turn.TouchWorkflow();
            if (turn.State.WorkflowHooks.Length > 0)
                turn.NoteWorkflow();
        }
    }
}
