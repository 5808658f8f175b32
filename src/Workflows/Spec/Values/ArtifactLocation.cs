using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Places of artifacts.</summary>
public static class ArtifactLocation
{
    /// <summary>The field of a place in the Fleet's own store. With nothing but a key it is the default repository in Argo, too ("key-only artifacts").</summary>
    public const string Own = "s3";

    /// <summary>The key in the Fleet's own store.</summary>
    /// <param name="artifact">An artifact.</param>
    /// <returns>Its key; null: it is kept somewhere else, or nowhere.</returns>
    public static string? KeyOf(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        if (artifact.Location != Own)
            return null;
        using var document = JsonDocument.Parse(artifact.Json);
        return document.RootElement.TryGetProperty(Own, out var place) && place.TryGetProperty("key"u8, out var key) ? key.GetString() : null;
    }
}
