using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Where artifacts are kept, and their paths.</summary>
internal static class ArtifactLocations
{
    private static readonly string[] Keys = ["key", "repo", "url", "blob", "path"];

    /// <summary>The artifact has a location, or a key within the default repository.</summary>
    public static bool IsGiven(Artifact artifact)
    {
        if (artifact.Location is not { } location)
            return false;
        if (location is "raw" or "plugin")
            return true;
        var place = JsonPart.Object(JsonPart.Element(artifact.Json), location);
        return Keys.Any(key => JsonPart.Text(place, key).Length > 0);
    }

    /// <summary>What is wrong with the location fields in a JSON text; null: nothing.</summary>
    public static string? Fault(string json, string prefix)
    {
        var element = JsonPart.Element(json);
        var git = JsonPart.Object(element, "git");
        if (git.ValueKind != System.Text.Json.JsonValueKind.Undefined && JsonPart.Text(git, "repo").Length == 0)
            return $"{prefix}.git.repo is required";
        var hdfs = JsonPart.Object(element, "hdfs");
        if (hdfs.ValueKind == System.Text.Json.JsonValueKind.Undefined)
            return null;
        if (!JsonPart.List(hdfs, "addresses").Any())
            return $"{prefix}.hdfs.addresses is required";
        return JsonPart.Text(hdfs, "path").Length == 0 ? $"{prefix}.hdfs.path is required" : null;
    }

    /// <summary>What is wrong with a path in a container; null: nothing.</summary>
    public static string? PathFault(Artifact artifact)
    {
        if (artifact.Path is not { } path)
            return $"Artifact '{artifact.Name}' did not specify a path";
        var escape = path.IndexOf("/../", StringComparison.Ordinal);
        if (escape < 0 && path.EndsWith("/..", StringComparison.Ordinal))
            escape = path.Length - 3;
        if (escape <= 0)
            return null;
        var safe = path[..escape] + "/";
        var cleaned = ArtifactPaths.Clean(path);
        return cleaned.Length > safe.Length && cleaned.StartsWith(safe, StringComparison.Ordinal)
            ? null
            : $"Artifact '{artifact.Name}' attempted to use a path containing '..'. Directory traversal is not permitted";
    }
}
