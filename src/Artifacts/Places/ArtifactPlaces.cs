using System.Text.Json.Nodes;
using Fleet.Artifacts.AzureBlob;
using Fleet.Artifacts.Git;
using Fleet.Artifacts.Http;
using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Places;

/// <summary>Opens what Argo's artifact locations name.</summary>
/// <param name="connect">Opens connections to URLs; null: as usual.</param>
/// <param name="time">Time.</param>
/// <param name="patience">How long whoever calls asks again; null: for long. A server that is silent has no more (<see cref="SilenceLimit"/>).</param>
public sealed class ArtifactPlaces(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect, TimeProvider time, TimeSpan? patience = null)
{
    private readonly SilenceLimit _silence = SilenceLimit.Of(patience, time);

    /// <summary>Opens a store with the keys that this process itself has.</summary>
    /// <param name="location">As below.</param>
    /// <param name="patience">As above.</param>
    /// <exception cref="ArtifactRefusedException">It cannot be opened so.</exception>
    public static IArtifactStore Open(string location, TimeSpan? patience) => new ArtifactPlaces(null, TimeProvider.System, patience).Open(location, static (_, _) => null);

    /// <summary>Opens a store to read and write.</summary>
    /// <param name="location">One location field of an artifact as Argo's JSON, without its key: <c>{"s3":{"bucket":...}}</c>.</param>
    /// <param name="secret">Gives the value of a Secret's key, by name and key; null: it is not there.</param>
    /// <returns>The store; the caller disposes of it where it can be.</returns>
    /// <exception cref="ArtifactRefusedException">It is none, or of a kind that there is no driver for.</exception>
    public IArtifactStore Open(string location, Func<string, string, string?> secret)
    {
        var place = Read(location, secret);
        return place.Kind switch
        {
            "s3" => new S3ArtifactStore(S3Place.Read(place), _silence),
            "gcs" => new S3ArtifactStore(GcsPlace.Read(place, Environment.GetEnvironmentVariable), _silence),
            "oss" => new S3ArtifactStore(OssPlace.Read(place, Environment.GetEnvironmentVariable), _silence),
            "azure" => new AzureArtifactStore(AzurePlace.Read(place), _silence),
            "http" or "artifactory" => new HttpArtifactStore(HttpPlace.Read(place), connect, time, patience),
            "git" => throw new ArtifactRefusedException("artifacts can be read from git, and not be stored there"),
            var kind => throw new ArtifactRefusedException($"artifacts in a place of kind '{kind}' are not built yet in this version of Fleet"),
        };
    }

    /// <summary>Opens a place from which an artifact is fetched as a whole.</summary>
    /// <returns>The place, the caller's to dispose of where it can be; null: it is a store with keys.</returns>
    /// <exception cref="ArtifactRefusedException">It is none.</exception>
    public IFetchedPlace? OpenFetched(string location, Func<string, string, string?> secret)
    {
        var place = Read(location, secret);
        return place.Kind switch
        {
            "http" or "artifactory" => new HttpArtifactStore(HttpPlace.Read(place), connect, time, patience),
            "git" => new GitRepository(GitPlace.Read(place), time, _silence),
            _ => null,
        };
    }

    private static PlaceFields Read(string location, Func<string, string, string?> secret)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(secret);
        return JsonNode.Parse(location) is JsonObject all && all.Count == 1 && all.First() is { Value: JsonObject place } only
            ? new PlaceFields(only.Key, place) { Secrets = secret }
            : throw new ArtifactRefusedException("an artifact's place is not one location field with its values");
    }
}
