using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary>
/// What a strategic merge would mix and must not, when a workflow template is put under a workflow (Argo's source <c>workflow/util/merge.go</c>): a parameter is that of whoever gives it a value, an artifact that
/// of the workflow, its location filled in only by one of the same kind, and a hook is the workflow's or the template's.
/// </summary>
internal static class ArgumentMerge
{
    private static readonly string[] Values = ["value", "default", "valueFrom"];

    /// <summary>Takes out of a template's specification what of the workflow's stands as it is: hooks of the same name.</summary>
    public static void Prepare(JsonObject over, JsonObject under)
    {
        if (over["hooks"] is not JsonObject own || under["hooks"] is not JsonObject hooks)
            return;
        foreach (var (name, _) in own)
            hooks.Remove(name);
    }

    /// <summary>Puts right the merged arguments.</summary>
    /// <param name="merged">The merged specification.</param>
    /// <param name="over">The workflow's.</param>
    /// <param name="under">The template's.</param>
    public static void Settle(JsonObject merged, JsonObject over, JsonObject under)
    {
        Replace(merged, "parameters", name => Find(over, "parameters", name, HasValue) ?? Find(under, "parameters", name, HasValue));
        Replace(merged, "artifacts", name => Find(over, "artifacts", name, _ => true) is { } own ? Located(own, Find(under, "artifacts", name, _ => true)) : null);
    }

    private static JsonObject Located(JsonObject own, JsonObject? under)
    {
        if (under is not null && ValueReader.Locations.FirstOrDefault(own.ContainsKey) is { } location && own[location] is JsonObject place && under[location] is JsonObject below)
            JsonMerge.Under(place, below);
        return own;
    }

    private static void Replace(JsonObject merged, string list, Func<string, JsonObject?> find)
    {
        if (Items(merged, list) is not { } items)
            return;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is JsonObject item && Name(item) is { } name && find(name) is { } whole)
                items[i] = whole;
        }
    }

    private static JsonObject? Find(JsonObject spec, string list, string name, Func<JsonObject, bool> wanted) =>
        Items(spec, list)?.OfType<JsonObject>().FirstOrDefault(item => Name(item) == name && wanted(item))?.DeepClone().AsObject();

    private static bool HasValue(JsonObject parameter) => Values.Any(field => parameter[field] is not null);

    private static JsonArray? Items(JsonObject spec, string list) => spec["arguments"] is JsonObject arguments ? arguments[list] as JsonArray : null;

    private static string? Name(JsonObject item) => item["name"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;
}
