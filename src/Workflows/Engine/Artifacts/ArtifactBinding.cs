using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>Writes the places of a task's artifacts into its template, so that the task says where everything is.</summary>
internal static class ArtifactBinding
{
    /// <summary>The template with places.</summary>
    /// <param name="template">The task's template, tags replaced.</param>
    /// <param name="inputs">Its input artifacts (<see cref="Nodes.Node.Artifacts"/>).</param>
    /// <param name="workflow">Name of the workflow.</param>
    /// <param name="pod">Name of the pod.</param>
    public static Template Bind(Template template, string? inputs, string workflow, string pod)
    {
        if (inputs is null && template.Outputs.Artifacts.Count == 0)
            return template;
        var json = ArtifactJson.Parse(template.Json);
        if (inputs is not null)
            json["inputs"]!["artifacts"] = JsonNode.Parse(inputs);
        foreach (var output in json["outputs"]?["artifacts"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            var artifact = template.Outputs.Artifacts.First(declared => declared.Name == ArtifactJson.NameOf(output));
            if (artifact is { Location: null, Path: not null })
                output[ArtifactJson.Own] = new JsonObject { ["key"] = $"{workflow}/{pod}/{FileName(artifact)}" };
        }

        return SpecReader.ReadTemplate(ArtifactJson.Text(json));
    }

    // Argo's source: stageArchiveFile.
    private static string FileName(Artifact artifact)
    {
        var archive = artifact.Archive is { } text ? ArtifactJson.Parse(text) : [];
        return archive.ContainsKey("none") ? artifact.Path!.TrimEnd('/').Split('/')[^1]
            : archive.ContainsKey("zip") ? artifact.Name + ".zip"
            : artifact.Name + ".tgz";
    }
}
