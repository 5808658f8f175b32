using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary><c>artifactGC</c>: which artifacts go when the workflow ends, and when it is deleted.</summary>
internal static class ArtifactCollection
{
    private const string Field = "artifactGC";
    private const string Mark = "deleted";

    /// <summary>Artifacts that nodes have stored and whose time has come; of tasks that a deletion ends, those that they may have stored.</summary>
    /// <param name="state">The workflow.</param>
    /// <param name="deleted">It is deleted; else: it has ended.</param>
    public static IReadOnlyList<ArtifactGarbage> Of(WorkflowState state, bool deleted)
    {
        var usual = ArtifactGarbagePolicy.StrategyOf(state.Workflow.Spec.ArtifactGc);
        var stored = state.Nodes.Where(node => Stored(node) && (usual is not null || Outputs(node).Contains(Field, StringComparison.Ordinal)))
            .SelectMany(node => Of(ArtifactJson.Read(Outputs(node)), usual, deleted).Select(artifact => new ArtifactGarbage(node.Ordinal, ArtifactJson.Text(artifact))));
        var coming = state.Nodes.Where(node => deleted && node.IsLeaf && !node.IsOver && !node.Has(NodeFlags.Removed))
            .SelectMany(node => Coming(state, node.Ordinal, usual).Select(artifact => new ArtifactGarbage(node.Ordinal, ArtifactJson.Text(artifact), MayCome: true)));
        return [.. stored, .. coming];
    }

    /// <summary>Marks those that are gone, as Argo does.</summary>
    public static void OnDeleted(Turn turn, ArtifactsDeleted gone)
    {
        foreach (var group in gone.Artifacts.GroupBy(artifact => artifact.Ordinal))
        {
            if (group.Key < 0 || group.Key >= turn.State.Nodes.Count || turn.State.Nodes[group.Key] is not { Outputs: { Artifacts: { } list } outputs } node)
                continue;
            // What was stored again since then has no mark and may be meant by nobody: only the very same artifact counts.
            var texts = group.Select(artifact => artifact.Artifact).ToHashSet(StringComparer.Ordinal);
            var artifacts = ArtifactJson.Read(list).ToList();
            var meant = artifacts.Where(artifact => texts.Contains(ArtifactJson.Text(artifact))).ToList();
            if (meant.Count == 0)
                continue;
            foreach (var artifact in meant)
                artifact[Mark] = true;
            node.Outputs = new NodeOutputs { Parameters = outputs.Parameters, Artifacts = ArtifactJson.Write(artifacts), Result = outputs.Result, ExitCode = outputs.ExitCode };
            turn.Touch(node);
            turn.TouchWorkflow();
        }
    }

    private static IEnumerable<JsonObject> Of(IEnumerable<JsonObject> artifacts, string? usual, bool deleted) => artifacts.Where(artifact =>
        (ArtifactGarbagePolicy.StrategyOf(artifact[Field]?.ToJsonString()) ?? usual) is var strategy
        && artifact[Mark] is null && (strategy == ArtifactGarbagePolicy.OnCompletion || (deleted && strategy == ArtifactGarbagePolicy.OnDeletion)));

    // What the order says. Under a key that others may use, too, lies perhaps what is theirs: it counts when the task has told that it stored it.
    private static IEnumerable<JsonObject> Coming(WorkflowState state, int ordinal, string? usual)
    {
        var order = state.RequestOf(ordinal);
        if (order.IsEmpty || (usual is null && order.Span.IndexOf("artifactGC"u8) < 0))
            return [];
        var request = TaskRequestCodec.Read(order);
        return Of(request.Template.Outputs.Artifacts.Select(artifact => ArtifactJson.Parse(artifact.Json)), usual, deleted: true)
            .Where(artifact => (ArtifactLocation.KeyOf(artifact) ?? ArtifactLocation.Split(artifact)?.Key) is { } key
                && (key.Contains(state.Uid.ToString("D"), StringComparison.Ordinal) || ArtifactLocation.NamesPod(key, state.Name, request.PodName)));
    }

    // Those of a Steps or DAG node are its tasks' own; those of the memoization cache are another workflow's.
    private static bool Stored(Node node) => node.IsLeaf && !node.Has(NodeFlags.Removed) && node.Outputs?.Artifacts is not null && node.Memo?.Hit is not true;

    private static string Outputs(Node node) => node.Outputs!.Artifacts!;
}
