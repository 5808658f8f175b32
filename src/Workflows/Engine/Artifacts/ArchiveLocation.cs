using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Artifacts;

/// <summary>A template's <c>archiveLocation</c>: where its outputs go that have no place of their own.</summary>
/// <param name="Kind">Name of the location field.</param>
/// <param name="Place">Its value.</param>
internal sealed record ArchiveLocation(string Kind, JsonObject Place)
{
    /// <summary>That of a template; null: it says no whole place, and the workflow's repository counts (Argo's source <c>addArchiveLocation</c>).</summary>
    public static ArchiveLocation? Of(Template template) =>
        template.ArchiveLocation is { } text && ArtifactJson.Parse(text) is var location && ArtifactLocation.KindOf(location) is { } kind
        && location[kind] is JsonObject place && ArtifactLocation.KeyField(kind) is not null && ArtifactLocation.IsWhole(kind, place)
            ? new ArchiveLocation(kind, place)
            : null;

    /// <summary>The place of one artifact: its key is a folder there.</summary>
    public JsonObject WithKey(string name)
    {
        var place = Place.DeepClone().AsObject();
        var field = ArtifactLocation.KeyField(Kind)!;
        place[field] = $"{((string?)place[field])!.TrimEnd('/')}/{name}";
        return place;
    }
}
