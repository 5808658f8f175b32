using Fleet.Artifacts.Gcs;
using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>gcs</c>: Google Cloud Storage by its XML API, which is S3's, with tokens instead of signatures.</summary>
internal static class GcsPlace
{
    private const string Host = "storage.googleapis.com";

    // What Google's own libraries read: another server that stands for it.
    private const string EmulatorVariable = "STORAGE_EMULATOR_HOST";

    /// <param name="place">The fields.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static S3StoreOptions Read(PlaceFields place, Func<string, string?> variable)
    {
        var emulator = variable(EmulatorVariable) is { Length: > 0 } given ? given : null;
        var key = place.Secret("serviceAccountKeySecret");
        var options = new S3StoreOptions
        {
            Endpoint = Host,
            Bucket = place.Needed("bucket"),
            PathStyle = true,
            Bearer = key is not null ? GoogleTokens.Of(key, anyServer: emulator is not null) : emulator is null ? GoogleTokens.OwnAsync : null,
            Anonymous = key is null && emulator is not null,
        };
        return emulator is null ? options : options with
        {
            Endpoint = emulator.Replace("http://", "", StringComparison.Ordinal).Replace("https://", "", StringComparison.Ordinal).TrimEnd('/'),
            Insecure = !emulator.StartsWith("https://", StringComparison.Ordinal),
        };
    }
}
