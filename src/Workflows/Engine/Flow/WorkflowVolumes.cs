using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Volumes of the workflow become volumes of the templates that mount them; a template's own of the same name goes first (Argo's source, <c>addVolumeReferences</c>).</summary>
internal static class WorkflowVolumes
{
    /// <summary>The template with what it mounts; itself when that is all its own.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="template">The template, tags replaced.</param>
    /// <param name="boundary">The Steps or DAG node around it, whose names a volume may ask for (outputs of a task before); -1: none.</param>
    /// <exception cref="Expressions.ExpressionException">A tag of a volume cannot be replaced.</exception>
    public static Template Join(Turn turn, Template template, int boundary)
    {
        var spec = turn.State.Workflow.Spec;
        if (spec.Volumes.Count + spec.VolumeClaimTemplates.Count == 0)
            return template;
        JsonObject? joined = null;
        foreach (var name in Mounted(template))
        {
            if (template.Volumes.Any(own => own.Name == name) || Find(turn, name, boundary) is not { } volume)
                continue;
            joined ??= JsonNode.Parse(template.Json)!.AsObject();
            if (joined["volumes"] is not JsonArray volumes)
                joined["volumes"] = volumes = [];
            volumes.Add(volume);
        }

        return joined is null ? template : SpecReader.ReadTemplate(joined.ToJsonString(JsonText.NodeOptions));
    }

    // A claim's template gives a volume of its name (Argo's source, createPVCs).
    private static JsonNode? Find(Turn turn, string name, int boundary)
    {
        var spec = turn.State.Workflow.Spec;
        if (spec.Volumes.FirstOrDefault(volume => VolumeNames.Of(turn.State, volume.Name) == name) is { } volume)
            return JsonNode.Parse(Resolve(turn, volume, boundary));
        return spec.VolumeClaimTemplates.FirstOrDefault(template => VolumeNames.Of(turn.State, template) == name) is { } claim
            ? new JsonObject { ["name"] = name, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = ClaimRules.NameOf(turn.State, claim) } }
            : null;
    }

    private static string Resolve(Turn turn, Volume volume, int boundary)
    {
        var text = NodeScopes.Global(turn).Apply(TagText.Json(volume.Json));
        return (text.HasTags && boundary >= 0 ? NodeScopes.Inside(turn, turn.Node(boundary)).Apply(text) : text).Source;
    }

    /// <summary>Names of the volumes that its containers mount, each once.</summary>
    public static IEnumerable<string> Mounted(Template template) =>
        TemplateContainers.Of(template).SelectMany(container => container.VolumeMounts).Concat(template.ContainerSet?.VolumeMounts ?? []).Select(mount => mount.Name).Distinct();
}
