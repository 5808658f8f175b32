using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>Writes the places of a task's artifacts into its template, so that the task says where everything is.</summary>
internal static class ArtifactBinding
{
    /// <summary>The template with places.</summary>
    /// <param name="template">The task's template, tags replaced.</param>
    /// <param name="inputs">Its input artifacts (<see cref="Nodes.Node.Artifacts"/>).</param>
    /// <param name="repository">Where outputs without a place go.</param>
    /// <param name="folder">What their keys begin with: the repository's format, its tags replaced.</param>
    /// <param name="logs">The logs of its containers are output artifacts too.</param>
    public static Template Bind(Template template, string? inputs, ArtifactRepository repository, string folder, bool logs)
    {
        if (inputs is null && template.Outputs.Artifacts.Count == 0 && !logs)
            return template;
        var json = ArtifactJson.Parse(template.Json);
        if (inputs is not null)
            json["inputs"]!["artifacts"] = JsonNode.Parse(inputs);
        var own = ArchiveLocation.Of(template);
        folder = Folder(template) ?? folder;
        var kind = own?.Kind ?? repository.Kind;
        JsonObject Place(string file) => own?.WithKey(file) ?? repository.PlaceOf($"{folder}/{file}".TrimStart('/'));
        foreach (var output in json["outputs"]?["artifacts"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            var artifact = template.Outputs.Artifacts.First(declared => declared.Name == ArtifactJson.NameOf(output));
            if (artifact is { Location: null, Path: not null })
                output[kind] = Place(FileName(artifact));
        }

        if (logs)
            AddLogs(template, json, kind, Place);

        return SpecReader.ReadTemplate(ArtifactJson.Text(json));
    }

    private static void AddLogs(Template template, JsonObject json, string kind, Func<string, JsonObject> place)
    {
        if (json["outputs"] is not JsonObject outputs)
            json["outputs"] = outputs = [];
        if (outputs["artifacts"] is not JsonArray artifacts)
            outputs["artifacts"] = artifacts = [];
        foreach (var log in LogArchive.Of(template).Where(log => template.Outputs.Artifacts.All(declared => declared.Name != ArtifactJson.NameOf(log))))
        {
            log[kind] = place(LogArchive.FileName(ArtifactJson.NameOf(log)));
            artifacts.Add(log);
        }
    }

    // archiveLocation: where the outputs without a place of their own go.
    private static string? Folder(Template template) =>
        template.ArchiveLocation is { } text && ArtifactLocation.KeyOf(ArtifactJson.Parse(text)) is { Length: > 0 } key ? key.TrimEnd('/') : null;

    // Argo's source: stageArchiveFile.
    private static string FileName(Artifact artifact)
    {
        var archive = artifact.Archive is { } text ? ArtifactJson.Parse(text) : [];
        return archive.ContainsKey("none") ? ArtifactPaths.Clean(artifact.Path!).Split('/')[^1]
            : archive.ContainsKey("zip") ? artifact.Name + ".zip"
            : artifact.Name + ".tgz";
    }
}
