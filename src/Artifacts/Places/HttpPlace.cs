using System.Text.Json.Nodes;
using Fleet.Artifacts.Http;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>http</c> (and <c>artifactory</c>, which is a URL with a user).</summary>
internal static class HttpPlace
{
    public static HttpStoreOptions Read(PlaceFields place)
    {
        var auth = place.Below("auth") ?? new PlaceFields(place.Kind, []);
        var basic = auth.Below("basicAuth");
        var certificate = auth.Below("clientCert");
        return new HttpStoreOptions
        {
            Url = Url(place.Kind + ".url", place.Needed("url")),
            Headers = [.. Pairs(place, "headers", "name")],
            UserName = basic?.Secret("usernameSecret")?.TrimEnd('\n') ?? place.Secret("usernameSecret"),
            Password = basic?.Secret("passwordSecret")?.TrimEnd('\n') ?? place.Secret("passwordSecret"),
            Token = auth.Below("oauth2") is { } oauth && oauth.Secret("clientIDSecret") is { } client ? new HttpTokenOptions(
                Url("http.auth.oauth2.tokenURLSecret", oauth.Secret("tokenURLSecret") ?? "", isSecret: true),
                client,
                oauth.Secret("clientSecretSecret") ?? "",
                [.. oauth.Texts("scopes")],
                [.. Pairs(oauth, "endpointParams", "key")]) : null,
            ClientCertificate = certificate?.Secret("clientCertSecret"),
            ClientKey = certificate?.Secret("clientKeySecret"),
        };
    }

    private static Uri Url(string field, string text, bool isSecret = false) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ArtifactRefusedException(isSecret ? $"{field} is no address; it begins with http:// or https://" : $"{field} '{text}' is no address; it begins with http:// or https://");

    private static IEnumerable<KeyValuePair<string, string>> Pairs(PlaceFields place, string field, string name) =>
        (place.Values[field] as JsonArray ?? []).OfType<JsonObject>().Select(pair => new PlaceFields(place.Kind, pair)).Select(pair => new KeyValuePair<string, string>(pair.Text(name), pair.Text("value")));
}
