using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Rendering;

/// <summary>Where an artifact is, for people.</summary>
internal static class ArtifactText
{
    private static readonly string[] Names = ["key", "blob", "path", "url", "repo"];

    /// <summary>Whether garbage collection has deleted it.</summary>
    public static bool IsDeleted(JsonElement artifact) => artifact.Member("deleted") is { ValueKind: JsonValueKind.True };

    /// <summary>What it has in its store, such as <c>1.5 MiB</c>; "" where that is not known.</summary>
    public static string Size(JsonElement artifact) => artifact.Member("fleet", "bytes") is { ValueKind: JsonValueKind.Number } bytes ? ByteSizes.Text(bytes.GetInt64()) : "";

    /// <summary>Its place and, in brackets, its size and whether it is deleted.</summary>
    public static string Line(JsonElement artifact) =>
        string.Join(", ", ((string[])[Size(artifact), IsDeleted(artifact) ? "deleted" : ""]).Where(text => text.Length > 0)) is { Length: > 0 } facts ? $"{Place(artifact)} ({facts})" : Place(artifact);

    /// <summary>Its name and, in brackets, its size.</summary>
    public static string Name(JsonElement artifact) => Size(artifact) is { Length: > 0 } size ? $"{artifact.Text("name")} ({size})" : artifact.Text("name");

    /// <summary>Its key in the workflow's repository, <c>BUCKET/KEY</c> where it has a place of its own, an address, <c>raw</c>; "" where it is nowhere.</summary>
    public static string Place(JsonElement artifact)
    {
        var json = JsonObject.Create(artifact)!;
        if (ArtifactLocation.KindOf(json) is not { } kind || artifact.Member(kind) is not { } place)
            return "";
        var name = Names.Select(field => place.Text(field)).FirstOrDefault(text => text.Length > 0) ?? kind;
        var whole = ArtifactLocation.KeyOf(json) is null;
        return (place.Text("bucket"), place.Text("container")) switch
        {
            ({ Length: > 0 } bucket, _) when whole => $"{bucket}/{name}",
            (_, { Length: > 0 } container) when whole => $"{container}/{name}",
            _ => name,
        };
    }
}
