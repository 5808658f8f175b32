using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary>
/// Kubernetes' strategic merge of a patch into part of a pod's specification: maps are merged, lists whose items have a merge key by that key, other lists and values are replaced; null
/// removes. Of the directives <c>$patch: delete</c> and <c>$patch: replace</c> are known.
/// </summary>
internal static class StrategicMerge
{
    private const string Directive = "$patch";

    private static readonly Dictionary<string, string> MergeKeys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name",
        ["initContainers"] = "name",
        ["env"] = "name",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
        ["ports"] = "containerPort",
        ["hostAliases"] = "ip",
        ["imagePullSecrets"] = "name",
    };

    /// <summary>Merges a patch into a map.</summary>
    /// <exception cref="SpecFormatException">The patch has a directive that is not known, or a list item without its key.</exception>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (name == Directive)
                continue;
            if (name.StartsWith('$'))
                throw new SpecFormatException($"podSpecPatch: the directive {name} is not known; there are $patch: delete and $patch: replace");
            if (value is null || IsDirective(value, "delete"))
                target.Remove(name);
            else if (value is JsonObject map && target[name] is JsonObject present && !IsDirective(value, "replace"))
                Merge(present, map);
            else if (value is JsonArray list && target[name] is JsonArray items && MergeKeys.TryGetValue(name, out var key))
                MergeList(items, list, name, key);
            else
                target[name] = Plain(value);
        }
    }

    /// <summary>Merges the items of a list by their key.</summary>
    public static void MergeList(JsonArray target, JsonArray patch, string name, string key)
    {
        if (patch.Any(item => item is not null && IsDirective(item, "replace")))
            target.Clear();
        foreach (var item in patch.OfType<JsonObject>().Where(item => !IsDirective(item, "replace")))
        {
            var id = item[key]?.ToJsonString() ?? throw new SpecFormatException($"podSpecPatch: an item of {name} has no {key}, by which it is merged");
            var present = target.FirstOrDefault(other => other?[key]?.ToJsonString() == id);
            if (IsDirective(item, "delete"))
                target.Remove(present);
            else if (present is JsonObject map)
                Merge(map, item);
            else
                target.Add(Plain(item));
        }
    }

    private static bool IsDirective(JsonNode node, string what) => node is JsonObject map && map[Directive] is JsonValue value && value.TryGetValue<string>(out var text) && text == what;

    private static JsonNode Plain(JsonNode node)
    {
        var copy = node.DeepClone();
        (copy as JsonObject)?.Remove(Directive);
        return copy;
    }
}
