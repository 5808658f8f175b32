using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary><c>data</c>.</summary>
public sealed record DataTemplate
{
    /// <summary><c>source.artifactPaths</c>, JSON text of an artifact.</summary>
    public string ArtifactPaths { get; init; } = "";

    /// <summary>Where keys are listed.</summary>
    /// <returns>The store as compact JSON (null: the workflow's repository), and the key that they lie below; empty: all.</returns>
    public (string? Location, string Key) Source()
    {
        if (ArtifactPaths.Length == 0 || JsonNode.Parse(ArtifactPaths) is not JsonObject paths || ArtifactLocation.KindOf(paths) is not { } kind || paths[kind] is not JsonObject place)
            return (null, "");
        var field = ArtifactLocation.KeyField(kind);
        var key = field is null ? "" : (string?)place[field] ?? "";
        // A whole place has a key; here there need not be one.
        if (field is not null)
            place[field] = key.Length == 0 ? "all" : key;
        return (ArtifactLocation.Split(paths)?.Location, key);
    }

    /// <summary><c>transformation</c>: expr-lang expressions, one after another.</summary>
    public IReadOnlyList<string> Transformation { get; init; } = [];
}
