using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>Artifacts in Argo's JSON form: what a node keeps of them is a list as it stands in the status.</summary>
internal static class ArtifactJson
{
    private const string Own = "fleet";

    /// <summary>One of a list by its name; null: not in it.</summary>
    public static JsonObject? Find(string? list, string name) => Read(list).FirstOrDefault(artifact => NameOf(artifact) == name);

    /// <summary>The items of a list.</summary>
    public static IEnumerable<JsonObject> Read(string? list) => list is null ? [] : JsonNode.Parse(list)!.AsArray().OfType<JsonObject>();

    /// <summary>A list as text; null: it is empty.</summary>
    public static string? Write(IEnumerable<JsonObject> artifacts)
    {
        var list = new JsonArray([.. artifacts.Select(artifact => artifact.Parent is null ? artifact : artifact.DeepClone())]);
        return list.Count == 0 ? null : list.ToJsonString(JsonText.NodeOptions);
    }

    /// <summary>One as text.</summary>
    public static string Text(JsonNode artifact) => artifact.ToJsonString(JsonText.NodeOptions);

    /// <summary>One from its text.</summary>
    public static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>Its name.</summary>
    public static string NameOf(JsonObject artifact) => (string?)artifact["name"] ?? "";

    /// <summary>Notes what it has in its store: <c>fleet.bytes</c>, a field of Fleet's own beside Argo's.</summary>
    public static void SetSize(JsonObject artifact, long bytes) => artifact[Own] = new JsonObject { ["bytes"] = bytes };

    /// <summary>Goes on from its key: it is another thing then, whose size nobody knows.</summary>
    /// <returns>False: it has none.</returns>
    public static bool AppendToKey(JsonObject artifact, string subPath)
    {
        if (ArtifactLocation.KindOf(artifact) is not { } kind || artifact[kind] is not JsonObject place)
            return false;
        // A URL's path is its key (Argo's source: HTTPArtifact.SetKey).
        var field = kind == "http" ? "url" : ArtifactLocation.KeyField(kind);
        if (field is null || (string?)place[field] is not { } key)
            return false;
        artifact.Remove(Own);
        // Argo's source: path.Join. What leads out of the artifact is kept as it is, and refused as a key.
        place[field] = $"{key.TrimEnd('/')}/{ArtifactPaths.Clean(subPath.TrimStart('/'))}".TrimEnd('/');
        return true;
    }

    /// <summary>Copies the location, and how it is packed.</summary>
    public static void CopyPlace(JsonObject from, JsonObject to)
    {
        foreach (var field in ValueReader.Locations)
        {
            if (from[field] is { } place)
                to[field] = place.DeepClone();
        }

        if (from["archive"] is { } archive)
            to["archive"] = archive.DeepClone();
    }
}
