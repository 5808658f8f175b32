using System.Text.Json.Nodes;
using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Places;

/// <summary>Opens the stores that Argo's artifact locations name.</summary>
public static class ArtifactPlaces
{
    /// <summary>Opens one.</summary>
    /// <param name="location">One location field of an artifact as Argo's JSON, without its key: <c>{"s3":{"bucket":...}}</c>.</param>
    /// <param name="secret">Gives the value of a Secret's key, by name and key; null: it is not there.</param>
    /// <returns>The store; the caller disposes of it where it can be.</returns>
    /// <exception cref="ArtifactRefusedException">It is none, or of a kind that there is no driver for.</exception>
    public static IArtifactStore Open(string location, Func<string, string, string?> secret)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(secret);
        var (kind, place) = Read(location, secret);
        return kind switch
        {
            "s3" => new S3ArtifactStore(S3Place.Read(place)),
            _ => throw new ArtifactRefusedException($"artifacts in a place of kind '{kind}' are not built yet in this version of Fleet"),
        };
    }

    private static (string Kind, PlaceFields Place) Read(string location, Func<string, string, string?> secret) =>
        JsonNode.Parse(location) is JsonObject all && all.Count == 1 && all.First() is { Value: JsonObject place } only
            ? (only.Key, new PlaceFields(only.Key, place) { Secrets = secret })
            : throw new ArtifactRefusedException("an artifact's place is not one location field with its values");
}
