using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Variables of containers that come from ConfigMaps: <c>env.valueFrom.configMapKeyRef</c> and <c>envFrom.configMapRef</c> (Kubernetes' documentation, "Configure a Pod to Use a ConfigMap").
/// </summary>
internal static class ConfigMapEnvironment
{
    /// <summary>What is to be asked for.</summary>
    public static IReadOnlyList<ConfigMapKey> Keys(Turn turn, Template template) => [.. References(template).Select(reference => reference.Key).Distinct().Where(key => Find(turn, key) is null)];

    /// <summary>What is missing, in Kubernetes' words; null: nothing.</summary>
    public static string? Problem(Turn turn, Template template)
    {
        foreach (var (key, optional) in References(template))
        {
            if (optional || Find(turn, key) is not { } found || (key.Key is null ? found.Exists : found.Value is not null))
                continue;
            return found.Exists ? $"CreateContainerConfigError: couldn't find key {key.Key} in ConfigMap {turn.State.Namespace}/{key.Name}" : $"CreateContainerConfigError: configmap \"{key.Name}\" not found";
        }

        return null;
    }

    /// <summary>The template with the values in their places; itself where it has none.</summary>
    public static Template Apply(Turn turn, Template template)
    {
        if (!References(template).Any())
            return template;
        var json = JsonNode.Parse(template.Json)!.AsObject();
        foreach (var container in Containers(json))
            Apply(turn, container);
        return SpecReader.ReadTemplate(json.ToJsonString(JsonText.NodeOptions));
    }

    private static IEnumerable<(ConfigMapKey Key, bool Optional)> References(Template template)
    {
        foreach (var container in TemplateContainers.Of(template))
        {
            foreach (var source in container.EnvFrom)
            {
                if (source.ConfigMap is { } name)
                    yield return (new ConfigMapKey(name, null), source.Optional);
            }

            foreach (var variable in container.Env)
            {
                if (variable.ValueFrom?.ConfigMapKeyRef is { } selector)
                    yield return (new ConfigMapKey(selector.Name, selector.Key), selector.Optional);
            }
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonObject template)
    {
        foreach (var name in (string[])["container", "script"])
        {
            if (template[name] is JsonObject container)
                yield return container;
        }

        foreach (var list in (JsonNode?[])[template["sidecars"], template["initContainers"], (template["containerSet"] as JsonObject)?["containers"]])
        {
            foreach (var container in (list as JsonArray)?.OfType<JsonObject>() ?? [])
                yield return container;
        }
    }

    // Whole ConfigMaps first, the later one of a name wins; the container's own variables win over all of them.
    private static void Apply(Turn turn, JsonObject container)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new JsonArray();
        foreach (var source in (container["envFrom"] as JsonArray)?.ToList() ?? [])
        {
            if (source?["configMapRef"] is not { } reference)
            {
                rest.Add(source?.DeepClone());
                continue;
            }

            foreach (var (name, value) in Find(turn, new ConfigMapKey((string?)reference["name"] ?? "", null))?.Data ?? new Dictionary<string, string>())
                all[(string?)source["prefix"] + name] = value;
        }

        var own = new List<JsonNode>();
        foreach (var variable in (container["env"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            var name = (string?)variable["name"] ?? "";
            all.Remove(name);
            if (variable["valueFrom"]?["configMapKeyRef"] is not { } reference)
                own.Add(variable.DeepClone());
            else if (Find(turn, new ConfigMapKey((string?)reference["name"] ?? "", (string?)reference["key"] ?? ""))?.Value is { } value)
                own.Add(Variable(name, value));
        }

        container["env"] = new JsonArray([.. all.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Variable(pair.Key, pair.Value)), .. own]);
        if (rest.Count == 0)
            container.Remove("envFrom");
        else
            container["envFrom"] = rest;
    }

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static ConfigMapValue? Find(Turn turn, ConfigMapKey key) => ConfigMapInputs.Find(turn, key);
}
