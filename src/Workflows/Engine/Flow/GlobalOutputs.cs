using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Outputs with a <c>globalName</c> become the workflow's (last writer wins).</summary>
internal static class GlobalOutputs
{
    public static void Export(Turn turn, Node node)
    {
        if (node.Outputs is not { } outputs || node.Type == NodeType.Retry)
            return;
        foreach (var parameter in outputs.Parameters)
        {
            if (parameter.GlobalName is not { } name || parameter.Value is not { } value)
                continue;
            turn.State.GlobalOutputs[name] = value;
            Note(turn);
        }

        if (outputs.Artifacts?.Contains("\"globalName\"", StringComparison.Ordinal) != true)
            return;
        foreach (var artifact in ArtifactJson.Read(outputs.Artifacts))
        {
            if ((string?)artifact["globalName"] is not { Length: > 0 } name)
                continue;
            // As the workflow's it has no path (Argo's source addArtifactToGlobalScope).
            artifact["name"] = name;
            artifact.Remove("globalName");
            artifact.Remove("path");
            turn.State.GlobalArtifacts[name] = turn.State.Values.Whole(ArtifactJson.Text(artifact))!;
            Note(turn);
        }
    }

    private static void Note(Turn turn)
    {
        turn.TouchWorkflow();
        if (turn.State.WorkflowHooks.Length > 0)
            turn.NoteWorkflow();
    }
}
