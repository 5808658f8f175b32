using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary>
/// Kubernetes' strategic merge, as far as Argo's types ask for it: objects are merged, lists that have a merge key (<c>patchMergeKey</c> of Argo's and Kubernetes' types) by that key, anything else of the
/// upper one stands.
/// </summary>
internal static class JsonMerge
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["parameters"] = "name",
        ["artifacts"] = "name",
        ["templates"] = "name",
        ["tasks"] = "name",
        ["volumes"] = "name",
        ["sidecars"] = "name",
        ["initContainers"] = "name",
        ["env"] = "name",
        ["imagePullSecrets"] = "name",
        ["resourceClaims"] = "name",
        ["hostAliases"] = "ip",
        ["tolerations"] = "key",
        ["volumeMounts"] = "mountPath",
        ["volumeDevices"] = "devicePath",
        ["ports"] = "containerPort",
    };

    // Its lists of containers and mounts have no key.
    private const string Keyless = "containerSet";

    /// <summary>Puts one object under another.</summary>
    public static void Under(JsonObject over, JsonObject under) => Under(over, under, "");

    private static void Under(JsonObject over, JsonObject under, string of)
    {
        foreach (var (name, value) in under.ToList())
        {
            var own = over[name];
            if (own is null && !over.ContainsKey(name))
                over[name] = value?.DeepClone();
            else if (own is JsonObject o && value is JsonObject u)
                Under(o, u, name);
            else if (own is JsonArray ownList && value is JsonArray underList && of != Keyless && Keys.TryGetValue(name, out var key))
                ByKey(ownList, underList, key);
        }
    }

    private static void ByKey(JsonArray over, JsonArray under, string key)
    {
        if (over.Concat(under).Any(item => item is not JsonObject o || o[key] is null))
            return;
        var order = Distinct(under.Select(Id));
        var rest = new List<JsonObject>();
        foreach (var item in under.Cast<JsonObject>())
        {
            if (over.FirstOrDefault(o => Id(o) == Id(item)) is JsonObject same)
                Under(same, item);
            else
                rest.Add(item);
        }

        var own = over.ToArray();
        over.Clear();
        // Each of the lower list goes before the first one of the upper that stands behind it there (apimachinery's mergeSortedSlice).
        var next = 0;
        foreach (var item in own)
        {
            while (next < rest.Count && order.TryGetValue(Id(item), out var place) && order[Id(rest[next])] < place)
                over.Add(rest[next++].DeepClone());
            over.Add(item);
        }

        foreach (var item in rest.Skip(next))
            over.Add(item.DeepClone());

        string Id(JsonNode? item) => item![key]!.ToJsonString();
    }

    private static Dictionary<string, int> Distinct(IEnumerable<string> ids)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in ids)
            places.TryAdd(id, places.Count);
        return places;
    }
}
