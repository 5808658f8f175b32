using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Spec;

/// <summary>Places of artifacts.</summary>
public static class ArtifactLocation
{
    /// <summary>The field of a place in the Fleet's own store. With nothing but a key it is the default repository in Argo, too ("key-only artifacts").</summary>
    public const string Own = "s3";

    /// <summary>Name of the field that has the key, in a place of some kind.</summary>
    /// <param name="kind">Name of the location field (<c>s3</c>, <c>azure</c>, ...).</param>
    /// <returns>The name; null: places of this kind have no key that could be put into another one.</returns>
    public static string? KeyField(string? kind) => kind switch
    {
        "s3" or "gcs" or "oss" or "plugin" => "key",
        "azure" => "blob",
        "hdfs" => "path",
        _ => null,
    };

    /// <summary>Whether a place says by itself where it is; else its key counts in the workflow's repository, and the rest of it nothing (Argo's source <c>HasLocation</c>, <c>Relocate</c>).</summary>
    /// <param name="kind">Name of the location field.</param>
    /// <param name="place">Its value.</param>
    public static bool IsWhole(string kind, JsonObject place)
    {
        ArgumentNullException.ThrowIfNull(place);
        string[] needed = kind switch
        {
            "s3" or "oss" => ["endpoint", "bucket", "key"],
            "gcs" => ["bucket", "key"],
            "azure" => ["container", "blob"],
            "http" or "artifactory" => ["url"],
            "git" => ["repo"],
            _ => [],
        };
        return needed.All(field => place[field] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0);
    }

    /// <summary>The key in the workflow's repository, or in the Fleet's own store where it has none.</summary>
    /// <param name="artifact">An artifact.</param>
    /// <returns>Its key; null: it is kept somewhere else, or nowhere.</returns>
    public static string? KeyOf(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return artifact.Location is not null && JsonNode.Parse(artifact.Json) is JsonObject json ? KeyOf(json) : null;
    }

    /// <summary>As above, of its JSON.</summary>
    public static string? KeyOf(JsonObject artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return KindOf(artifact) is { } kind && KeyField(kind) is { } field && artifact[kind] is JsonObject place && !IsWhole(kind, place)
            && place[field] is JsonValue value && value.TryGetValue<string>(out var key) && key.Length > 0
            ? key
            : null;
    }

    /// <summary>
    /// Whether a key is one pod's own: the usual one, or another that has the pod's name as a part. The pod of a workflow with one task has the workflow's own name, which says less in a key of the
    /// user's: there the usual one counts alone.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="workflow">Name of the workflow.</param>
    /// <param name="pod">Name of the pod.</param>
    public static bool NamesPod(string key, string workflow, string pod)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.StartsWith($"{workflow}/{pod}/", StringComparison.Ordinal) || (pod != workflow && key.Split('/').Contains(pod));
    }

    /// <summary>Takes a whole place apart.</summary>
    /// <param name="artifact">An artifact's JSON.</param>
    /// <returns>The place as compact JSON without its key, and the key where places of its kind have one; null: it says no whole place.</returns>
    public static (string Location, string? Key)? Split(JsonObject artifact)
    {
        if (KindOf(artifact) is not { } kind || artifact[kind] is not JsonObject given || !IsWhole(kind, given))
            return null;
        var place = given.DeepClone().AsObject();
        string? key = null;
        if (KeyField(kind) is { } field)
        {
            key = (string?)place[field];
            place.Remove(field);
        }

        return (new JsonObject { [kind] = place }.ToJsonString(JsonText.NodeOptions), key);
    }

    /// <summary>Name of the location field that is set; null: none.</summary>
    public static string? KindOf(JsonObject artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return artifact.FirstOrDefault(field => field.Value is not null && ValueReader.Locations.Contains(field.Key)).Key;
    }
}
