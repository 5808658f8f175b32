using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>Output artifacts of nodes.</summary>
internal static class ArtifactOutputs
{
    /// <summary>Those of a task that ended: what was stored.</summary>
    public static string? OfLeaf(Template template, TaskOutcome outcome) => outcome.Artifacts.Count == 0 ? null
        : ArtifactJson.Write(template.Outputs.Artifacts.Where(declared => outcome.Artifacts.Contains(declared.Name)).Select(declared => Stored(declared, outcome)));

    /// <summary>Those of a Steps or DAG node that succeeded: what its own outputs refer to.</summary>
    /// <exception cref="ExpressionException">One is not there, and not optional.</exception>
    public static string? OfTemplate(Turn turn, Node node, IReadOnlyList<Artifact> declared)
    {
        var found = new List<JsonObject>(declared.Count);
        foreach (var artifact in declared.Where(artifact => artifact.From is not null || artifact.FromExpression is not null))
        {
            try
            {
                var resolved = ArtifactReferences.Resolve(turn, node, artifact);
                resolved["name"] = artifact.Name;
                resolved.Remove("globalName");
                if (artifact.GlobalName is { } global)
                    resolved["globalName"] = global;
                found.Add(resolved);
            }
            catch (ExpressionException error) when (error.Kind == ExpressionErrorKind.MissingReference)
            {
                if (!artifact.Optional)
                    throw new ExpressionException(error.Kind, $"unable to resolve outputs from scope: {error.Message}");
            }
        }

        return ArtifactJson.Write(found);
    }

    private static JsonObject Stored(Artifact declared, TaskOutcome outcome)
    {
        var artifact = ArtifactJson.Parse(declared.Json);
        if (outcome.ArtifactBytes.TryGetValue(declared.Name, out var bytes))
            ArtifactJson.SetSize(artifact, bytes);
        return artifact;
    }
}
