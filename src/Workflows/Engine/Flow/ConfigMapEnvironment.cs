using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Variables of containers that come from ConfigMaps and Secrets: <c>env.valueFrom.configMapKeyRef</c> and <c>secretKeyRef</c>, <c>envFrom.configMapRef</c> and <c>secretRef</c>
/// (Kubernetes' documentation, "Configure a Pod to Use a ConfigMap", "Distribute Credentials Securely Using Secrets"). Values of Secrets are not put in: they stay beside the template (<see cref="TaskSecrets"/>).
/// </summary>
internal static class ConfigMapEnvironment
{
    /// <summary>What it needs.</summary>
    public static IEnumerable<ConfigMapKey> Keys(Template template) => References(template).Select(reference => reference.Key);

    /// <summary>What is missing, in Kubernetes' words; null: nothing.</summary>
    public static string? Problem(Turn turn, Template template)
    {
        foreach (var (key, optional) in References(template))
        {
            if (optional || Find(turn, key) is not { } found || (key.Key is null ? found.Exists : found.Value is not null))
                continue;
            var kind = key.Secret ? "Secret" : "ConfigMap";
            return found.Exists ? $"CreateContainerConfigError: couldn't find key {key.Key} in {kind} {turn.State.Namespace}/{key.Name}" : $"CreateContainerConfigError: {kind.ToLowerInvariant()} \"{key.Name}\" not found";
        }

        return null;
    }

    /// <summary>The template with the values of ConfigMaps in their places, and a <c>secretKeyRef</c> for each key of a Secret that becomes a variable; itself where it has none.</summary>
    public static Template Apply(Turn turn, Template template)
    {
        if (!References(template).Any())
            return template;
        var json = JsonNode.Parse(template.Json)!.AsObject();
        foreach (var container in Containers(json))
            Apply(turn, container);
        return SpecReader.ReadTemplate(json.ToJsonString(JsonText.NodeOptions));
    }

    /// <summary>What its containers refer to.</summary>
    public static IEnumerable<(ConfigMapKey Key, bool Optional)> References(Template template)
    {
        foreach (var container in TemplateContainers.Of(template))
        {
            foreach (var source in container.EnvFrom)
            {
                if (source.ConfigMap is { } name)
                    yield return (new ConfigMapKey(name, null), source.Optional);
                if (source.Secret is { } secret)
                    yield return (new ConfigMapKey(secret, null, Secret: true), source.Optional);
            }

            foreach (var variable in container.Env)
            {
                if (variable.ValueFrom?.ConfigMapKeyRef is { } selector)
                    yield return (new ConfigMapKey(selector.Name, selector.Key), selector.Optional);
                if (variable.ValueFrom?.SecretKeyRef is { } secret)
                    yield return (new ConfigMapKey(secret.Name, secret.Key, Secret: true), secret.Optional);
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

    // Whole ConfigMaps and Secrets first, the later one of a name wins; the container's own variables win over all of them.
    private static void Apply(Turn turn, JsonObject container)
    {
        var all = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var source in (container["envFrom"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            var prefix = (string?)source["prefix"];
            var configMap = Data(turn, source["configMapRef"], isSecret: false);
            foreach (var (name, value) in configMap.Where(pair => !ConfigMapData.IsBinary(configMap, pair.Key)))
                all[prefix + name] = Variable(prefix + name, value);
            foreach (var (name, _) in Data(turn, source["secretRef"], isSecret: true))
                all[prefix + name] = new() { ["name"] = prefix + name, ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = (string?)source["secretRef"]!["name"], ["key"] = name } } };
        }

        var own = new List<JsonNode>();
        foreach (var variable in (container["env"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            var name = (string?)variable["name"] ?? "";
            all.Remove(name);
            if (variable["valueFrom"]?["configMapKeyRef"] is { } configMap)
            {
                if (Find(turn, Key(configMap, isSecret: false))?.Value is { } value)
                    own.Add(Variable(name, value));
            }
            else if (variable["valueFrom"]?["secretKeyRef"] is not { } secret || Find(turn, Key(secret, isSecret: true))?.Value is not null)
            {
                own.Add(variable.DeepClone());
            }
        }

        container["env"] = new JsonArray([.. all.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value), .. own]);
        container.Remove("envFrom");
    }

    private static IReadOnlyDictionary<string, string> Data(Turn turn, JsonNode? reference, bool isSecret) =>
        (reference is null ? null : Find(turn, new ConfigMapKey((string?)reference["name"] ?? "", null, isSecret))?.Data) ?? new Dictionary<string, string>();

    private static ConfigMapKey Key(JsonNode reference, bool isSecret) => new((string?)reference["name"] ?? "", (string?)reference["key"] ?? "", isSecret);

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static ConfigMapValue? Find(Turn turn, ConfigMapKey key) => ConfigMapInputs.Find(turn, key);
}
