using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Coordinator.Api;

/// <summary>Argo's <c>fields</c>: a comma list of dotted paths to keep, arrays transparent; with a leading <c>-</c> the paths are left out instead.</summary>
public sealed class FieldMask
{
    private readonly string[] paths;
    private readonly bool exclude;

    private FieldMask(string[] paths, bool exclude)
    {
        this.paths = paths;
        this.exclude = exclude;
    }

    /// <summary>Parses the parameter; null or blank: everything is kept.</summary>
    public static FieldMask? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var exclude = text[0] == '-';
        return new FieldMask((exclude ? text[1..] : text).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), exclude);
    }

    /// <summary>Whether anything at or below a path is kept, so that it needs to be built at all.</summary>
    public bool Wants(string path) => exclude
        ? !paths.Any(named => path.StartsWith(named, StringComparison.Ordinal))
        : Keeps(path);

    /// <summary>The value with only what is wanted.</summary>
    /// <param name="value">A JSON object.</param>
    public JsonElement Apply(JsonElement value) => JsonSerializer.SerializeToElement(Filter(value, ""));

    private JsonNode? Filter(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var result = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    var below = path.Length == 0 ? member.Name : path + "." + member.Name;
                    if (exclude ? !paths.Contains(below) : Keeps(below))
                        result[member.Name] = Filter(member.Value, below);
                }

                return result;
            case JsonValueKind.Array:
                var array = new JsonArray();
                foreach (var item in value.EnumerateArray())
                    array.Add(Filter(item, path));
                return array;
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    // Kept: named, under a named one, or an ancestor of one. A plain prefix test, as Argo's own: items.spec keeps items.specX too.
    private bool Keeps(string path) =>
        paths.Any(named => path.StartsWith(named, StringComparison.Ordinal) || named.StartsWith(path + ".", StringComparison.Ordinal));
}
