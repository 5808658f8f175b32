using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary>Kubernetes' strategic merge, as far as Argo's types ask for it: objects are merged, lists whose items have names are merged by name, anything else of the upper one stands.</summary>
internal static class JsonMerge
{
    /// <summary>Puts one object under another.</summary>
    public static void Under(JsonObject over, JsonObject under)
    {
        foreach (var (name, value) in under.ToList())
        {
            var own = over[name];
            if (own is null && !over.ContainsKey(name))
                over[name] = value?.DeepClone();
            else if (own is JsonObject o && value is JsonObject u)
                Under(o, u);
            else if (own is JsonArray ownList && value is JsonArray underList)
                ByName(ownList, underList);
        }
    }

    private static void ByName(JsonArray over, JsonArray under)
    {
        if (over.Concat(under).Any(item => item is not JsonObject o || o["name"] is null))
            return;
        foreach (var item in under)
        {
            var same = over.FirstOrDefault(o => (string?)o!["name"] == (string?)item!["name"]);
            if (same is null)
                over.Add(item!.DeepClone());
            else
                Under((JsonObject)same, (JsonObject)item!);
        }
    }
}
