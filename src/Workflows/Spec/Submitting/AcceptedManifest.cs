using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary>
/// Adds to a validated manifest what it runs with besides itself, so that nothing needs to be looked up again: the workflow template merged in (Argo's
/// <c>status.storedWorkflowTemplateSpec</c>), and the objects that came with it.
/// </summary>
public static class AcceptedManifest
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Merges the workflow template under the workflow: what the workflow says stands, arguments are merged by name (Argo docs, "Workflow Templates"; <see cref="ArgumentMerge"/>).</summary>
    /// <param name="json">The workflow's manifest.</param>
    /// <param name="source">The workflow template that it refers to.</param>
    /// <returns>The manifest with both.</returns>
    public static string WithTemplate(string json, Workflow source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var manifest = JsonNode.Parse(json)!.AsObject();
        var spec = manifest["spec"]!.DeepClone().AsObject();

        // What is empty is absent, as in Go; whether the workflow is suspended is its own matter.
        foreach (var (name, _) in spec.Where(field => field.Value is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0).ToList())
            spec.Remove(name);
        var under = JsonNode.Parse(source.Json)!["spec"]?.AsObject() ?? [];
        under.Remove("suspend");
        var own = spec.DeepClone().AsObject();
        ArgumentMerge.Prepare(spec, under);
        JsonMerge.Under(spec, under);
        ArgumentMerge.Settle(spec, own, under);
        manifest["status"] = new JsonObject { ["storedWorkflowTemplateSpec"] = spec };
        return manifest.ToJsonString(Options);
    }

    /// <summary>Adds objects that count for this workflow alone.</summary>
    /// <param name="json">The workflow's manifest.</param>
    /// <param name="resources">Manifests of workflow templates and ConfigMaps.</param>
    /// <returns>The manifest with them.</returns>
    public static string WithResources(string json, IReadOnlyList<string> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        if (resources.Count == 0)
            return json;
        var manifest = JsonNode.Parse(json)!.AsObject();
        manifest["resources"] = new JsonArray([.. resources.Select(resource => JsonNode.Parse(resource))]);
        return manifest.ToJsonString(Options);
    }

    /// <summary>Adds labels and annotations to the manifest's own; what it has of the same name is replaced.</summary>
    /// <param name="json">The workflow's manifest.</param>
    /// <param name="labels">Labels.</param>
    /// <param name="annotations">Annotations.</param>
    /// <returns>The manifest with them.</returns>
    public static string WithMetadata(string json, IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> annotations) =>
        Submission.Apply(json, new SubmissionChanges { Labels = labels, Annotations = annotations });
}
